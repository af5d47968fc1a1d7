import { climb } from "./climb.ts";

/** What the rungs of the ladder reach on a grid of which every point is known. */
export interface OptimiserCheck {
  readonly exhaustive: number;
  readonly found: number;
  /** Found over exhaustive; says something only where the best is positive. */
  readonly reached: number;
  /** The same measured from the grid's worst point: says something on any grid that is not flat, and forgives more. */
  readonly rangeReached: number;
  readonly gridPoints: number;
  /** Grid points that the optimiser asked for: one twice asked for costs nothing the second time. */
  readonly evaluations: number;
}

/** A function over the points of a grid, each coordinate 0 to `size` - 1. */
export type GridFunction = (cell: readonly number[]) => Promise<number> | number;

/**
 * Runs the search's optimiser (`climb`) on a three-parameter grid with at most `budget` different points, and
 * every point of the grid beside it. Source: issue "attack lab": 95% of the exhaustive optimum with a tenth of the evaluations
 */
export async function checkOptimiser(
  value: GridFunction,
  size: number,
  budget: number,
  key: number,
): Promise<OptimiserCheck> {
  const known = new Map<string, number>();
  const asked = new Set<string>();
  const at = async (cell: readonly number[]): Promise<number> => {
    const name = cell.join();
    const found = known.get(name) ?? (await value(cell));
    known.set(name, found);
    return found;
  };
  const cellOf = (point: readonly number[]) => point.map((u) => Math.min(size - 1, Math.floor(Math.max(0, u) * size)));
  let best = Number.NEGATIVE_INFINITY;
  const settled = (point: readonly number[]) => cellOf(point).map((index) => index / (size - 1));
  await climb({ start: [0.5, 0.5, 0.5], known: [], budget, surrogate: true, key, settled }, async (_rung, points) => {
    const values: number[] = [];
    for (const point of points) {
      const cell = cellOf(point);
      if (!asked.has(cell.join()) && asked.size >= budget) return undefined;
      asked.add(cell.join());
      const found = await at(cell);
      best = Math.max(best, found);
      values.push(found);
    }
    return values;
  });
  const exhaustive = await exhausted(at, size);
  const reached = best / exhaustive.best;
  const rangeReached = (best - exhaustive.worst) / (exhaustive.best - exhaustive.worst);
  return {
    exhaustive: exhaustive.best,
    found: best,
    reached,
    rangeReached,
    gridPoints: size ** 3,
    evaluations: asked.size,
  };
}

async function exhausted(
  at: (cell: readonly number[]) => Promise<number>,
  size: number,
): Promise<{ readonly best: number; readonly worst: number }> {
  let best = Number.NEGATIVE_INFINITY;
  let worst = Number.POSITIVE_INFINITY;
  for (let a = 0; a < size; a++)
    for (let b = 0; b < size; b++)
      for (let c = 0; c < size; c++) {
        const value = await at([a, b, c]);
        best = Math.max(best, value);
        worst = Math.min(worst, value);
      }
  return { best, worst };
}

/** Three parameters of a strategy on a logarithmic grid. */
export interface GridProblem {
  readonly name: string;
  readonly axes: readonly (readonly [name: string, low: number, high: number])[];
}

/** Parameters at a cell of the grid, whole numbers as a scenario writes them. */
export function gridTexts(
  { axes }: GridProblem,
  cell: readonly number[],
  size: number,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    axes.map(([name, low, high], axis) => [name, String(Math.round(low * (high / low) ** (cell[axis] / (size - 1))))]),
  );
}
