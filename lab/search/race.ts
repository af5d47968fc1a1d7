import { tQuantile975 } from "../confidence.ts";

/** A candidate of a race and what it scored on the seeds that it saw: the first seeds, the same for all. */
export interface Raced<T> {
  readonly candidate: T;
  readonly values: readonly number[];
  readonly mean: number;
}

export interface RaceOptions {
  /** Seeds that the last ones standing see. */
  readonly rounds: number;
  /** Successive halving goes down to this many; below it only significance drops a candidate. */
  readonly keepMin: number;
}

/** Rounds from which a paired difference has an interval. */
const TEST_FROM = 3;

/**
 * Races candidates over common seeds: each round all that are left see one more seed; half are dropped by their mean until `keepMin` are
 * left, then those whose paired difference to the leader is below zero with 97.5% confidence. `evaluate` gives values (more is better), or
 * undefined when interrupted. The result is best first: those that saw more seeds before others, then by mean.
 * Source: Birattari et al., F-race (2002); Jamieson and Talwalkar, successive halving (2016)
 */
export async function race<T>(
  candidates: readonly T[],
  options: RaceOptions,
  evaluate: (alive: readonly T[], round: number) => Promise<readonly number[] | undefined>,
): Promise<readonly Raced<T>[] | undefined> {
  let alive = candidates.map((candidate) => ({ candidate, values: [] as number[] }));
  const out: Raced<T>[] = [];
  for (let round = 0; round < options.rounds && alive.length > 0; round++) {
    const values = await evaluate(
      alive.map(({ candidate }) => candidate),
      round,
    );
    if (values === undefined) return undefined;
    for (const [index, own] of alive.entries()) own.values.push(values[index]);
    const ranked = [...alive].sort((a, b) => meanOf(b.values) - meanOf(a.values));
    const half = Math.max(options.keepMin, Math.ceil(ranked.length / 2));
    const [leader] = ranked;
    const stays = ranked.filter(
      (own, rank) => rank < half && (own === leader || !significantlyWorse(own.values, leader.values)),
    );
    if (round < options.rounds - 1) {
      const dropped = ranked.filter((own) => !stays.includes(own));
      out.unshift(...dropped.map(racedOf));
      alive = stays;
    } else alive = ranked;
  }
  return [...alive.map(racedOf), ...out];
}

function racedOf<T>({ candidate, values }: { readonly candidate: T; readonly values: readonly number[] }): Raced<T> {
  return { candidate, values, mean: meanOf(values) };
}

/** Whether `own` is below `leader`, pair by pair, with 97.5% confidence; no verdict below three pairs. */
export function significantlyWorse(own: readonly number[], leader: readonly number[]): boolean {
  const n = Math.min(own.length, leader.length);
  if (n < TEST_FROM) return false;
  const differences = Array.from({ length: n }, (_, index) => own[index] - leader[index]);
  const mean = meanOf(differences);
  const variance = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return mean + tQuantile975(n - 1) * Math.sqrt(variance / n) < 0;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
