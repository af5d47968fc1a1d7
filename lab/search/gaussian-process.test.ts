import { describe, expect, it } from "vitest";
import { expectedImprovement } from "./expected-improvement.ts";
import { GaussianProcess } from "./gaussian-process.ts";

const POINTS = [[0.1], [0.35], [0.6], [0.9]];
const VALUES = POINTS.map(([x]) => Math.sin(4 * x));

describe("GaussianProcess", () => {
  it("passes through what it was told, is unsure between and returns to the mean far away", () => {
    const process = new GaussianProcess(POINTS, VALUES, { lengths: [0.4], nugget: 1e-9 });
    for (const [index, point] of POINTS.entries()) {
      const { mean, deviation } = process.predict(point);
      expect(mean).toBeCloseTo(VALUES[index], 5);
      expect(deviation).toBeLessThan(1e-3);
    }
    const between = process.predict([0.475]);
    expect(between.mean).toBeCloseTo(Math.sin(4 * 0.475), 1);
    expect(between.deviation).toBeGreaterThan(0.001);
    const [far, farther] = [process.predict([40]), process.predict([80])];
    expect(far.mean).toBeCloseTo(farther.mean, 6);
    expect(far.deviation).toBeGreaterThan(5 * between.deviation);
  });

  it("holds the length that made the values likelier than one far from it, and an idle axis is best at a great length", () => {
    const points = Array.from({ length: 20 }, (_, i) => [(i * 0.618) % 1, (i * 0.414) % 1]);
    const values = points.map(([x]) => Math.sin(6 * x));
    const of = (lengths: readonly number[]) =>
      new GaussianProcess(points, values, { lengths, nugget: 1e-6 }).logLikelihood;
    expect(of([0.5, 10])).toBeGreaterThan(of([0.01, 10]));
    expect(of([0.5, 10])).toBeGreaterThan(of([0.5, 0.05]));
  });

  it("takes a nugget as noise: two values at one point are averaged", () => {
    const process = new GaussianProcess([[0.2], [0.2], [0.9]], [1, 3, 2], { lengths: [0.1], nugget: 0.1 });
    expect(process.predict([0.2]).mean).toBeCloseTo(2, 6);
  });
});

describe("expectedImprovement", () => {
  it("is the gain where nothing is unsure, and the mean of a half normal at the best itself", () => {
    expect(expectedImprovement({ mean: 3, deviation: 0 }, 1)).toBe(2);
    expect(expectedImprovement({ mean: 0, deviation: 0 }, 1)).toBe(0);
    expect(expectedImprovement({ mean: 1, deviation: 2 }, 1)).toBeCloseTo(2 / Math.sqrt(2 * Math.PI), 6);
    // Tables of the unit normal loss: 0.08332 at one deviation.
    expect(expectedImprovement({ mean: 0, deviation: 1 }, 1)).toBeCloseTo(0.08332, 4);
  });
});
