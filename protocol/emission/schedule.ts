import { assert } from "../../base/assert.ts";
import { type LanternBase, mulDivFloor, US_PER_DAY } from "../../base/units.ts";
import type { ProtocolParams } from "../params.ts";

const US_PER_YEAR = 365 * US_PER_DAY;

/** Halving period (0, 1, …) in which `elapsedUs` since genesis falls; `emission.periodCount` once the tail has begun. */
export function emissionPeriodOf(params: ProtocolParams, elapsedUs: number): number {
  return Math.min(Math.floor(elapsedUs / params["emission.periodLength"]), params["emission.periodCount"]);
}

/** What one halving period emits: the first amount halved `period` times, rounded down. Source: seed 004, emission schedule */
export function periodAmountBase(params: ProtocolParams, period: number): LanternBase {
  return Math.floor(params["emission.firstPeriodAmount"] / 2 ** period);
}

/**
 * S(t): what may have been minted `elapsedUs` after genesis. Linear inside a period, then the tail, never above the pool; rounded
 * down to the base unit once, so that differences of S sum exactly.
 * @throws AssertionFailure unless `elapsedUs` is a non-negative whole number
 * Source: seed 004, emission schedule; ASSUMPTIONS.md#emission-tail
 */
export function cumulativeScheduleBase(params: ProtocolParams, elapsedUs: number): LanternBase {
  assert(Number.isSafeInteger(elapsedUs) && elapsedUs >= 0, "elapsedUs is a non-negative whole number of microseconds");
  const periodLengthUs = params["emission.periodLength"];
  const period = emissionPeriodOf(params, elapsedUs);
  const intoPeriodUs = elapsedUs - period * periodLengthUs;
  let scheduledBase = 0;
  for (let past = 0; past < period; past++) scheduledBase += periodAmountBase(params, past);
  scheduledBase +=
    period < params["emission.periodCount"]
      ? mulDivFloor(periodAmountBase(params, period), intoPeriodUs, periodLengthUs)
      : mulDivFloor(params["emission.tailPerYear"], intoPeriodUs, US_PER_YEAR);
  return Math.min(scheduledBase, params["emission.poolTotal"]);
}

/** What epoch `epoch` (from 0) adds to the schedule: S at its end minus S at its start. Source: seed 004, daily emission */
export function epochScheduleBase(params: ProtocolParams, epoch: number): LanternBase {
  const lengthUs = params["epoch.length"];
  return cumulativeScheduleBase(params, (epoch + 1) * lengthUs) - cumulativeScheduleBase(params, epoch * lengthUs);
}
