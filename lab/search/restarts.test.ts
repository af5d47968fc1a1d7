import { describe, expect, it } from "vitest";
import { mirrored } from "./cma-es.ts";
import { maximiseWithRestarts } from "./restarts.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

type Fn = (x: readonly number[]) => number;

/** The unit cube stretched over -4 to 6, so that an optimum at 0 or 1 is not in its middle. */
const stretched = (point: readonly number[]): readonly number[] => point.map((value) => value * 10 - 4);
const sphere: Fn = (x) => x.reduce((sum, value) => sum + value * value, 0);
const rosenbrock: Fn = (x) =>
  x.slice(1).reduce((sum, value, i) => sum + 100 * (value - x[i] ** 2) ** 2 + (1 - x[i]) ** 2, 0);
const rastrigin: Fn = (x) => x.reduce((sum, value) => sum + 10 + value * value - 10 * Math.cos(2 * Math.PI * value), 0);

async function lowest(fn: Fn, dimensions: number, budget: number): Promise<{ value: number; restarts: number }> {
  const start = new Array<number>(dimensions).fill(0.8);
  const { best, restarts } = await maximiseWithRestarts({ start, sigma: 0.25, budget, key: 11 }, async (points) =>
    points.map((point) => -fn(stretched(point))),
  );
  return { value: -(best?.value ?? Number.NEGATIVE_INFINITY), restarts };
}

describe("maximiseWithRestarts", () => {
  it("finds the bottom of a sphere", async () => {
    expect((await lowest(sphere, 5, 3_000)).value).toBeLessThan(1e-10);
  });

  it("follows Rosenbrock's valley", async () => {
    expect((await lowest(rosenbrock, 4, 12_000)).value).toBeLessThan(1e-8);
  });

  it("leaves Rastrigin's local optima by its restarts", async () => {
    const { value, restarts } = await lowest(rastrigin, 3, 30_000);
    expect(value).toBeLessThan(1e-8);
    expect(restarts).toBeGreaterThan(0);
  });

  it("spends no more than its budget, and ends where an evaluation does not come back", async () => {
    let asked = 0;
    const options = { start: [0.5, 0.5], sigma: 0.3, budget: 50, key: 1 };
    const whole = await maximiseWithRestarts(options, async (points) => {
      asked += points.length;
      return points.map(() => 0);
    });
    expect(whole.evaluations).toBe(asked);
    expect(asked).toBeLessThanOrEqual(50);
    const cut = await maximiseWithRestarts(options, async () => undefined);
    expect(cut).toEqual({ best: undefined, evaluations: 0, restarts: 0 });
  });
});

describe("mirrored", () => {
  it.each([
    [-0.25, 0.25],
    [1.25, 0.75],
    [2.5, 0.5],
    [0.4, 0.4],
  ])("folds %f to %f", (value, folded) => {
    expect(mirrored(value)).toBeCloseTo(folded, 12);
  });
});

describe("symmetricEigen", () => {
  it("gives a matrix back from its values and vectors", () => {
    const matrix = [
      [4, 1, -2],
      [1, 3, 0.5],
      [-2, 0.5, 5],
    ];
    const { values, vectors } = symmetricEigen(matrix);
    const rebuilt = matrix.map((row, i) =>
      row.map((_, j) => values.reduce((sum, value, k) => sum + vectors[i][k] * value * vectors[j][k], 0)),
    );
    for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) expect(rebuilt[i][j]).toBeCloseTo(matrix[i][j], 10);
  });
});
