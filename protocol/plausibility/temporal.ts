import { US_PER_DAY, US_PER_HOUR } from "../../base/units.ts";
import type { ProtocolParams } from "../params.ts";

const HOURS = 24;

/** Bits of the hours of the day (UTC, bit 0 from midnight) that the time from `startUs` to `endUs` touches. */
export function hoursTouched(startUs: number, endUs: number): number {
  const first = Math.floor(startUs / US_PER_HOUR);
  const last = Math.max(first, Math.ceil(endUs / US_PER_HOUR) - 1);
  if (last - first >= HOURS - 1) return 0xffffff;
  let mask = 0;
  for (let hour = first; hour <= last; hour++) mask |= 1 << (hour % HOURS);
  return mask;
}

/** Hours set in a mask of 24. */
export function hourCount(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** Share of an epoch's hours in which there was traffic; an epoch longer than a day counts as one day. */
export function hoursShare(mask: number, epochUs: number): number {
  return Math.min(1, hourCount(mask) / Math.min(HOURS, Math.ceil(epochUs / US_PER_HOUR)));
}

/**
 * Score of claims around the clock: the mean share of a day's hours with traffic, in proportion while there is less evidence than
 * `plausibility.temporalEvidence`. `shareDays`: sum over days of those shares, `days`: the days summed, with the same memory. An
 * address that is scored as a data centre's may well be always on: 0. Source: seed 004, temporal consistency checks
 */
export function temporalScore(shareDays: number, days: number, residential: boolean, params: ProtocolParams): number {
  if (!residential) return 0;
  return shareDays / Math.max(days, params["plausibility.temporalEvidence"] / US_PER_DAY);
}
