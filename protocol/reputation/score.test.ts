import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LUME_DEFAULTS } from "../rewards/lume-params.ts";
import {
  DIMENSIONS,
  mayHaveDearTasks,
  type Profile,
  priorityBps,
  profileAfter,
  reputation,
  reputationWeightBps,
  UNKNOWN_PROFILE,
} from "./score.ts";

const share = fc.double({ min: 0, max: 1, noNaN: true });
const profiles: fc.Arbitrary<Profile> = fc.record({
  stability: share,
  predictability: share,
  acceptance: share,
  scarcity: share,
  uptime: share,
  record: share,
});
const all = (value: number): Profile => ({
  stability: value,
  predictability: value,
  acceptance: value,
  scarcity: value,
  uptime: value,
  record: value,
});

describe("profileAfter", () => {
  it("lies between what was and what was seen in each dimension", () => {
    fc.assert(
      fc.property(profiles, profiles, (before, seen) => {
        const after = profileAfter(before, seen, LUME_DEFAULTS);
        for (const dimension of DIMENSIONS) {
          expect(after[dimension]).toBeGreaterThanOrEqual(Math.min(before[dimension], seen[dimension]) - 1e-12);
          expect(after[dimension]).toBeLessThanOrEqual(Math.max(before[dimension], seen[dimension]) + 1e-12);
        }
      }),
    );
  });

  it("forgets half of the past in ln 2 / -ln 0.98 rounds", () => {
    let profile = all(0);
    for (let round = 0; round < 34; round++) profile = profileAfter(profile, all(1), LUME_DEFAULTS);
    expect(reputation(profile)).toBeCloseTo(1 - 0.98 ** 34, 9);
    expect(reputation(profile)).toBeGreaterThan(0.49);
  });
});

describe("reputationWeightBps", () => {
  it("goes from least to most and never falls where a dimension rises", () => {
    expect(reputationWeightBps(all(0), LUME_DEFAULTS)).toBe(5_000);
    expect(reputationWeightBps(all(1), LUME_DEFAULTS)).toBe(15_000);
    fc.assert(
      fc.property(profiles, fc.constantFrom(...DIMENSIONS), (profile, dimension) => {
        const better = { ...profile, [dimension]: 1 };
        expect(reputationWeightBps(better, LUME_DEFAULTS)).toBeGreaterThanOrEqual(
          reputationWeightBps(profile, LUME_DEFAULTS),
        );
        expect(priorityBps(better)).toBeGreaterThanOrEqual(priorityBps(profile));
      }),
    );
  });

  it("keeps dear tasks from the unknown", () => {
    expect(mayHaveDearTasks(UNKNOWN_PROFILE, LUME_DEFAULTS)).toBe(false);
    expect(mayHaveDearTasks(all(0.6), LUME_DEFAULTS)).toBe(true);
  });
});
