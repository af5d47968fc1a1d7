import { assert } from "../../base/assert.ts";
import { BPS_ONE, BYTES_PER_GB, type LanternBase, mulDivFloor } from "../../base/units.ts";
import type { LumeParams } from "./lume-params.ts";

/** One node's round, as verified. Factors in basis points, 10,000 = 1. */
export interface LumeWork {
  readonly verifiedBytes: number;
  readonly regionBps: number;
  readonly demandBps: number;
  readonly reputationBps: number;
  readonly accuracyBps: number;
  readonly stabilityBps: number;
}

/**
 * Reward of one node for one round: token base units, rounded down after each factor. The two texts name different factors, and the
 * formula of one is an image that is lost: `reward.formula` says which hold.
 * @throws AssertionFailure where accuracy or stability is above one
 * Source: seed 000, distribution engine; seed 003, reward calculation; ASSUMPTIONS.md#lume-formula
 */
export function lumeReward(work: LumeWork, params: LumeParams): LanternBase {
  const { accuracyBps, stabilityBps, regionBps, demandBps, reputationBps } = work;
  assert(accuracyBps <= BPS_ONE && stabilityBps <= BPS_ONE, "accuracy and stability are at most one");
  const formula = params["reward.formula"];
  const factors = [
    demandBps,
    ...(formula === "mechanics" ? [] : [regionBps, reputationBps]),
    ...(formula === "legend" ? [] : [accuracyBps, stabilityBps]),
  ];
  const base = mulDivFloor(params["reward.basePerGb"], work.verifiedBytes, BYTES_PER_GB);
  return factors.reduce((amount, bps) => mulDivFloor(amount, bps, BPS_ONE), base);
}

/**
 * Demand factor of a region, basis points, rounded down: demand over supply, held between its bounds. A region that nobody serves gets the
 * most. Source: seed 003, demand multiplier; seed 000: rewards rise where demand exceeds supply; ASSUMPTIONS.md#lume
 */
export function demandFactorBps(demandBytes: number, supplyBytes: number, params: LumeParams): number {
  const [least, most] = [params["reward.demandLeastBps"], params["reward.demandMostBps"]];
  if (supplyBytes <= 0) return demandBytes > 0 ? most : BPS_ONE;
  return Math.max(least, Math.min(most, Math.floor((demandBytes / supplyBytes) * BPS_ONE)));
}
