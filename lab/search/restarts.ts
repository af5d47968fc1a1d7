import { uniform } from "../../sim/random/counter-hash.ts";
import { CmaEs, lambdaDefault } from "./cma-es.ts";

/** A point and its value; more is better. */
export interface Scored {
  readonly point: readonly number[];
  readonly value: number;
}

export interface RestartOptions {
  /** Where the first run begins; later ones begin anywhere. */
  readonly start: readonly number[];
  readonly sigma: number;
  /** Points that may be evaluated, all runs together. */
  readonly budget: number;
  readonly key: number;
}

/** Keys of the draws of starts. */
const START_LABEL = 0x5ea2c4;

/**
 * Maximises over the unit cube by CMA-ES with restarts of doubled population (IPOP). `evaluate` gets a generation and returns its values;
 * undefined ends the search, as an interruption does. Uses `budget` evaluations, less what would not fill a generation.
 * Source: A. Auger and N. Hansen, A Restart CMA Evolution Strategy With Increasing Population Size (2005)
 */
export async function maximiseWithRestarts(
  options: RestartOptions,
  evaluate: (points: readonly (readonly number[])[]) => Promise<readonly number[] | undefined>,
): Promise<{ readonly best: Scored | undefined; readonly evaluations: number; readonly restarts: number }> {
  const n = options.start.length;
  let best: Scored | undefined;
  let evaluations = 0;
  for (let restarts = 0; ; restarts++) {
    const lambda = lambdaDefault(n) * 2 ** restarts;
    const mean =
      restarts === 0
        ? options.start
        : options.start.map((_, axis) => uniform(options.key ^ START_LABEL, restarts, axis));
    const run = new CmaEs({ mean, sigma: options.sigma, lambda, key: (options.key + restarts * 0x9e37) | 0 });
    while (!run.stalled) {
      if (evaluations + lambda > options.budget) return { best, evaluations, restarts };
      const points = run.ask();
      const values = await evaluate(points);
      if (values === undefined) return { best, evaluations, restarts };
      evaluations += lambda;
      points.forEach((point, index) => {
        if (best === undefined || values[index] > best.value) best = { point, value: values[index] };
      });
      run.tell(values);
    }
  }
}
