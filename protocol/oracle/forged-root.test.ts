import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultValues } from "../../base/param-spec.ts";
import { LANTERN } from "../../base/units.ts";
import {
  expectedFinalRoots,
  FORGED_ROOT_PARAMS,
  type ForgedRootParams,
  forgedRootTake,
  threatMarginUsd,
} from "./forged-root.ts";

const DEFAULTS: ForgedRootParams = defaultValues(FORGED_ROOT_PARAMS);

describe("forgedRootTake", () => {
  it("is a share of the schedule and never more than the breaker", () => {
    expect(forgedRootTake(1, DEFAULTS)).toBe(171_000 * LANTERN);
    expect(forgedRootTake(0.5, DEFAULTS)).toBe(85_500 * LANTERN);
    expect(forgedRootTake(1, { ...DEFAULTS, "committee.breakerLimit": 5 })).toBe(5);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
        expect(forgedRootTake(share, DEFAULTS)).toBeLessThanOrEqual(DEFAULTS["committee.emissionPerEpoch"]);
      }),
    );
  });
});

describe("expectedFinalRoots", () => {
  it("is the sum over the epoch of notice of what was final before it", () => {
    const q = 0.3;
    const sum = (wait: number): number =>
      Array.from({ length: 400 }, (_, at) => (1 - q) ** at * q * Math.max(0, at + 1 - wait)).reduce((a, b) => a + b, 0);
    for (const wait of [0, 1, 4]) expect(expectedFinalRoots(q, wait)).toBeCloseTo(sum(wait), 9);
    expect(expectedFinalRoots(1, 1)).toBe(0);
    expect(expectedFinalRoots(0, 1)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("threatMarginUsd", () => {
  const facts = { keys: 5, priceUsd: 300, takeShare: 1, tokenUsd: 0.01 };

  it("is takings less k times the price", () => {
    // One final root on average: (1 - 0.5) / 0.5.
    expect(threatMarginUsd(facts, DEFAULTS)).toBeCloseTo(1_710 - 1_500, 6);
  });

  it("never rises with a longer wait, a lower breaker, a dearer key", () => {
    const base = threatMarginUsd(facts, DEFAULTS);
    expect(threatMarginUsd(facts, { ...DEFAULTS, "committee.finalAfter": 7 })).toBeLessThan(base);
    expect(threatMarginUsd(facts, { ...DEFAULTS, "committee.breakerLimit": 1_000 * LANTERN })).toBeLessThan(base);
    expect(threatMarginUsd({ ...facts, priceUsd: 400 }, DEFAULTS)).toBeLessThan(base);
  });

  it("a thin forgery is worth more than a thick one: it is found in proportion, and less of it waits when it is", () => {
    expect(threatMarginUsd({ ...facts, takeShare: 0.1 }, DEFAULTS)).toBeGreaterThan(threatMarginUsd(facts, DEFAULTS));
  });
});
