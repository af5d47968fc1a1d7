import { US_PER_HOUR } from "../../base/units.ts";
import { exponentialOf, logNormalOf } from "../random/counter-hash.ts";
import { fitShapeB, kumaraswamyOf } from "./churn-fit.ts";
import {
  type DiurnalProfile,
  diurnalProfile,
  FLAT_HOUR_WEIGHTS,
  hoursUntilWeighted,
  onProbabilityAt,
  onShareOfDay,
  PEER_HOUR_WEIGHTS,
} from "./diurnal.ts";
import { KIND_STANDALONE, PEER_KINDS } from "./kinds.ts";
import type { NetworkParams } from "./params.ts";

/**
 * A peer alternates between online and offline. Its availability (long-run share of time online) is its own, drawn once; times
 * online are log-normal by kind; times offline have a memoryless hazard that follows the local hour (standalone: constant).
 * Source: ASSUMPTIONS.md#churn, #peers-and-ips
 */
export interface ChurnModel {
  /** By kind: mean and median time online, hours; shapes of the availability. */
  readonly onlineHoursMeans: Float64Array;
  readonly onlineHoursMedians: Float64Array;
  readonly shapeAs: Float64Array;
  readonly shapeBs: Float64Array;
  readonly onlineSigma: number;
  readonly availabilityMin: number;
  readonly availabilityMax: number;
  readonly volunteerProfile: DiurnalProfile;
  readonly standaloneProfile: DiurnalProfile;
}

/**
 * The model of `params`, built once. The volunteers' second shape is solved so that identities return after a day at the measured
 * return of addresses over the address persistence; `dayShares` are the kinds' shares of daily IPs.
 * @throws TwinError NETWORK_BAD_CHURN
 */
export function churnModel(dayShares: ArrayLike<number>, params: NetworkParams): ChurnModel {
  const sigma = params["churn.onlineSigma"];
  const onlineHoursMeans = Float64Array.from(PEER_KINDS, (kind) => params[`churn.${kind}Online`] / US_PER_HOUR);
  const byKind = (volunteer: number, standalone: number): Float64Array =>
    Float64Array.from(PEER_KINDS, (_, kind) => (kind === KIND_STANDALONE ? standalone : volunteer));
  const fixed = {
    onlineHoursMeans,
    shapeAs: byKind(params["churn.availabilityA"], params["churn.standaloneA"]),
    availabilityMin: params["churn.availabilityMin"],
    availabilityMax: params["churn.availabilityMax"],
  };
  const shapeBsOf = (trial: number): Float64Array => byKind(trial, params["churn.standaloneB"]);
  const target = params["churn.returnNextDay"] / params["churn.addressPersistence"];
  return {
    ...fixed,
    shapeBs: shapeBsOf(fitShapeB(target, fixed, shapeBsOf, dayShares)),
    onlineHoursMedians: onlineHoursMeans.map((mean) => mean * Math.exp((-sigma * sigma) / 2)),
    onlineSigma: sigma,
    volunteerProfile: diurnalProfile(PEER_HOUR_WEIGHTS),
    standaloneProfile: diurnalProfile(FLAT_HOUR_WEIGHTS),
  };
}

/**
 * Long-run share of time online of a peer of `kind`, from one uniform: Kumaraswamy, close to a Beta distribution but with a quantile
 * in closed form, clamped to the model's bounds.
 */
export function peerAvailability(model: ChurnModel, u: number, kind: number): number {
  const share = kumaraswamyOf(u, model.shapeAs[kind], model.shapeBs[kind]);
  return Math.min(model.availabilityMax, Math.max(model.availabilityMin, share));
}

/** Length of a time online, whole microseconds, at least 1 s; log-normal with the kind's mean. */
export function onlineDurationUs(model: ChurnModel, u: number, kind: number): number {
  return secondsAtLeastOne(logNormalOf(u, model.onlineHoursMedians[kind], model.onlineSigma));
}

/**
 * What is left, at a moment chosen without looking, of the time online that covers it: a share `uPosition` of a length drawn in
 * proportion to its length (for a log-normal: median times e^(sigma^2)). For peers that start online.
 */
export function residualOnlineUs(model: ChurnModel, uLength: number, uPosition: number, kind: number): number {
  const { onlineSigma } = model;
  const median = model.onlineHoursMedians[kind] * Math.exp(onlineSigma * onlineSigma);
  return secondsAtLeastOne(uPosition * logNormalOf(uLength, median, onlineSigma));
}

/**
 * Length of a time offline that begins at `localHour`, whole microseconds: exact inversion of the hour-by-hour hazard. Memoryless,
 * so it also serves a peer that starts offline.
 */
export function offlineDurationUs(
  model: ChurnModel,
  u: number,
  kind: number,
  availability: number,
  localHour: number,
): number {
  const weightedHours = exponentialOf(u) / startsPerHour(model, kind, availability);
  return secondsAtLeastOne(hoursUntilWeighted(weightedHours, localHour, profileOf(model, kind)));
}

/** Whether a peer is online at a start at `localHour`, as if it had been running for long. */
export function startsOnline(
  model: ChurnModel,
  u: number,
  kind: number,
  availability: number,
  localHour: number,
): boolean {
  return u < onlineProbability(model, kind, availability, localHour);
}

/** Probability of being online at `localHour`. */
export function onlineProbability(model: ChurnModel, kind: number, availability: number, localHour: number): number {
  const rate = startsPerHour(model, kind, availability);
  return onProbabilityAt(rate, model.onlineHoursMeans[kind], localHour, profileOf(model, kind));
}

/** Mean over the day of `onlineProbability`; a little off `availability`, since starts crowd into some hours. */
export function onlineShare(model: ChurnModel, kind: number, availability: number): number {
  const rate = startsPerHour(model, kind, availability);
  return onShareOfDay(rate, model.onlineHoursMeans[kind], profileOf(model, kind));
}

/**
 * Probability that a peer is online at some time of a 24 h window that begins at `localHour`: exact, since a whole day holds the
 * same hazard wherever it begins.
 */
export function activeDayProbability(model: ChurnModel, kind: number, availability: number, localHour: number): number {
  const offline = 1 - onlineProbability(model, kind, availability, localHour);
  return 1 - offline * Math.exp(-24 * startsPerHour(model, kind, availability));
}

/** Mean of `activeDayProbability` over the availabilities of a kind, for a day that begins at `localHour`; midpoint rule. */
export function activeDayShare(model: ChurnModel, kind: number, localHour: number): number {
  const pointCount = 200;
  let sum = 0;
  for (let point = 0; point < pointCount; point++) {
    const availability = peerAvailability(model, (point + 0.5) / pointCount, kind);
    sum += activeDayProbability(model, kind, availability, localHour);
  }
  return sum / pointCount;
}

/** Mean hazard of coming online that gives `availability` with the kind's mean time online. */
function startsPerHour(model: ChurnModel, kind: number, availability: number): number {
  return availability / (1 - availability) / model.onlineHoursMeans[kind];
}

function profileOf(model: ChurnModel, kind: number): DiurnalProfile {
  return kind === KIND_STANDALONE ? model.standaloneProfile : model.volunteerProfile;
}

function secondsAtLeastOne(hours: number): number {
  return Math.max(1_000_000, Math.round(hours * US_PER_HOUR));
}
