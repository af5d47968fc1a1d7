import { normalOf, uniform } from "../random/counter-hash.ts";

/** A sentiment that follows the network's growth, forgets, and is pushed by chance. */
export interface SpeculationTerms {
  /** Response of a day's sentiment to a whole of yearly growth of users. */
  readonly growthResponse: number;
  /** Share of the sentiment that a day forgets. */
  readonly forgetShare: number;
  /** Standard deviation of the daily push. */
  readonly noise: number;
}

/** Nothing speculates: the process is off. */
export function isSpeculationOff({ growthResponse, noise }: SpeculationTerms): boolean {
  return growthResponse === 0 && noise === 0;
}

/**
 * Sentiment after a day, an Ornstein-Uhlenbeck step around what growth justifies; in units of the pool's depth traded a day
 * (0.01 buys 1% of the USD side, -0.01 sells as much). Draw `day` of stream 0 of `key`.
 * Source: ASSUMPTIONS.md#speculation
 */
export function nextSentiment(
  sentiment: number,
  growthYear: number,
  terms: SpeculationTerms,
  key: number,
  day: number,
): number {
  if (isSpeculationOff(terms)) return 0;
  const push = terms.noise === 0 ? 0 : terms.noise * normalOf(uniform(key, 0, day));
  return sentiment * (1 - terms.forgetShare) + terms.forgetShare * terms.growthResponse * growthYear + push;
}
