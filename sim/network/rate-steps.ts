import { US_PER_HOUR, US_PER_S } from "../../base/units.ts";
import { exponentialOf } from "../random/counter-hash.ts";
import type { DemandModel } from "./demand.ts";
import { hoursUntilWeighted, localHourAt, weightedHoursIn } from "./diurnal.ts";

/** A factor of a rate that changes in steps. Arrays of one length; times ascend and begin at 0; the last factor holds for good. */
export interface RateSteps {
  readonly fromsUs: Float64Array;
  readonly factors: Float64Array;
}

/** What "never" is where a factor of zero stays: beyond the longest horizon. */
const NEVER_US = 7_300 * 24 * US_PER_HOUR;

/**
 * Gap from `fromUs` to the next visit of a client with `startsPerHour` whose rate is multiplied by `steps`: whole microseconds, at
 * least 1 s. Exact: the hazard is inverted step by step, so a shock reaches clients that were already waiting when it began only
 * if it was scheduled, as all events of a scenario are.
 */
export function steppedVisitGapUs(
  model: DemandModel,
  u: number,
  startsPerHour: number,
  fromUs: number,
  utcOffsetHours: number,
  { fromsUs, factors }: RateSteps,
): number {
  let left = exponentialOf(u) / startsPerHour;
  let nowUs = fromUs;
  let step = stepAt(fromsUs, fromUs);
  for (; step < factors.length - 1; step++) {
    const localHour = localHourAt(nowUs, utcOffsetHours);
    const hours = (fromsUs[step + 1] - nowUs) / US_PER_HOUR;
    const passed = factors[step] * weightedHoursIn(hours, localHour, model.profile);
    if (passed >= left) break;
    left -= passed;
    nowUs = fromsUs[step + 1];
  }
  if (factors[step] === 0) return NEVER_US;
  const localHour = localHourAt(nowUs, utcOffsetHours);
  const hours = hoursUntilWeighted(left / factors[step], localHour, model.profile);
  return Math.max(US_PER_S, Math.round(nowUs - fromUs + hours * US_PER_HOUR));
}

/** The steps of the product of several factors, each a function constant between the times given. */
export function rateSteps(timesUs: readonly number[], factorAt: (atUs: number) => number): RateSteps {
  const fromsUs = Float64Array.from(new Set([0, ...timesUs])).sort();
  return { fromsUs, factors: fromsUs.map(factorAt) };
}

function stepAt(fromsUs: Float64Array, atUs: number): number {
  let step = 0;
  while (step < fromsUs.length - 1 && fromsUs[step + 1] <= atUs) step++;
  return step;
}
