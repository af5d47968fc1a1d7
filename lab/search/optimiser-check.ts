import { polished } from "./polish.ts";
import { maximiseWithRestarts, type Scored } from "./restarts.ts";
import { sobolPoints } from "./sobol.ts";

/** Share of the evaluations that goes into evenly spread points before the evolution strategy begins at the best of them. */
const SPREAD_SHARE = 0.3;
/** And into the evolution strategy; single steps have the rest. */
const EVOLUTION_SHARE = 0.45;
const SIGMA = 0.15;

/** What the rungs of the ladder reach on a grid of which every point is known. */
export interface OptimiserCheck {
  readonly exhaustive: number;
  readonly found: number;
  /** Found over exhaustive; both are positive in a fair check. */
  readonly reached: number;
  readonly gridPoints: number;
  /** Grid points that the optimiser asked for: one twice asked for costs nothing the second time. */
  readonly evaluations: number;
}

/** A function over the points of a grid, each coordinate 0 to `size` - 1. */
export type GridFunction = (cell: readonly number[]) => Promise<number> | number;

/**
 * Runs the search's optimiser (Sobol points, then CMA-ES with restarts) on a three-parameter grid with at most `budget` different points, and
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
  const evaluate = async (
    points: readonly (readonly number[])[],
    most = budget,
  ): Promise<readonly number[] | undefined> => {
    const values: number[] = [];
    for (const point of points) {
      const cell = cellOf(point);
      if (!asked.has(cell.join()) && asked.size >= most) return undefined;
      asked.add(cell.join());
      values.push(await at(cell));
    }
    return values;
  };
  let best: Scored | undefined;
  const take = (point: readonly number[], found: number): void => {
    if (best === undefined || found > best.value) best = { point, value: found };
  };
  const spread = sobolPoints(3, Math.floor(budget * SPREAD_SHARE), key);
  ((await evaluate(spread)) ?? []).forEach((found, index) => {
    take(spread[index], found);
  });
  const start = best?.point ?? [0.5, 0.5, 0.5];
  // Generations may fall on cells already known, so the count of points is bounded well above that of cells.
  const evolution = Math.floor(budget * (SPREAD_SHARE + EVOLUTION_SHARE));
  const evolved = await maximiseWithRestarts({ start, sigma: SIGMA, budget: 20 * budget, key }, (points) =>
    evaluate(points, evolution),
  );
  if (evolved.best !== undefined) take(evolved.best.point, evolved.best.value);
  if (best !== undefined) best = await polished(best, 20 * budget, (points) => evaluate(points));
  const exhaustive = await exhausted(at, size);
  const found = best?.value ?? Number.NEGATIVE_INFINITY;
  return { exhaustive, found, reached: found / exhaustive, gridPoints: size ** 3, evaluations: asked.size };
}

async function exhausted(at: (cell: readonly number[]) => Promise<number>, size: number): Promise<number> {
  let most = Number.NEGATIVE_INFINITY;
  for (let a = 0; a < size; a++)
    for (let b = 0; b < size; b++) for (let c = 0; c < size; c++) most = Math.max(most, await at([a, b, c]));
  return most;
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
