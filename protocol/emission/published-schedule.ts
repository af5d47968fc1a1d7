import { assert } from "../../base/assert.ts";
import { type LanternBase, mulDivFloor, US_PER_DAY } from "../../base/units.ts";
import type { ProtocolParams } from "../params.ts";
import { cumulativeScheduleBase, periodAmountBase } from "./schedule.ts";

const US_PER_YEAR = 365 * US_PER_DAY;

/** One period of a schedule: `amountBase` emitted evenly over `lengthUs`. */
export interface EmissionPeriod {
  readonly lengthUs: number;
  readonly amountBase: LanternBase;
}

/** An emission schedule as data: periods one after the other, then a tail, never above the pool. */
export interface PublishedSchedule {
  readonly periods: readonly EmissionPeriod[];
  readonly tailPerYearBase: LanternBase;
  readonly poolTotalBase: LanternBase;
}

/** A line of a schedule as it is written down: one period, or `repeat` of them with each amount `factor` times the one before. */
export interface ScheduleEntry {
  readonly lengthUs: number;
  readonly amountBase: LanternBase;
  readonly repeat: number;
  readonly factor: number;
}

/**
 * The periods that a list of entries stands for; a repeated amount is rounded down to the base unit.
 * @throws AssertionFailure unless lengths are positive whole numbers, amounts not negative and factors 0 to 1
 */
export function periodsOf(entries: readonly ScheduleEntry[]): readonly EmissionPeriod[] {
  return entries.flatMap(({ lengthUs, amountBase, repeat, factor }) => {
    assert(Number.isSafeInteger(lengthUs) && lengthUs > 0, "a period has a length of whole microseconds");
    assert(Number.isSafeInteger(amountBase) && amountBase >= 0, "a period's amount is whole and not negative");
    assert(factor >= 0 && factor <= 1, "an amount is repeated times a factor from 0 to 1");
    return Array.from({ length: repeat }, (_, index) => ({
      lengthUs,
      amountBase: Math.floor(amountBase * factor ** index),
    }));
  });
}

/** The halving rule of the parameters as a list of periods. Source: seed 004, emission schedule */
export function halvingSchedule(params: ProtocolParams): PublishedSchedule {
  const periods = Array.from({ length: params["emission.periodCount"] }, (_, period) => ({
    lengthUs: params["emission.periodLength"],
    amountBase: periodAmountBase(params, period),
  }));
  return {
    periods,
    tailPerYearBase: params["emission.tailPerYear"],
    poolTotalBase: params["emission.poolTotal"],
  };
}

/** Index of the period in which `elapsedUs` falls; the number of periods once the tail has begun. */
export function publishedPeriodOf(schedule: PublishedSchedule, elapsedUs: number): number {
  let startUs = 0;
  for (let period = 0; period < schedule.periods.length; period++) {
    startUs += schedule.periods[period].lengthUs;
    if (elapsedUs < startUs) return period;
  }
  return schedule.periods.length;
}

/**
 * S(t) of a published schedule: what may have been minted `elapsedUs` after genesis, in base units. Linear inside a period, then the
 * tail, never above the pool; rounded down once, so that differences of S sum exactly.
 * @throws AssertionFailure unless `elapsedUs` is a non-negative whole number
 * Source: seed 004, emission schedule; ASSUMPTIONS.md#published-schedule
 */
export function publishedCumulativeBase(schedule: PublishedSchedule, elapsedUs: number): LanternBase {
  assert(Number.isSafeInteger(elapsedUs) && elapsedUs >= 0, "elapsedUs is a non-negative whole number of microseconds");
  let leftUs = elapsedUs;
  let scheduledBase = 0;
  for (const { lengthUs, amountBase } of schedule.periods) {
    if (leftUs < lengthUs) {
      const partBase = mulDivFloor(amountBase, leftUs, lengthUs);
      return Math.min(scheduledBase + partBase, schedule.poolTotalBase);
    }
    scheduledBase += amountBase;
    leftUs -= lengthUs;
  }
  const tailBase = mulDivFloor(schedule.tailPerYearBase, leftUs, US_PER_YEAR);
  return Math.min(scheduledBase + tailBase, schedule.poolTotalBase);
}

/**
 * S(t) in force, base units: of the published schedule where there is one, else of the halving rule of the parameters.
 * @throws AssertionFailure unless `elapsedUs` is a non-negative whole number
 */
export function scheduleInForceBase(
  schedule: PublishedSchedule | undefined,
  params: ProtocolParams,
  elapsedUs: number,
): LanternBase {
  return schedule === undefined
    ? cumulativeScheduleBase(params, elapsedUs)
    : publishedCumulativeBase(schedule, elapsedUs);
}

/** What an epoch (from 0) of `epochLengthUs` adds: S at its end minus S at its start. */
export function publishedEpochBase(schedule: PublishedSchedule, epoch: number, epochLengthUs: number): LanternBase {
  const endBase = publishedCumulativeBase(schedule, (epoch + 1) * epochLengthUs);
  return endBase - publishedCumulativeBase(schedule, epoch * epochLengthUs);
}
