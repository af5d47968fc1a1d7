import type { ValidationMark, ValidationPoint, ValidationShare } from "../scenarios/validation-result.ts";
import { returnShareSeen, type WatchedWorld } from "./calibrate-world.ts";

/** Address return after 1 and 24 hours. Source: Bocovich and others, USENIX Security 2024 (January 2023) */
export const RETURN_HOUR = 0.973;
export const RETURN_DAY = 0.382;
const HOURS_PER_DAY = 24;
const LAGS_MAX = 72;
const QUANTILES = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99];

/** Returns by whole hours of lag, as far as the run is long, with the two that were measured. */
export function returnPoints(seen: WatchedWorld): ValidationPoint[] {
  const measured = new Map<number, readonly [number, ValidationMark]>([
    [1, [RETURN_HOUR, "not-fitted"]],
    [HOURS_PER_DAY, [RETURN_DAY / seen.state.params["churn.addressPersistence"], "fitted"]],
  ]);
  const points: ValidationPoint[] = [];
  for (let at = 0; at <= LAGS_MAX; at++) {
    const model = returnShareSeen(seen, at);
    if (model === undefined) break;
    const [value, mark] = measured.get(at) ?? [null, "no-measurement" as const];
    points.push({ at, model, measured: value, mark });
  }
  return points;
}

/** Quantiles of `values`, each divided by `unit`. */
export function quantilePoints(values: readonly number[], unit: number): ValidationPoint[] {
  const sorted = Float64Array.from(values).sort();
  return QUANTILES.map((at) => ({
    at,
    model: sorted[Math.min(sorted.length - 1, Math.floor(at * sorted.length))] / unit,
    measured: null,
    mark: "no-measurement",
  }));
}

/** By hour of the day, UTC, over the mean hour. */
export function hourPoints(hours: number, valueAt: (hour: number) => number): ValidationPoint[] {
  const sums = new Float64Array(HOURS_PER_DAY);
  const whole = Math.floor(hours / HOURS_PER_DAY) * HOURS_PER_DAY;
  for (let hour = 0; hour < whole; hour++) sums[hour % HOURS_PER_DAY] += valueAt(hour);
  const mean = sumOf(sums) / HOURS_PER_DAY;
  return Array.from(sums, (sum, at) => ({ at, model: sum / mean, measured: null, mark: "no-measurement" }));
}

/** Ordinary peers online at some time of the hour. */
export function peersOnlineIn({ hours, onlineHours, ordinaryPeers }: WatchedWorld, hour: number): number {
  return ordinaryPeers.reduce((sum, peer) => sum + onlineHours[peer * hours + hour], 0);
}

/** The ten countries with most, and the rest. */
export function countryShares({ state }: WatchedWorld, countries: readonly number[]): ValidationShare[] {
  const counts = new Float64Array(state.tables.countries.length);
  for (const country of countries) counts[country] += 1 / countries.length;
  const ranked = state.tables.countries
    .map(({ name }, index) => ({ name, model: counts[index], measured: null }))
    .sort((a, b) => b.model - a.model || (a.name < b.name ? -1 : 1));
  const rest = ranked.slice(10).reduce((sum, { model }) => sum + model, 0);
  return [...ranked.slice(0, 10), { name: "all others", model: rest, measured: null }];
}

/** Sum of all values. */
export function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index];
  return sum;
}
