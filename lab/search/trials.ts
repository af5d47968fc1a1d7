import type { WorldScore } from "./evaluation-store.ts";
import type { Candidate, SearchWorlds, WorldKind } from "./search-worlds.ts";

/** Ctrl-C: what was scored is in the store. Caught where the search ends, nowhere else. */
export class SearchInterrupted extends Error {
  override readonly name = "SearchInterrupted";
}

/**
 * Seeds by what they are for, as indices of the scenario's replications: what picks a candidate never judges it.
 * Source: design note on attacks, no winner's curse
 */
export const SEED_FROM = { hunt: 0, verdict: 1_000, shrink: 2_000, minimal: 3_000, cure: 4_000, given: 5_000 } as const;

/** Scores of every candidate on `count` seeds from `from`: by candidate, then by seed. @throws SearchInterrupted */
export async function scoresOf(
  worlds: SearchWorlds,
  candidates: readonly Candidate[],
  { from, count, world = "reduced" }: { readonly from: number; readonly count: number; readonly world?: WorldKind },
): Promise<readonly (readonly WorldScore[])[]> {
  const trials = candidates.flatMap((candidate) =>
    Array.from({ length: count }, (_, index) => ({ candidate, seedIndex: from + index, world })),
  );
  const scores = await worlds.scores(trials);
  return candidates.map((_, index) =>
    scores.slice(index * count, (index + 1) * count).map((score) => {
      if (score === undefined) throw new SearchInterrupted("the search was interrupted");
      return score;
    }),
  );
}

/** Profits of every candidate on those seeds, USD. @throws SearchInterrupted */
export async function profitsOf(
  worlds: SearchWorlds,
  candidates: readonly Candidate[],
  seeds: { readonly from: number; readonly count: number; readonly world?: WorldKind },
): Promise<readonly (readonly number[])[]> {
  return (await scoresOf(worlds, candidates, seeds)).map((scores) => scores.map(({ profitUsd }) => profitUsd));
}
