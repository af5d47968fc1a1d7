import { US_PER_HOUR } from "../../base/units.ts";

const HOURS = 24;

/** A daily rhythm: a rate's weight by local hour, mean one, and its running sum. Built once, read by the draws. */
export interface DiurnalProfile {
  /** Length 24, by local hour. */
  readonly weights: Float64Array;
  /** Length 25: weighted hours from local midnight to the start of each hour; the last is 24. */
  readonly cumulative: Float64Array;
}

/**
 * When devices of volunteers come online, by local hour: assumption, low at night, high from morning to late evening.
 * Source: ASSUMPTIONS.md#churn
 */
export const PEER_HOUR_WEIGHTS: readonly number[] = [
  0.35, 0.25, 0.2, 0.2, 0.25, 0.45, 0.8, 1.2, 1.5, 1.5, 1.35, 1.25, 1.2, 1.2, 1.2, 1.2, 1.25, 1.35, 1.5, 1.6, 1.5, 1.25,
  0.9, 0.55,
];

/**
 * When clients start a visit, by local hour: assumption, a trough before dawn and an evening peak about eight times as high.
 * Source: ASSUMPTIONS.md#demand
 */
export const CLIENT_HOUR_WEIGHTS: readonly number[] = [
  0.75, 0.45, 0.3, 0.2, 0.2, 0.25, 0.4, 0.65, 0.9, 1.05, 1.1, 1.1, 1.15, 1.15, 1.1, 1.1, 1.15, 1.25, 1.4, 1.55, 1.65,
  1.65, 1.45, 1.1,
];

export const FLAT_HOUR_WEIGHTS: readonly number[] = Array.from({ length: HOURS }, () => 1);

/** Hour weights at `depth` (0 to 1) of their rhythm: 1 as they are, 0 flat. */
export function dampedWeights(hourWeights: readonly number[], depth: number): readonly number[] {
  if (depth === 1) return hourWeights;
  const mean = hourWeights.reduce((total, weight) => total + weight, 0) / hourWeights.length;
  return hourWeights.map((weight) => mean + (weight - mean) * depth);
}

/** The profile of 24 non-negative weights, scaled to mean one. */
export function diurnalProfile(hourWeights: readonly number[]): DiurnalProfile {
  const sum = hourWeights.reduce((total, weight) => total + weight, 0);
  const weights = Float64Array.from(hourWeights, (weight) => (weight * HOURS) / sum);
  const cumulative = new Float64Array(HOURS + 1);
  for (let hour = 0; hour < HOURS; hour++) cumulative[hour + 1] = cumulative[hour] + weights[hour];
  cumulative[HOURS] = HOURS;
  return { weights, cumulative };
}

/** Local hour, 0 up to 24, at simulated time `nowUs`; the scenario's epoch is midnight UTC. */
export function localHourAt(nowUs: number, utcOffsetHours: number): number {
  const hours = nowUs / US_PER_HOUR + utcOffsetHours;
  return hours - HOURS * Math.floor(hours / HOURS);
}

/**
 * Hours until `weightedHours` of the profile have passed since `localHour` (0 up to 24): the exact inverse of the cumulative
 * hazard, so a wait of a non-homogeneous Poisson process is one exponential draw divided by the mean rate, passed here.
 */
export function hoursUntilWeighted(weightedHours: number, localHour: number, profile: DiurnalProfile): number {
  const { weights, cumulative } = profile;
  const days = Math.floor(weightedHours / HOURS);
  const startHour = Math.floor(localHour);
  let left = weightedHours - days * HOURS + (localHour - startHour) * weights[startHour];
  if (left > cumulative[HOURS] - cumulative[startHour]) {
    left -= cumulative[HOURS] - cumulative[startHour];
    return days * HOURS + (HOURS - localHour) + hoursFrom(0, left, weights);
  }
  return days * HOURS - localHour + hoursFrom(startHour, left, weights);
}

/** Weighted hours of the profile in the `hours` that begin at `localHour` (0 up to 24): what `hoursUntilWeighted` inverts. */
export function weightedHoursIn(hours: number, localHour: number, { weights, cumulative }: DiurnalProfile): number {
  const upTo = (hour: number): number => {
    const whole = Math.min(HOURS - 1, Math.floor(hour));
    return cumulative[whole] + (hour - whole) * weights[whole];
  };
  const end = localHour + hours;
  const days = Math.floor(end / HOURS);
  return days * HOURS + upTo(end - days * HOURS) - upTo(localHour);
}

/** Local hour at which `left` weighted hours after the full hour `from` have passed; walks at most to the end of the day. */
function hoursFrom(from: number, left: number, weights: Float64Array): number {
  let hour = from;
  let rest = left;
  while (hour < HOURS - 1 && rest > weights[hour]) {
    rest -= weights[hour];
    hour++;
  }
  return hour + (weights[hour] > 0 ? Math.min(1, rest / weights[hour]) : 1);
}

/**
 * Probability of being on at `localHour` in an alternation that has run for long: off to on at `startsPerHour` times the profile's
 * weight, on to off at 1 / `onHoursMean` (a constant hazard: exact for exponential times on, close for log-normal ones).
 */
export function onProbabilityAt(
  startsPerHour: number,
  onHoursMean: number,
  localHour: number,
  profile: DiurnalProfile,
): number {
  const midnight = onProbabilityAtMidnight(startsPerHour, onHoursMean, profile);
  const full = Math.floor(localHour);
  let on = midnight;
  for (let hour = 0; hour < full; hour++) on = relax(on, startsPerHour * profile.weights[hour], onHoursMean, 1);
  return relax(on, startsPerHour * profile.weights[full % HOURS], onHoursMean, localHour - full);
}

/** Mean over the day of `onProbabilityAt`, by the balance of the alternation at 96 points. */
export function onShareOfDay(startsPerHour: number, onHoursMean: number, profile: DiurnalProfile): number {
  const stepsPerHour = 4;
  let on = onProbabilityAtMidnight(startsPerHour, onHoursMean, profile);
  let sum = 0;
  for (let step = 0; step < HOURS * stepsPerHour; step++) {
    const next = relax(
      on,
      startsPerHour * profile.weights[Math.floor(step / stepsPerHour)],
      onHoursMean,
      1 / stepsPerHour,
    );
    sum += (on + next) / 2;
    on = next;
  }
  return sum / (HOURS * stepsPerHour);
}

/** A day maps the probability at midnight linearly; this is its fixed point. */
function onProbabilityAtMidnight(startsPerHour: number, onHoursMean: number, profile: DiurnalProfile): number {
  let fromZero = 0;
  let fromOne = 1;
  for (let hour = 0; hour < HOURS; hour++) {
    fromZero = relax(fromZero, startsPerHour * profile.weights[hour], onHoursMean, 1);
    fromOne = relax(fromOne, startsPerHour * profile.weights[hour], onHoursMean, 1);
  }
  return fromZero / (1 - (fromOne - fromZero));
}

function relax(on: number, startRate: number, onHoursMean: number, hours: number): number {
  const rate = startRate + 1 / onHoursMean;
  const limit = startRate / rate;
  return limit + (on - limit) * Math.exp(-rate * hours);
}
