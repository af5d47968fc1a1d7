import { describe, expect, it } from "vitest";
import { SOBOL_DIMENSIONS_MAX, sobolPoints } from "./sobol.ts";

describe("sobolPoints", () => {
  it("begins as the published sequence does", () => {
    expect(sobolPoints(3, 5)).toEqual([
      [0, 0, 0],
      [0.5, 0.5, 0.5],
      [0.75, 0.25, 0.25],
      [0.25, 0.75, 0.75],
      [0.375, 0.375, 0.625],
    ]);
  });

  it("puts one of 64 points into each 64th of every coordinate", () => {
    const points = sobolPoints(SOBOL_DIMENSIONS_MAX, 64);
    for (let dimension = 0; dimension < SOBOL_DIMENSIONS_MAX; dimension++) {
      const cells = points.map((point) => Math.floor(point[dimension] * 64)).sort((a, b) => a - b);
      expect(cells).toEqual(Array.from({ length: 64 }, (_, cell) => cell));
    }
  });

  it("shifted by a key stays in the cube and keeps the mean of a smooth function", () => {
    const points = sobolPoints(4, 1024, 7);
    expect(points.flat().every((value) => value >= 0 && value < 1)).toBe(true);
    const mean = points.reduce((sum, [a, b, c, d]) => sum + a * b + c * d, 0) / 1024;
    expect(mean).toBeCloseTo(0.5, 2);
  });

  it("refuses more dimensions than it has numbers for", () => {
    expect(() => sobolPoints(SOBOL_DIMENSIONS_MAX + 1, 1)).toThrow("more than 21");
  });
});
