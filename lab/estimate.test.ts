import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cvar5, estimatesOf, meanEstimate, pairedDifferences } from "./estimate.ts";

describe("meanEstimate", () => {
  it("gives the textbook interval: mean ± t·s/√n", () => {
    // Ten values with s = 3.02765; t(9) = 2.262.
    const estimate = meanEstimate([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(estimate?.mean).toBe(5.5);
    expect(estimate?.n).toBe(10);
    expect(estimate?.ci95?.[0]).toBeCloseTo(5.5 - (2.262 * 3.02765) / Math.sqrt(10), 2);
    expect(estimate?.ci95?.[1]).toBeCloseTo(5.5 + (2.262 * 3.02765) / Math.sqrt(10), 2);
  });

  it("gives no interval of one value, and nothing of none", () => {
    expect(meanEstimate([7])).toEqual({ mean: 7, ci95: null, n: 1 });
    expect(meanEstimate([])).toBeUndefined();
  });

  it("holds the mean inside its interval, and moves with a constant", () => {
    const numbers = fc.array(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(numbers, fc.integer({ min: -1e6, max: 1e6 }), (values, shift) => {
        const estimate = meanEstimate(values);
        const moved = meanEstimate(values.map((value) => value + shift));
        const [low = Number.NaN, high = Number.NaN] = estimate?.ci95 ?? [];
        expect(low <= (estimate?.mean ?? Number.NaN) && (estimate?.mean ?? Number.NaN) <= high).toBe(true);
        expect((moved?.mean ?? 0) - (estimate?.mean ?? 0)).toBeCloseTo(shift, 6);
        expect((moved?.ci95?.[0] ?? 0) - low).toBeCloseTo(shift, 4);
      }),
    );
  });
});

describe("cvar5", () => {
  it("is the worst of twenty, and the mean of the worst two of forty", () => {
    const count = (n: number) => Array.from({ length: n }, (_, index) => n - index);
    expect(cvar5(count(20))).toBe(1);
    expect(cvar5(count(40))).toBe(1.5);
  });

  it("counts the value on the edge with the part inside: of thirty the worst, and half of the next", () => {
    const values = Array.from({ length: 30 }, (_, index) => index);
    expect(cvar5(values)).toBeCloseTo((0 + 0.5 * 1) / 1.5, 12);
  });

  it("is not given below twenty values", () => {
    expect(cvar5(new Array(19).fill(1))).toBeNull();
  });
});

describe("estimatesOf and pairedDifferences", () => {
  const worlds = [{ a: 1, b: null }, { a: 3, b: 5 }, undefined];

  it("counts only the worlds that have a value", () => {
    const estimates = estimatesOf(worlds);
    expect(estimates.a).toMatchObject({ mean: 2, n: 2 });
    expect(estimates.b).toEqual({ mean: 5, ci95: null, n: 1 });
  });

  it("takes differences world by world: a common shift has no width, whatever the spread of the worlds", () => {
    const shifted = [
      { a: 11, b: 1 },
      { a: 13, b: 7 },
      { a: 1000, b: null },
    ];
    const differences = pairedDifferences(shifted, worlds);
    expect(differences.a).toEqual({ mean: 10, ci95: [10, 10], n: 2 });
    expect(differences.b).toEqual({ mean: 2, ci95: null, n: 1 });
  });
});
