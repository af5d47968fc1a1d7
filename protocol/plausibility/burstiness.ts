import { type SessionSums, varianceOf } from "../oracle/reconcile.ts";
import type { ProtocolParams } from "../params.ts";
import { scoreOfLack } from "./score.ts";

/**
 * Score of evenness: real browsing comes in bursts, so sizes of sessions and gaps between them both spread over orders of magnitude.
 * The smaller of the two standard deviations (of natural logarithms) counts, since a script that fakes one is caught by the other; 0
 * below `plausibility.sessionsMin`. Source: seed 004, traffic pattern analysis
 */
export function evennessScore(sizes: SessionSums, gaps: SessionSums, params: ProtocolParams): number {
  const least = params["plausibility.sessionsMin"];
  if (sizes.count < least || gaps.count < least / 2) return 0;
  const spread = Math.sqrt(Math.min(varianceOf(sizes), varianceOf(gaps)));
  return scoreOfLack(spread, params["plausibility.spreadOrdinary"]);
}
