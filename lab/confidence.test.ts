import { describe, expect, it } from "vitest";
import { giniOf, medianOf, pairedRatio, tQuantile975 } from "./confidence.ts";

describe("tQuantile975", () => {
  it("agrees with the tables of Student's t within half a percent", () => {
    for (const [degrees, quantile] of [
      [1, 12.706],
      [2, 4.303],
      [3, 3.182],
      [4, 2.776],
      [9, 2.262],
      [19, 2.093],
      [99, 1.984],
    ] as const) {
      expect(Math.abs(tQuantile975(degrees) / quantile - 1)).toBeLessThan(0.005);
    }
  });
});

describe("pairedRatio", () => {
  it("has no width when every pair has the same ratio", () => {
    const estimate = pairedRatio([2, 4, 6], [1, 2, 3]);
    expect(estimate?.ratio).toBe(2);
    expect(estimate?.ci95).toEqual([2, 2]);
  });

  it("widens with the spread of the pairs and holds the ratio inside", () => {
    const estimate = pairedRatio([1, 3, 2, 2], [2, 2, 2, 2]);
    expect(estimate?.ratio).toBe(1);
    expect(estimate?.ci95[0]).toBeLessThan(0.5);
    expect(estimate?.ci95[1]).toBeGreaterThan(1.5);
  });

  it("gives nothing without pairs or without a baseline", () => {
    expect(pairedRatio([1, 2], [1, 2])).toBeUndefined();
    expect(pairedRatio([1, 2, 3], [0, 0, 0])).toBeUndefined();
  });
});

describe("giniOf", () => {
  it("is 0 for equal values and (n - 1)/n when one has all", () => {
    expect(giniOf([5, 5, 5, 5])).toBeCloseTo(0, 12);
    expect(giniOf([0, 0, 0, 8])).toBeCloseTo(0.75, 12);
    expect(giniOf([0, 0])).toBe(0);
  });
});

describe("medianOf", () => {
  it("is the middle, or the mean of the two middle ones", () => {
    expect([medianOf([3, 1, 2]), medianOf([4, 1, 2, 3]), medianOf([])]).toEqual([2, 2.5, undefined]);
  });
});
