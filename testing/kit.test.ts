import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { STRATEGIES } from "../agents/catalog.ts";
import { scenarioOf } from "../lab/check-plan.ts";
import { FAULT_KINDS } from "../sim/faults/params.ts";
import { assertInvariants, assertStrategyLaws, assertWorlds, faults, worlds } from "./kit.ts";

const SMALL = { peersMax: 12, clientsMax: 30, epochsMax: 1 };

describe("worlds", () => {
  it("draws scenarios that load", () => {
    fc.assert(
      fc.property(worlds(), (world) => {
        const { population, horizonUs } = scenarioOf(world);
        expect(population.peers).toBeLessThanOrEqual(60);
        expect(horizonUs).toBeLessThanOrEqual(4 * 86_400_000_000);
      }),
      { numRuns: 50 },
    );
  });

  it("draws every kind of fault in at least a tenth of the worlds", () => {
    const drawn = fc.sample(faults(), { numRuns: 300, seed: 1 });
    for (const kind of FAULT_KINDS) {
      const on = drawn.filter((sets) => sets.some((set) => set.startsWith(`faults.${kind}=`)));
      expect(on.length / 300, kind).toBeGreaterThan(0.1);
    }
  });
});

describe("assertInvariants", () => {
  it("passes where every invariant holds", async () => {
    await assertInvariants(worlds(SMALL), { runs: 3, seed: 5 });
  });

  it("fails with the invariant, seed, path and one line that replays a smaller world", async () => {
    const sets = [
      "horizon=12d",
      "oracle.reconcileZ=1",
      "oracle.convictZ=1",
      "oracle.reconcileSessionsMin=2",
      "oracle.pathAllowance=0",
      "oracle.investigationDelay=0d",
    ];
    const drawn = worlds({ ...SMALL, clientsMax: 60, sets });
    const failure = await assertInvariants(drawn, { runs: 5, seed: 5 }).catch((error: Error) => error.message);
    expect(failure).toMatch(/honest-never-slashed: epoch \d+: honest peer/);
    expect(failure).toMatch(/seed 5, path "[\d:]+", after \d+ shrinks/);
    expect(failure).toMatch(/replay: npm run twinlight -- check lantern-phase2 --seeds 1 --seed world-\d+ --set /);
  }, 120_000);
});

describe("assertWorlds", () => {
  it("shrinks to the smallest world that a property refuses", async () => {
    const few = async (world: { readonly sets: readonly string[] }) =>
      world.sets.some((set) => set.startsWith("faults.receiptLoss")) ? "receipts get lost" : undefined;
    const message = await assertWorlds(worlds(SMALL), few, { runs: 100, seed: 3 }).catch(
      (error: Error) => error.message,
    );
    expect(message).toContain("receipts get lost");
    expect(message).toMatch(/faults\.receiptLoss=0\.05/);
    expect(message).not.toContain("faults.clockSkew");
    expect(message).toContain("population.peers=5");
  });
});

describe("assertStrategyLaws", () => {
  it("passes a strategy of the catalog and names the law that another breaks", () => {
    const [strategy] = STRATEGIES;
    assertStrategyLaws(strategy, { runs: 20, seed: 1 });
    const greedy = { ...strategy, conduct: () => ({ realBytesPerSecond: 0, claimedBytesPerSecond: -1 }) };
    expect(() => assertStrategyLaws(greedy, { runs: 20, seed: 1 })).toThrow("claimedBytesPerSecond is -1");
  });
});
