import { describe, expect, it } from "vitest";
import { defendedRun, PHASE1, PHASE2 } from "./defended-run.ts";

const SMALL = ["horizon=1d", "population.peers=20", "population.clients=100"];

describe("receipt-replay", () => {
  const sets = [...SMALL, PHASE2];
  const { world } = defendedRun("{ strategy: receipt-replay, hosts: 3, replays: 2, lateReplays: 1 }", sets);
  const { attack } = world.state;

  it("hands in four receipts for one and has every one refused, by the code of its kind", () => {
    const {
      RECEIPT_REPLAYED: atOnce,
      RECEIPT_WRONG_PEER: renamed,
      RECEIPT_UNKNOWN_SESSION: late,
    } = attack.extraRefused;
    expect(Object.keys(attack.extraRefused)).toHaveLength(3);
    expect(renamed).toBeGreaterThan(500);
    expect(atOnce).toBe(2 * renamed);
    // A session still open at the end has not been replayed yet.
    expect(late).toBeLessThanOrEqual(renamed);
    expect(late).toBeGreaterThan(0.8 * renamed);
    expect(attack.extraReceipts).toBe(atOnce + renamed + late);
  });

  it("gains exactly nothing: every peer earns to the base unit what it earns without a replay", () => {
    expect(attack.extraBytes).toBe(0);
    const honest = defendedRun(
      "{ strategy: receipt-replay, hosts: 3, replays: 0, lateReplays: 0, renames: false }",
      sets,
    );
    expect(honest.world.state.attack.extraReceipts).toBe(0);
    expect(world.settlement.rewards.earned).toEqual(honest.world.settlement.rewards.earned);
    expect(world.settlement.rewards.earned.some((base) => base > 0)).toBe(true);
  });
});

describe("receipt-splitting", () => {
  const attacker = (change: string): string =>
    `{ strategy: receipt-splitting, identities: 2, sessionsPerDay: 10, ${change} }`;
  const extraOf = (change: string, phase: string) => {
    const { world } = defendedRun(attacker(change), [...SMALL, phase]);
    return { attack: world.state.attack, earned: world.settlement.rewards.earned };
  };

  it("has the parts of a signed window refused as overlapping it", () => {
    const { attack } = extraOf("pieces: 3, overlapSeconds: 0", PHASE2);
    expect(attack.extraReceipts).toBeGreaterThan(100);
    expect(attack.extraRefused).toEqual({ RECEIPT_WINDOW_OVERLAP: attack.extraReceipts });
    expect(attack.extraBytes).toBe(0);
  });

  it("has windows that reach back refused as overlapping, or as longer than a window may be", () => {
    const { attack } = extraOf("pieces: 0, overlapSeconds: 20", PHASE2);
    const { RECEIPT_WINDOW_OVERLAP: overlapping, RECEIPT_MALFORMED: tooLong } = attack.extraRefused;
    expect(overlapping).toBeGreaterThan(20);
    expect(tooLong).toBeGreaterThan(0);
    expect(overlapping + tooLong).toBe(attack.extraReceipts);
    expect(attack.extraBytes).toBe(0);
  });

  it.each([PHASE1, PHASE2])("earns to the base unit what honest signing earns, with %s", (phase) => {
    const split = extraOf("pieces: 3, overlapSeconds: 20", phase);
    const honest = extraOf("pieces: 0, overlapSeconds: 0", phase);
    expect(split.attack.extraReceipts).toBeGreaterThan(0);
    expect(honest.attack.extraReceipts).toBe(0);
    expect(split.earned).toEqual(honest.earned);
  });
});
