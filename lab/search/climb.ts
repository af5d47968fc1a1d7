import { polished } from "./polish.ts";
import { maximiseWithRestarts, type Scored } from "./restarts.ts";
import { type EvaluatePoints, maximiseWithSurrogate } from "./surrogate.ts";

/** What a climb is at: steps of one rung compare with each other on the same terms. */
export type Rung = "surrogate" | "evolution" | "steps";

export interface ClimbOptions {
  /** Where nothing is known to be better. */
  readonly start: readonly number[];
  /** Points already evaluated, on the terms of the first rung; may be empty. */
  readonly known: readonly Scored[];
  readonly budget: number;
  /** Whether a Gaussian process goes first; else the evolution strategy has its share too. */
  readonly surrogate: boolean;
  readonly key: number;
  readonly settled: (point: readonly number[]) => readonly number[];
}

/** Points beyond which a process costs more time than it saves worlds: its matrices grow with the cube. */
export const SURROGATE_POINTS_MAX = 40;
const EVOLUTION_SHARE = 0.7;
const SIGMA = 0.15;

/**
 * The search's optimiser: Gaussian processes for the first `SURROGATE_POINTS_MAX` points, then CMA-ES with restarts from the best, then single steps. Small budgets
 * end with the processes. `evaluate` gives values (more is better), or undefined where the rung must end. Returns the best point by the terms of the last rung, if any was evaluated.
 */
export async function climb(
  options: ClimbOptions,
  evaluate: (rung: Rung, ...points: Parameters<EvaluatePoints>) => ReturnType<EvaluatePoints>,
): Promise<Scored | undefined> {
  const { start, known, budget, key, settled } = options;
  const first = options.surrogate ? Math.min(budget, SURROGATE_POINTS_MAX) : 0;
  const asked = await maximiseWithSurrogate(
    { dimensions: start.length, known, budget: first, key, settled },
    async (points) => await evaluate("surrogate", points),
  );
  let best = [...known, ...asked].reduce<Scored | undefined>(better, undefined);
  const left = budget - asked.length;
  if (left <= 0) return best;
  const evolution = Math.floor(left * EVOLUTION_SHARE);
  const evolved = await maximiseWithRestarts(
    { start: best?.point ?? start, sigma: SIGMA, budget: evolution, key },
    async (points) => await evaluate("evolution", points),
  );
  if (evolved.best !== undefined) best = better(best, evolved.best);
  const from = best?.point ?? start;
  // On the terms of the steps, whatever those were that it was found on.
  const value = (await evaluate("steps", [from]))?.[0];
  if (value === undefined) return best;
  return await polished(
    { point: from, value },
    left - evolution - 1,
    async (points) => await evaluate("steps", points),
  );
}

function better(best: Scored | undefined, other: Scored): Scored {
  return best === undefined || other.value > best.value ? other : best;
}
