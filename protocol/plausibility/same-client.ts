import type { ProtocolParams } from "../params.ts";
import { scoreOfExcess } from "./score.ts";

/**
 * Probability that two draws from different sessions fall on one client, from weights hashed into `bucketCount` buckets. `squares`:
 * sum over buckets of the squared weight; `ownSquares`: sum over sessions of the squared weight; `weight`: sum over sessions. Pairs
 * within a session are left out and chance collisions taken off, so the estimate is unbiased whatever the number of sessions; it
 * may fall slightly below 0. 0 where there is no pair.
 */
export function sameBucketProbability(
  squares: number,
  ownSquares: number,
  weight: number,
  bucketCount: number,
): number {
  const pairs = weight * weight - ownSquares;
  if (pairs <= 1e-9 * weight * weight) return 0;
  const together = (squares - ownSquares) / pairs;
  return (together - 1 / bucketCount) / (1 - 1 / bucketCount);
}

/**
 * Score of cross-referenced clients: how often a peer's sessions are of one client (`concentration`), or its clients come back to one
 * and the same peer (`loyalty`), whichever is farther from the ordinary. Source: seed 004, multi-client cross-referencing per peer
 */
export function clientsScore(concentration: number, loyalty: number, params: ProtocolParams): number {
  return scoreOfExcess(Math.max(concentration, loyalty), params["plausibility.sameClientOrdinary"]);
}
