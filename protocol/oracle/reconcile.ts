import type { ProtocolParams } from "../params.ts";

/**
 * Cross-validation of sampled against claimed: the oracle keeps, for each peer, count, sum and sum of squares of the natural logarithm
 * of session bytes, apart for sampled sessions (metered) and direct ones (claimed by receipts), and compares the means.
 * Source: seed 004, spot-check sampling protocol; the test is Welch's, one-sided: ASSUMPTIONS.md#reconciliation
 */
export interface SessionSums {
  readonly count: number;
  readonly sum: number;
  readonly squares: number;
}

/** Unbiased variance of the observations behind the sums; 0 below two. */
export function varianceOf(sums: SessionSums): number {
  if (sums.count <= 1) return 0;
  return Math.max(0, (sums.squares - (sums.sum * sums.sum) / sums.count) / (sums.count - 1));
}

/**
 * Standard errors by which the mean log bytes of direct sessions exceeds that of sampled ones plus `oracle.pathAllowance`.
 * 0 while either side has fewer than `oracle.reconcileSessionsMin` sessions: no verdict without evidence.
 */
export function reconcileZ(sampled: SessionSums, direct: SessionSums, params: ProtocolParams): number {
  const least = params["oracle.reconcileSessionsMin"];
  if (sampled.count < least || direct.count < least) return 0;
  const error = Math.sqrt(varianceOf(sampled) / sampled.count + varianceOf(direct) / direct.count);
  const excess = direct.sum / direct.count - sampled.sum / sampled.count - params["oracle.pathAllowance"];
  if (error === 0) return excess > 0 ? Number.POSITIVE_INFINITY : 0;
  return excess / error;
}

/** Whether a sampled session's receipts claim more than the egress metered, beyond `oracle.meterTolerance`. */
export function exceedsMeter(claimedBytes: number, meteredBytes: number, params: ProtocolParams): boolean {
  return claimedBytes > meteredBytes * (1 + params["oracle.meterTolerance"]);
}

/** Factor by which the sums fade in one epoch so that they halve every `oracle.reconcileMemory`. */
export function fadePerEpoch(params: ProtocolParams): number {
  return 2 ** (-params["epoch.length"] / params["oracle.reconcileMemory"]);
}
