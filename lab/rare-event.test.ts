import { describe, expect, it } from "vitest";
import { evasionProbability } from "./attack-closed-form.ts";
import {
  countBound,
  evasionBySplitting,
  evasionByTilting,
  importanceProbability,
  type RareEstimate,
  type SplitProcess,
  splittingProbability,
} from "./rare-event.ts";

function holds({ ci95: [low, high] }: RareEstimate, truth: number): void {
  expect(low).toBeLessThanOrEqual(truth);
  expect(high).toBeGreaterThanOrEqual(truth);
}

/** A walk between 0 and `top` that steps up with probability `up`: gambler's ruin has a closed form. */
function walk(up: number): SplitProcess<number> {
  return {
    start: 1,
    step: (height, draw) => (draw(0) < up ? height + 1 : height === 1 ? undefined : height - 1),
    score: (height) => height,
  };
}

describe("splittingProbability", () => {
  it.each([
    [0.3, 12],
    [0.4, 25],
    [0.35, 20],
  ])("covers the ruin probability of a walk with up %f to %i as often as it says, without bias", (up, top) => {
    const odds = (1 - up) / up;
    const truth = (odds - 1) / (odds ** top - 1);
    expect(truth).toBeLessThan(1e-4);
    const levels = Array.from({ length: top - 1 }, (_, index) => index + 2);
    const keys = Array.from({ length: 40 }, (_, key) => key);
    const estimates = keys.map((key) =>
      splittingProbability(walk(up), { levels, perLevel: 150, replicas: 12, key, stepsMax: 100_000 }),
    );
    const covered = estimates.filter(({ ci95: [low, high] }) => low <= truth && truth <= high).length;
    expect(covered).toBeGreaterThanOrEqual(34);
    const mean = estimates.reduce((sum, { probability }) => sum + probability, 0) / keys.length;
    expect(mean / truth).toBeGreaterThan(0.9);
    expect(mean / truth).toBeLessThan(1.1);
  });

  it("is zero with a bound where no trajectory gets there", () => {
    const stuck: SplitProcess<number> = { start: 0, step: () => undefined, score: (state) => state };
    expect(splittingProbability(stuck, { levels: [1], perLevel: 5, replicas: 3, key: 1, stepsMax: 5 })).toEqual({
      probability: 0,
      ci95: [0, 1],
      n: 3,
    });
  });

  it("stops a trajectory that never ends", () => {
    const endless: SplitProcess<number> = { start: 0, step: (state) => state, score: (state) => state };
    expect(() =>
      splittingProbability(endless, { levels: [1], perLevel: 1, replicas: 3, key: 1, stepsMax: 50 }),
    ).toThrow("more than 50 steps");
  });
});

describe("evasion", () => {
  it.each([
    [0.1, 100],
    [0.05, 205],
    [0.5, 20],
  ])("by tilting and by splitting holds (1 - %f)^%i", (share, sessions) => {
    const truth = evasionProbability(share, sessions);
    expect(truth).toBeLessThan(1e-4);
    holds(evasionByTilting({ share, sessions, overlooked: 0 }, { n: 4_000, key: 3 }), truth);
    holds(evasionBySplitting({ share, sessions, overlooked: 0 }, { perLevel: 500, replicas: 10, key: 3 }), truth);
  });

  it("holds the closed form where a sampled forgery may be overlooked", () => {
    const facts = { share: 0.2, sessions: 60, overlooked: 0.1 };
    holds(evasionBySplitting(facts, { perLevel: 500, replicas: 10, key: 9 }), (1 - 0.2 * 0.9) ** 60);
    holds(evasionByTilting(facts, { n: 4_000, key: 9 }), (1 - 0.2 * 0.9) ** 60);
  });

  it("covers the truth about as often as its intervals say", () => {
    const truth = evasionProbability(0.1, 100);
    let covered = 0;
    for (let key = 0; key < 100; key++) {
      const { ci95 } = evasionBySplitting(
        { share: 0.1, sessions: 100, overlooked: 0 },
        { perLevel: 100, replicas: 10, key },
      );
      if (ci95[0] <= truth && truth <= ci95[1]) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(88);
  });
});

describe("importanceProbability", () => {
  it("weighs a binomial tail back", () => {
    // At least 18 of 20 with p = 1/4, drawn with 9/10.
    const p = 0.25;
    const tail = [18, 19, 20].reduce((sum, k) => sum + choose(20, k) * p ** k * (1 - p) ** (20 - k), 0);
    const estimate = importanceProbability(
      (draw) => {
        let [successes, ratio] = [0, 1];
        for (let trial = 0; trial < 20; trial++) {
          const success = draw(trial) < 0.9;
          if (success) successes++;
          ratio *= success ? p / 0.9 : (1 - p) / 0.1;
        }
        return successes >= 18 ? ratio : 0;
      },
      { n: 5_000, key: 17 },
    );
    expect(tail).toBeLessThan(1e-8);
    holds(estimate, tail);
  });
});

describe("countBound", () => {
  it("is what 0 of n leaves open", () => {
    expect((1 - countBound(20)) ** 20).toBeCloseTo(0.05, 12);
    expect(countBound(20_000)).toBeLessThan(2e-4);
  });
});

function choose(n: number, k: number): number {
  let value = 1;
  for (let i = 0; i < k; i++) value = (value * (n - i)) / (i + 1);
  return value;
}
