import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadTask } from "../scenarios/task-world/load-task.ts";
import { runTaskAttack, taskStrategyNamed } from "./task-attack.ts";
import { runTask } from "./task-run.ts";

const strategy = taskStrategyNamed("score-gaming");
if (strategy === undefined) throw new Error("no score-gaming");
const SMALL = ["horizon=2h"];

describe("runTask", () => {
  it("writes a folder whose summary, table and hash are the same twice", async () => {
    const dir = mkdtempSync(join(tmpdir(), "twinlight-task-"));
    const scenario = loadTask("lumora-small", { sets: SMALL });
    const one = await runTask(scenario, { outDir: dir });
    const other = await runTask(scenario);
    expect(other.summary.stateHash).toBe(one.summary.stateHash);
    expect(one.summary).toMatchObject({ rounds: 12, complete: true, simulatedSeconds: 7200 });
    expect(one.rounds).toHaveLength(2 * 12);
    expect(JSON.parse(readFileSync(join(dir, "summary.json"), "utf8"))).toEqual(one.summary);
    expect(existsSync(join(dir, "rounds.parquet"))).toBe(true);
    expect(JSON.parse(readFileSync(join(dir, "manifest.json"), "utf8")).stateHash).toBe(one.summary.stateHash);
    rmSync(dir, { recursive: true });
  });

  it("ends where it is told to, and says that it is not complete", async () => {
    const stopped = await runTask(loadTask("lumora-small"), { signal: AbortSignal.abort() });
    expect(stopped.summary).toMatchObject({ rounds: 0, complete: false });
  });
});

describe("runTaskAttack", () => {
  it("compares with the same nodes keeping the rules, seed by seed", async () => {
    const outcome = await runTaskAttack({ strategy, params: ["identities=2"], sets: SMALL, seeds: 3 });
    expect(outcome).toMatchObject({ n: 3, complete: true, identities: 2, scenario: "lumora-small" });
    expect(outcome.gainUsd?.mean).toBeGreaterThan(0);
    expect(outcome.honestLossUsd?.mean).toBeGreaterThan(0);
    expect(outcome.checks.every(({ passed }) => passed)).toBe(true);
  });

  it("gains nothing from the truth", async () => {
    const outcome = await runTaskAttack({ strategy, params: ["distanceFactor=1"], sets: SMALL, seeds: 2 });
    expect(outcome.gainUsd?.mean).toBe(0);
  });

  it.each([
    ["ATTACK_PARAM", { params: ["identites=2"] }],
    ["ATTACK_PARAM", { params: ["identities"] }],
    ["ATTACK_UNKNOWN", { scenario: "lume-small" }],
    ["SWEEP_COUNT", { seeds: 0 }],
  ])("refuses bad input with %s", async (code, change) => {
    const request = { strategy, params: [], sets: SMALL, seeds: 1, ...change };
    await expect(runTaskAttack(request)).rejects.toMatchObject({ code });
  });
});
