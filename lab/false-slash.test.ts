import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type FalseSlashPlan,
  type ForgedWorld,
  falseSlashResult,
  type HonestWorld,
  planFalseSlash,
  poissonUpper95,
  worldScenario,
} from "./false-slash.ts";
import { countedWorlds, runFalseSlash } from "./false-slash-run.ts";
import { FalseSlashStore } from "./false-slash-store.ts";
import falseSlashWorld from "./false-slash-worker.ts";

const SMALL = ["population.peers=60", "population.clients=240", "horizon=6d", "chain.backend=none"];

function planOf(peerDays: number, ...sets: readonly string[]): FalseSlashPlan {
  return planFalseSlash({ scenario: "false-slash", sets: [...SMALL, ...sets], peerDays, forgeWorlds: 1 });
}

function honest(index: number, served: number, slashes = 0): HonestWorld {
  const counts = { registered: served, served, tested: served, sessions: served, flags: 0, cleared: 0, zMax: 1 };
  return { kind: "honest", index, ...counts, slashes };
}

function forged(gold: readonly (number | null)[]): ForgedWorld {
  const daysToFlag = { bronze: [8, 8], silver: [11, 11], gold, platinum: [36, 36] };
  return { kind: "forged", index: 0, daysToFlag, slashedHonest: 0 };
}

describe("poissonUpper95(count)", () => {
  it("is three for none seen, and the tabled limits beyond", () => {
    expect(poissonUpper95(0)).toBeCloseTo(2.995732, 6);
    expect(poissonUpper95(1)).toBeCloseTo(4.743865, 6);
    expect(poissonUpper95(10)).toBeCloseTo(16.962219, 6);
  });
});

describe("falseSlashResult(plan, worlds)", () => {
  const plan = planOf(100);

  it("holds with the peer-days, no slash, and every tier within one and a half medians", () => {
    const result = falseSlashResult(plan, [forged([20, 28]), honest(0, 60), honest(1, 60)]);
    expect(result).toMatchObject({ served: 120, slashes: 0, holds: true });
    expect(result.slashesPerDayMax).toBeCloseTo(2.9957 / 120, 4);
    expect(result.tiers[2]).toMatchObject({ tier: "gold", daysMedian: 24, daysExpected: 19, holds: true });
  });

  it("fails for one slash, for too few days, for a tier that takes too long, and for one that half the forgers escape", () => {
    const holds = (...worlds: Parameters<typeof falseSlashResult>[1]) => falseSlashResult(plan, worlds).holds;
    expect(holds(forged([20, 28]), honest(0, 120, 1))).toBe(false);
    expect(holds(forged([20, 28]), honest(0, 99))).toBe(false);
    expect(holds(forged([29, 29]), honest(0, 120))).toBe(false);
    expect(holds(forged([1, null]), honest(0, 120))).toBe(false);
  });
});

describe("a world of honest peers", () => {
  it("counts days with a session, fewer than days registered, and slashes nobody at the case's settings", () => {
    const world = falseSlashWorld({ kind: "honest", index: 0, scenario: worldScenario(planOf(1), "honest", 0) });
    if (world.kind !== "honest") throw new Error("an honest world was asked for");
    expect(world.slashes).toBe(0);
    expect(world.served).toBeGreaterThan(100);
    expect(world.served).toBeLessThan(world.registered);
    expect(world.registered).toBeLessThanOrEqual(60 * 6);
    expect(world.zMax).toBeLessThan(4.9);
  });

  it("finds the false slashes of a test that is set too sharp", () => {
    const sharp = ["oracle.reconcileZ=1", "oracle.convictZ=1", "oracle.investigationDelay=1d"];
    const scenario = worldScenario(planOf(1, ...sharp, "oracle.pathAllowance=0"), "honest", 0);
    expect(falseSlashWorld({ kind: "honest", index: 0, scenario })).toMatchObject({ kind: "honest" });
    const { slashes, flags } = falseSlashWorld({ kind: "honest", index: 0, scenario }) as HonestWorld;
    expect(flags).toBeGreaterThan(0);
    expect(slashes).toBeGreaterThan(0);
  });
});

describe("runFalseSlash", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "twinlight-false-slash-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("takes up where it was killed, a half-written line included, and comes to the same", {
    timeout: 60_000,
  }, async () => {
    const plan = planOf(300);
    const whole = await runFalseSlash(plan, FalseSlashStore.open(join(folder, "whole"), plan), { workers: 2 });
    const store = FalseSlashStore.open(join(folder, "cut"), plan);
    store.write(falseSlashWorld({ kind: "honest", index: 0, scenario: worldScenario(plan, "honest", 0) }));
    appendFileSync(join(folder, "cut", "worlds.jsonl"), '{"kind":"honest","index":1,"regis');
    const resumed = FalseSlashStore.open(join(folder, "cut"), plan);
    expect(resumed.worlds.length).toBe(1);
    expect(await runFalseSlash(plan, resumed, { workers: 1 })).toEqual(whole);
  });

  it("refuses a folder with worlds of other settings", () => {
    FalseSlashStore.open(folder, planOf(1));
    const other = planOf(1, "oracle.reconcileZ=4");
    expect(() => FalseSlashStore.open(folder, other)).toThrow(/worlds of other settings/);
  });

  it("counts the first honest worlds that have the peer-days, whatever else is in the store", () => {
    const worlds = [honest(2, 60), forged([1]), honest(0, 60), honest(1, 60)];
    expect(countedWorlds(planOf(100), worlds)).toEqual([worlds[1], worlds[2], worlds[3]]);
  });
});
