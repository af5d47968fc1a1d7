import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { TwinError } from "../../base/errors.ts";
import { runScenario } from "../run.ts";
import { EvaluationStore, type WorldScore } from "./evaluation-store.ts";
import { type SearchRequest, searchAttack } from "./search.ts";
import type { RunWorld } from "./world-pool.ts";

const SCORE: WorldScore = {
  profitUsd: 1,
  profitLantern: 1,
  costUsd: 1,
  capitalUsd: 0,
  fixedUsd: 1,
  priceUsd: 1,
  inflation: 1,
  identities: 1,
  slashedLantern: 0,
  detectedShare: 0,
  honestLantern: 1,
  egressShare: 1,
};

/** A disk with room for `left` characters: the line that does not fit is torn where it ends, as a real one tears it. */
function diskOf(left: number): (file: string, text: string) => void {
  let room = left;
  return (file, text) => {
    appendFileSync(file, text.slice(0, room));
    room = Math.max(0, room - text.length);
    if (room === 0) throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  };
}

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "store-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("`put(key, score)` on a full disk names file and reason, and what was kept is read again", () => {
  const full = EvaluationStore.open(folder, "own", diskOf(700));
  const keys = Array.from({ length: 10 }, (_, index) => `world ${index}`);
  let problem: unknown;
  let kept = 0;
  for (const key of keys) {
    try {
      full.put(key, SCORE);
      kept++;
    } catch (error) {
      problem ??= error;
    }
  }
  expect(problem).toBeInstanceOf(TwinError);
  expect(problem).toMatchObject({
    code: "SEARCH_STORE_WRITE",
    facts: { file: join(folder, "evaluations.jsonl"), value: "ENOSPC" },
  });
  expect(String(problem)).toContain("evaluations.jsonl");
  expect(kept).toBeGreaterThan(0);
  expect(kept).toBeLessThan(10);
  const again = EvaluationStore.open(folder, "own");
  expect(again.found).toBe(kept);
  for (const key of keys) again.put(key, SCORE);
  expect(EvaluationStore.open(folder, "own").found).toBe(10);
});

it("`searchAttack(request)` ends with that error, and goes on from what was written once there is room", async () => {
  const request: SearchRequest = {
    scenario: "lantern-phase2",
    sets: ["horizon=1d", "population.peers=12", "population.clients=24", "receipts.mode=settled"],
    strategies: ["wash-traffic"],
    budget: 6,
    seeds: 2,
    givenSeeds: 0,
    method: "sobol",
    explain: false,
  };
  const here: RunWorld = async (scenario) => (await runScenario(scenario)).summary;
  const full = EvaluationStore.open(folder, "own", diskOf(3_000));
  await expect(searchAttack(request, here, full)).rejects.toMatchObject({ code: "SEARCH_STORE_WRITE" });
  const store = EvaluationStore.open(folder, "own");
  expect(store.found).toBeGreaterThan(0);
  const whole = await searchAttack(request, here, EvaluationStore.inMemory());
  expect(await searchAttack(request, here, store)).toEqual(whole);
});
