import { normalOf, uniform } from "../random/counter-hash.ts";

/** A price that drifts and wanders: geometric Brownian motion in daily steps. */
export interface PriceProcess {
  readonly startUsd: number;
  /** Drift of the logarithm in a year. */
  readonly driftYear: number;
  /** Standard deviation of the logarithm after a year; 0 leaves the drift alone. */
  readonly volatilityYear: number;
}

const DAYS_PER_YEAR = 365;

/** The price at the start of each of `dayCount` days; draw `day` of stream 0 of `key`, so a longer run begins with the same path. */
export function pricePath({ startUsd, driftYear, volatilityYear }: PriceProcess, dayCount: number, key: number) {
  const prices = new Float64Array(dayCount);
  const step = volatilityYear / Math.sqrt(DAYS_PER_YEAR);
  let logarithm = Math.log(startUsd);
  for (let day = 0; day < dayCount; day++) {
    prices[day] = startUsd === 0 ? 0 : Math.exp(logarithm);
    logarithm += driftYear / DAYS_PER_YEAR + (step === 0 ? 0 : step * normalOf(uniform(key, 0, day)));
  }
  return prices;
}
