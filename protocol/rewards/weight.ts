import { BPS_ONE, type LanternBase, mulDivFloor } from "../../base/units.ts";
import type { ProtocolParams } from "../params.ts";

/** Applies multipliers in basis points one after the other, rounding down each time. */
export function applyBpsFloor(amount: number, ...factorsBps: readonly number[]): number {
  let result = amount;
  for (const factor of factorsBps) result = mulDivFloor(result, factor, BPS_ONE);
  return result;
}

/**
 * Quality factor of an epoch in basis points, 10,000 down to `reward.qualityMin`, linear in the share of sessions that the peer
 * dropped; a peer without sessions has 10,000. Rounded down. Source: seed 004, connection_quality_factor (0.5 - 1.0).
 */
export function qualityBps(sessionCount: number, droppedCount: number, params: ProtocolParams): number {
  if (sessionCount === 0) return BPS_ONE;
  return (
    BPS_ONE - mulDivFloor(BPS_ONE - params["reward.qualityMin"], Math.min(droppedCount, sessionCount), sessionCount)
  );
}

/** Uptime multiplier of an epoch in basis points: reachable time over the epoch's length, rounded down, or 10,000 where it does not count. */
export function uptimeBps(onlineUs: number, params: ProtocolParams): number {
  if (params["reward.uptimeCounts"] === "none") return BPS_ONE;
  return mulDivFloor(BPS_ONE, Math.min(onlineUs, params["epoch.length"]), params["epoch.length"]);
}

/**
 * Reward weight of one peer for one epoch, in byte units: bytes x uptime x geo x quality, rounded down after each factor.
 * Source: seed 004, reward calculation; ASSUMPTIONS.md#reward-modes
 */
export function rewardWeight(bytes: number, uptime: number, geo: number, quality: number): number {
  return applyBpsFloor(bytes, uptime, geo, quality);
}

/**
 * Rate mode: reward of a weight at `emission.basePerGb`, scaled by the epoch's schedule over the first epoch's (the emission curve).
 * LANTERN base units, rounded down; the caller caps the sum at the schedule.
 */
export function rateReward(
  weight: number,
  scheduledBase: LanternBase,
  firstScheduledBase: LanternBase,
  params: ProtocolParams,
): LanternBase {
  if (firstScheduledBase === 0) return 0;
  return mulDivFloor(mulDivFloor(params["emission.basePerGb"], weight, 1e9), scheduledBase, firstScheduledBase);
}
