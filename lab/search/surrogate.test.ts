import { describe, expect, it } from "vitest";
import { climb } from "./climb.ts";
import { cornerPoints, maximiseWithSurrogate } from "./surrogate.ts";

type Surface = (point: readonly number[]) => number;

const whole = (point: readonly number[]): readonly number[] => point.map((u) => Math.round(u * 20) / 20);

async function found(surface: Surface, dimensions: number, budget: number, key: number) {
  const asked: string[] = [];
  const options = { dimensions, known: [], budget, key, settled: whole };
  const points = await maximiseWithSurrogate(options, async (batch) => {
    asked.push(...batch.map((point) => point.join()));
    return batch.map(surface);
  });
  return { best: Math.max(...points.map(({ value }) => value)), asked };
}

describe("maximiseWithSurrogate", () => {
  it("finds a hill inside the cube, and a best corner behind deep losses, with two dozen points", async () => {
    const hill: Surface = ([a, b, c]) => 10 - 40 * ((a - 0.3) ** 2 + (b - 0.7) ** 2 + 0.3 * (c - 0.55) ** 2);
    const corner: Surface = ([a, b, c]) => 500 * a * c ** 2 - 300 * a * (1 - c) - 200 * b * a;
    for (const key of [1, 2, 3]) {
      expect((await found(hill, 3, 24, key)).best).toBeGreaterThan(9.5);
      expect((await found(corner, 3, 24, key)).best).toBeGreaterThan(475);
    }
  });

  it("asks for no settled point twice and for no more than its budget, and gives the same for the same key", async () => {
    const flat: Surface = () => 0;
    const first = await found(flat, 4, 30, 5);
    expect(new Set(first.asked).size).toBe(30);
    expect(first.asked).toHaveLength(30);
    expect((await found(flat, 4, 30, 5)).asked).toEqual(first.asked);
    expect((await found(flat, 4, 30, 6)).asked).not.toEqual(first.asked);
  });

  it("asks for nothing that is known, ends where all points are known, and where no value comes back", async () => {
    const known = [0, 0.5, 1].map((u) => ({ point: [u], value: u }));
    const settled = (point: readonly number[]) => point.map((u) => Math.round(u * 2) / 2);
    const options = { dimensions: 1, known, budget: 10, key: 1, settled };
    expect(await maximiseWithSurrogate(options, async (points) => points.map(() => 0))).toEqual([]);
    expect(await maximiseWithSurrogate({ ...options, known: [] }, async () => undefined)).toEqual([]);
  });
});

describe("cornerPoints", () => {
  it("has each coordinate low as often as high, and begins with all four pairs of any two", () => {
    for (const dimensions of [1, 2, 3, 6, 7]) {
      const corners = cornerPoints(dimensions, 3);
      for (let axis = 0; axis < dimensions; axis++)
        expect(corners.filter((corner) => corner[axis] === 1)).toHaveLength(corners.length / 2);
    }
    const half = cornerPoints(6, 3).slice(0, 8);
    for (const [a, b] of [
      [0, 1],
      [2, 5],
      [3, 4],
    ])
      expect(new Set(half.map((corner) => `${corner[a]}${corner[b]}`)).size).toBe(4);
    expect(new Set(cornerPoints(3, 9).map((corner) => corner.join())).size).toBe(8);
  });
});

describe("climb", () => {
  it("goes on with the evolution strategy and single steps where the budget is larger than what the processes take", async () => {
    const counts = { surrogate: 0, evolution: 0, steps: 0 };
    const ridge: Surface = ([a, b, c, d]) => -((a - 0.21) ** 2) - (b - a) ** 2 - (c - 0.83) ** 2 - (d - b * c) ** 2;
    const options = { start: [0.5, 0.5, 0.5, 0.5], known: [], budget: 160, surrogate: true, key: 2 };
    const best = await climb({ ...options, settled: (point) => point }, async (rung, points) => {
      counts[rung] += points.length;
      return points.map(ridge);
    });
    expect(best?.value).toBeGreaterThan(-1e-3);
    expect(Math.min(counts.surrogate, counts.evolution, counts.steps)).toBeGreaterThan(0);
    expect(counts.surrogate + counts.evolution + counts.steps).toBeLessThanOrEqual(160);
  });

  it("without processes leaves all to the evolution strategy and the steps", async () => {
    const rungs = new Set<string>();
    const options = { start: [0.5], known: [], budget: 40, surrogate: false, key: 2 };
    await climb({ ...options, settled: (point) => point }, async (rung, points) => {
      rungs.add(rung);
      return points.map(([u]) => u);
    });
    expect([...rungs]).toEqual(["evolution", "steps"]);
  });
});
