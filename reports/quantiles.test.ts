import { describe, expect, it } from "vitest";
import { lorenzCurve, quantileOf, sortedFinite, spreadOf } from "./quantiles.ts";

describe("quantileOf(sorted, p)", () => {
  it("interpolates between ranks as R's type 7 does", () => {
    expect([0, 0.1, 0.5, 1].map((p) => quantileOf([1, 2, 3, 4], p))).toEqual([1, 1.3, 2.5, 4]);
    expect(quantileOf([], 0.5)).toBeNull();
  });
});

describe("spreadOf(group, values)", () => {
  it("leaves out what is no number, and is null without values", () => {
    expect(spreadOf("a", [5, Number.NaN, 1, 3])).toMatchObject({ count: 3, p50: 3, mean: 3 });
    expect(spreadOf("a", [Number.NaN])).toBeNull();
    expect(sortedFinite([3, Number.POSITIVE_INFINITY, -1])).toEqual([-1, 3]);
  });
});

describe("lorenzCurve(values, steps)", () => {
  it("is the diagonal where all are alike, and hugs the floor where one has all", () => {
    expect(lorenzCurve([2, 2, 2, 2], 4).map((point) => point.held)).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(lorenzCurve([0, 0, 0, 8], 4).map((point) => point.held)).toEqual([0, 0, 0, 0, 1]);
    expect(lorenzCurve([0, 0], 4)).toEqual([]);
  });
});
