import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { runCheck } from "./check.ts";
import { type CheckRequest, checkLine, planCheck, scenarioOf } from "./check-plan.ts";
import { shrinkFailure } from "./check-shrink.ts";
import { CheckStore } from "./check-store.ts";
import { checkWorld } from "./check-world.ts";

const SMALL = ["horizon=1d", "population.peers=12", "population.clients=30"];
/** Thresholds so low that chance convicts honest peers. */
const UNJUST = [
  "horizon=12d",
  "oracle.reconcileZ=1",
  "oracle.convictZ=1",
  "oracle.reconcileSessionsMin=2",
  "oracle.pathAllowance=0",
  "oracle.investigationDelay=0d",
];
const folders: string[] = [];

function file(): string {
  const folder = mkdtempSync(join(tmpdir(), "twinlight-check-"));
  folders.push(folder);
  return join(folder, "check.jsonl");
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function request(change: Partial<CheckRequest> = {}): CheckRequest {
  return { scenarios: ["lantern-phase2"], seeds: 3, faults: true, sets: SMALL, commit: "c", versions: {}, ...change };
}

describe("planCheck", () => {
  it("gives each world a seed and faults of its own, and takes a single seed as it is", () => {
    const { worlds } = planCheck(request());
    expect(worlds.map(({ seed }) => seed)).toEqual(["lantern-phase2#0", "lantern-phase2#1", "lantern-phase2#2"]);
    expect(new Set(worlds.map(({ sets }) => sets.join())).size).toBe(3);
    const [one] = planCheck(
      request({ seeds: 1, seed: "lantern-phase2#1", faults: false, sets: worlds[1].sets }),
    ).worlds;
    expect(one).toEqual(worlds[1]);
  });

  it("refuses a bad scenario and a bad count before anything runs", () => {
    expect(() => planCheck(request({ scenarios: ["no-such-case"] }))).toThrow("no-such-case");
    expect(() => planCheck(request({ seeds: 0 }))).toThrow("--seeds");
    expect(() => planCheck(request({ sets: ["faults.receiptLos=1"] }))).toThrow("receiptLoss");
  });
});

describe("checkWorld", () => {
  it("finds nothing wrong with a world under faults, and says which struck", async () => {
    const [world] = planCheck(request({ seeds: 1 })).worlds;
    const verdict = await checkWorld(scenarioOf({ ...world, sets: [...world.sets, "faults.freddieDown=1"] }));
    expect(verdict).toMatchObject({ epochs: 1, failures: [] });
    expect(verdict?.fired).toContain("freddieDown");
  });

  it("reports an honest conviction: a threshold so low that honest peers fall", async () => {
    const sets = [...SMALL, ...UNJUST];
    const verdict = await checkWorld(scenarioOf({ base: "lantern-phase2", seed: "guilty", sets }));
    expect(verdict?.failures.map(({ name }) => name)).toContain("honest-never-slashed");
  });
});

describe("runCheck", () => {
  it("keeps verdicts, goes on from a torn file, and gives the same outcome for any number of workers", async () => {
    const plan = planCheck(request());
    const path = file();
    const first = await runCheck(plan, CheckStore.open(path, plan.identity), { workers: 1 });
    expect(first).toMatchObject({ complete: true, worlds: 3, checked: 3, found: 0, failed: [] });
    expect(first.failureShareBound).toBeCloseTo(1 - 0.05 ** (1 / 3), 12);
    const lines = readFileSync(path, "utf8").trimEnd().split("\n");
    expect(lines).toHaveLength(4);
    // A process that died while it wrote: one whole line, one altered, one torn.
    writeFileSync(
      path,
      [lines[0], lines[1], lines[2].replace('"epochs":1', '"epochs":2'), lines[3].slice(0, 40)].join("\n"),
    );
    const torn = CheckStore.open(path, plan.identity);
    expect(torn.damaged).toBe(2);
    const second = await runCheck(plan, torn, { workers: 2 });
    expect(second).toEqual({ ...first, found: 1 });
    const again = await runCheck(plan, CheckStore.open(path, plan.identity), { workers: 2 });
    expect(again).toEqual({ ...first, found: 3 });
  });

  it("refuses a file of another check", () => {
    const path = file();
    appendFileSync(path, "{}\n");
    expect(() => CheckStore.open(path, "abc")).toThrow(/another check/);
  });

  it("stops at a signal with what it has", async () => {
    const plan = planCheck(request());
    const outcome = await runCheck(plan, CheckStore.open(file(), plan.identity), {
      workers: 1,
      signal: AbortSignal.abort(),
    });
    expect(outcome).toMatchObject({ complete: false, checked: 0 });
  });
});

describe("shrinkFailure", () => {
  it("drops what the failure does not need, and the smaller world fails alike", async () => {
    const sets = [...SMALL, ...UNJUST, "faults.freddieDown=0.1"];
    const world = { base: "lantern-phase2", seed: "guilty", sets };
    const { world: smaller, runs } = await shrinkFailure(world, "honest-never-slashed");
    expect(runs).toBeGreaterThan(0);
    expect(smaller.sets.some((set) => set.startsWith("faults."))).toBe(false);
    expect((await checkWorld(scenarioOf(smaller)))?.failures.map(({ name }) => name)).toContain("honest-never-slashed");
    expect(checkLine(smaller)).toMatch(/^npm run twinlight -- check lantern-phase2 --seeds 1 --seed guilty --set /);
  });
});
