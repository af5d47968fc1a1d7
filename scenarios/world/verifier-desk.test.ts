import { describe, expect, it } from "vitest";
import { runEpochs, smallScenario, worldOf } from "./small-world.ts";
import type { CommitteeEpoch } from "./verifier-desk.ts";

const SETS = [
  "horizon=2d",
  "population.peers=60",
  "population.clients=180",
  "receipts.mode=settled",
  "chain.cohort=none",
];

function runOf(sets: readonly string[]) {
  const world = worldOf(smallScenario("lantern-phase3", [...SETS, ...sets]));
  return { world, epochs: runEpochs(world) };
}

function committeeOf(sets: readonly string[]): readonly CommitteeEpoch[] {
  return runOf(sets).epochs.map(({ committee }) => {
    if (committee === undefined) throw new Error("phase 3 has a committee in every epoch");
    return committee;
  });
}

describe("phase 3 in a world", () => {
  it("is phase 2 to the byte with one honest verifier that misses nothing and one Freddie", () => {
    const alone = ["verifiers.count=1", "verifiers.threshold=1", "verifiers.byzantine=0", "verifiers.missedShare=0"];
    const third = runOf([...alone, "freddies.count=1", "freddies.byzantine=0"]).epochs;
    const second = runOf(["phases=[{ phase: 2, from: 0d }]"]).epochs;
    expect(third.map(({ stateHash }) => stateHash)).toEqual(second.map(({ stateHash }) => stateHash));
    expect(second.every(({ committee }) => committee === undefined)).toBe(true);
  });

  it("keeps two liars of seven within what honest verifiers saw", () => {
    for (const behaviour of ["silent", "inflate", "deflate", "equivocate"]) {
      for (const epoch of committeeOf([`verifiers.behaviour=${behaviour}`])) {
        expect(epoch.outcome).toBe("agreed");
        expect(epoch.outsidePeers).toBe(0);
        expect(epoch.honestVotes).toBe(5);
        expect(epoch.refused).toBe(behaviour === "equivocate" ? 4 : 0);
        expect(epoch.friendTruthBytes).toBeGreaterThan(0);
        expect(Math.abs(epoch.friendDecidedBytes / epoch.friendTruthBytes - 1)).toBeLessThan(0.01);
      }
    }
  });

  it("pays liars' friends three times over once liars are a majority: honest verifiers then sign the liars' medians", () => {
    for (const epoch of committeeOf(["verifiers.byzantine=4"])) {
      expect(epoch.outcome).toBe("forged");
      expect(epoch.honestVotes).toBe(7);
      expect(epoch.outsidePeers).toBeGreaterThan(0);
      expect(epoch.friendDecidedBytes).toBe(3 * epoch.friendTruthBytes);
    }
  });

  it("gives three liars of seven their root where three signatures do, and nobody one where five are needed", () => {
    for (const { outcome, friendDecidedBytes, friendTruthBytes } of committeeOf([
      "verifiers.byzantine=3",
      "verifiers.threshold=3",
    ])) {
      expect(outcome).toBe("forged");
      expect(friendDecidedBytes).toBe(3 * friendTruthBytes);
    }
    for (const { outcome, honestVotes, forgedVotes } of committeeOf(["verifiers.byzantine=3"]))
      expect([outcome, honestVotes, forgedVotes]).toEqual(["carried", 4, 3]);
  });

  it("pays nobody without a root, and carries the bytes into the next epoch", () => {
    const { epochs } = runOf(["verifiers.byzantine=3", "verifiers.behaviour=silent"]);
    expect(epochs.map(({ committee }) => committee?.outcome)).toEqual(["carried", "carried"]);
    expect(epochs.map(({ totalBase }) => totalBase)).toEqual([0, 0]);
    const [first, second] = epochs.map(({ committee }) => committee?.truthBytes ?? 0);
    expect(second).toBeGreaterThan(1.5 * (first as number));
  });

  it("samples friends less the more Freddies spare them", () => {
    const share = (byzantine: number): number => {
      const { world } = runOf([`freddies.byzantine=${byzantine}`]);
      return world.state.service.sampledLegs / world.state.service.legs;
    };
    expect(share(3)).toBeLessThan(share(0));
  });

  it("goes on from a snapshot as if it had not been cut", () => {
    const scenario = smallScenario("lantern-phase3", [
      ...SETS,
      "horizon=3d",
      "verifiers.byzantine=3",
      "verifiers.behaviour=silent",
    ]);
    const whole = worldOf(scenario);
    const first = worldOf(scenario);
    while (first.advance(1_000_000) === undefined);
    first.state.service.nextEpoch();
    const second = worldOf(scenario);
    second.restore(structuredClone(first.snapshot()));
    const rest = [];
    while (rest.length < 2) {
      const settled = second.advance(1_000_000);
      if (settled !== undefined) rest.push(settled.committee);
    }
    expect(rest).toEqual(
      runEpochs(whole)
        .slice(1)
        .map(({ committee }) => committee),
    );
    expect(second.verifiers?.epochs).toEqual(whole.verifiers?.epochs);
  });

  it("refuses more liars or signatures than verifiers, and names them", () => {
    for (const set of ["verifiers.byzantine=8", "verifiers.threshold=8", "freddies.byzantine=4"])
      expect(() => smallScenario("lantern-phase3", [set])).toThrow(set.split("=")[0]);
  });
});
