import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runEpochs, smallScenario, worldOf } from "../scenarios/world/small-world.ts";
import { areaUnder, detectorRocs, rocPoints } from "./detector-roc.ts";

describe("rocPoints", () => {
  it("runs from none to all, by falling threshold", () => {
    expect(rocPoints([0.9, 0.4], [0.5, 0.1])).toEqual([
      { falsePositiveShare: 0, truePositiveShare: 0 },
      { falsePositiveShare: 0, truePositiveShare: 0.5 },
      { falsePositiveShare: 0.5, truePositiveShare: 0.5 },
      { falsePositiveShare: 0.5, truePositiveShare: 1 },
      { falsePositiveShare: 1, truePositiveShare: 1 },
    ]);
  });
});

describe("areaUnder", () => {
  it("is the probability that a positive scores above a negative, ties counted half", () => {
    const scores = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(scores, scores, (positives, negatives) => {
        let wins = 0;
        for (const one of positives) for (const other of negatives) wins += one > other ? 1 : one === other ? 0.5 : 0;
        const expected = wins / (positives.length * negatives.length);
        expect(areaUnder(rocPoints(positives, negatives))).toBeCloseTo(expected, 9);
      }),
    );
  });
});

describe("detectorRocs", () => {
  const attackers =
    "population.attackers=[{ strategy: collusion-match, identities: 8 }, { strategy: wash-traffic, identities: 8 }]";
  const size = ["population.peers=250", "population.clients=750", "horizon=4d"];
  const on = ["link", "temporal", "clients", "burstiness"].flatMap((name) => [
    `plausibility.${name}=true`,
    `plausibility.${name}Threshold=1`,
  ]);

  it("says which detector sees which attack, on labelled runs", () => {
    const world = worldOf(smallScenario("lantern-phase2", [attackers, ...size, ...on]));
    runEpochs(world);
    const auc = (detector: string, attack: string): number =>
      detectorRocs(world).find((roc) => roc.detector === detector && roc.attack === attack)?.auc ?? Number.NaN;
    expect(auc("clients", "collusion-match")).toBeGreaterThan(0.97);
    expect(auc("clients", "wash-traffic")).toBeGreaterThan(0.97);
    expect(auc("burstiness", "wash-traffic")).toBe(1);
    expect(auc("temporal", "wash-traffic")).toBeGreaterThan(0.97);
    // Matching takes sizes and gaps from the public distribution, and reconciliation cannot see it.
    expect(auc("burstiness", "collusion-match")).toBeLessThan(0.9);
    expect(auc("reconciliation", "collusion-match")).toBeLessThan(0.9);
    expect(auc("link", "collusion-match")).toBeLessThan(0.5);
    for (const roc of detectorRocs(world)) {
      expect(roc.points.length).toBeLessThanOrEqual(62);
      expect(roc.points.at(-1)).toEqual({ falsePositiveShare: 1, truePositiveShare: 1 });
      expect(roc.atThreshold.falsePositiveShare).toBeLessThan(0.01);
    }
  });

  it("says nothing where no detector looks", () => {
    expect(detectorRocs(worldOf(smallScenario("four-attackers")))).toEqual([]);
  });
});
