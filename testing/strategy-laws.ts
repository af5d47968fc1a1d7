import fc from "fast-check";
import type { AttackStrategy } from "../agents/attacks/strategy.ts";
import {
  conductIsPossible,
  conductIsTrueInPhase1,
  conductRepeats,
  guardedView,
  paramsAreBounded,
  planIsConsistent,
} from "../agents/laws.ts";
import type { AttackSessionView } from "../agents/view.ts";
import { defaultValues } from "../base/param-spec.ts";
import { PROTOCOL_PARAMS } from "../protocol/params.ts";
import { paramValues } from "./param-arbitrary.ts";

const RUNS_DEFAULT = 100;
const BASE_UNITS_MAX = 1_000_000_000_000;

/** What a strategy may be shown when one of its sessions begins, under the default rules. */
export function sessionViews(): fc.Arbitrary<AttackSessionView> {
  return fc.record({
    phase: fc.constantFrom(1, 2),
    atUs: fc.nat({ max: 30 * 86_400_000_000 }),
    sampled: fc.constantFrom(true, false, undefined),
    demandBytesPerSecond: fc.integer({ min: 1, max: 1_000_000_000 }),
    attempt: fc.nat({ max: 10 }),
    coin: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    earnedLastBase: fc.nat({ max: BASE_UNITS_MAX }),
    paidBytesLast: fc.nat({ max: BASE_UNITS_MAX }),
    rules: fc.constant(defaultValues(PROTOCOL_PARAMS)),
  });
}

/**
 * The laws of every strategy: it is repeatable, reads nothing beyond its view, moves and claims possible rates, claims the truth where
 * only the meter pays, plans consistently and bounds its parameters.
 * @throws Error naming the law, with fast-check's seed, path and counterexample
 */
export function assertStrategyLaws(
  strategy: AttackStrategy,
  { runs = RUNS_DEFAULT, seed }: { readonly runs?: number; readonly seed?: number } = {},
): void {
  demand(paramsAreBounded(strategy.params));
  const options = { numRuns: runs, includeErrorInReport: true, ...(seed === undefined ? {} : { seed }) };
  const values = paramValues(strategy.params);
  fc.assert(
    fc.property(values, fc.array(sessionViews(), { minLength: 2, maxLength: 5 }), (given, asked) => {
      demand(planIsConsistent(strategy.plan(given)));
      demand(conductRepeats(strategy, given, asked));
      for (const view of asked) {
        const conduct = strategy.conduct(guardedView(view), given);
        demand(conductIsPossible(view, conduct));
        demand(conductIsTrueInPhase1(view, conduct));
      }
    }),
    options,
  );
}

function demand(problem: string | undefined): void {
  if (problem !== undefined) throw new Error(problem);
}
