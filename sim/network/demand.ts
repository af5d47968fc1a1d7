import { TwinError } from "../../base/errors.ts";
import { US_PER_HOUR, US_PER_S } from "../../base/units.ts";
import { exponentialOf, logNormalOf, normalOf } from "../random/counter-hash.ts";
import {
  deniedRestrictedShare,
  legBytesMean,
  legSecondsMean,
  matchesPerProxyIpDay,
  type SnowflakeMonth,
} from "./data/snowflake-month.ts";
import {
  CLIENT_HOUR_WEIGHTS,
  type DiurnalProfile,
  dampedWeights,
  diurnalProfile,
  hoursUntilWeighted,
  onProbabilityAt,
  onShareOfDay,
} from "./diurnal.ts";
import type { NetworkParams } from "./params.ts";

export type LegDistribution = NetworkParams["demand.legDistribution"];

/**
 * Clients alternate between gaps and visits; a visit is a run of session legs with short think gaps between them. A leg demands a
 * mean rate for a duration, both log-normal and independent, so its bytes are log-normal too. Source: ASSUMPTIONS.md#demand
 */
export interface DemandModel {
  readonly legDistribution: LegDistribution;
  readonly legUsMean: number;
  readonly legUsMedian: number;
  readonly legSigma: number;
  readonly legUsMin: number;
  readonly legUsMax: number;
  /** Bytes per second, up and down together. */
  readonly rateMedian: number;
  readonly rateSigma: number;
  readonly legsPerVisit: number;
  readonly thinkGapUs: number;
  readonly activitySigma: number;
  readonly upShareLogit: number;
  readonly upShareSigma: number;
  /** From the first leg's start to the last one's end. */
  readonly visitHoursMean: number;
  readonly profile: DiurnalProfile;
  /** Legs asked for by leg of the month's: 1, or more where the month's are taken for those that were served. */
  readonly askedPerMatch: number;
}

/** What `calibrateDemand` found: means per day over the whole network. */
export interface DemandCalibration {
  readonly legsPerDay: number;
  readonly visitsPerClientDay: number;
  /** Hazard of a visit for a client of activity one, outside visits, mean over the day. */
  readonly visitStartsPerHour: number;
  readonly legsConcurrentMean: number;
  readonly bytesPerDay: number;
}

/** The model of `params` with the means of `month`: leg duration by Little's law, bytes a leg as relayed. */
export function demandModel(month: SnowflakeMonth, params: NetworkParams): DemandModel {
  const legSigma = params["demand.legSigma"];
  const bytesSigma = params["demand.legBytesSigma"];
  if (bytesSigma < legSigma) {
    throw new TwinError("NETWORK_BAD_DEMAND", "bytes of a leg vary less than its duration", {
      field: "params.demand.legBytesSigma",
      value: bytesSigma,
      expected: `at least demand.legSigma = ${legSigma}`,
    });
  }
  const { "demand.legMean": legMeanUs, "demand.legRate": legRate } = params;
  const legSeconds = legMeanUs > 0 ? legMeanUs / US_PER_S : legSecondsMean(month);
  const bytesPerSecond = legRate > 0 ? legRate / 8 : legBytesMean(month) / legSeconds;
  const rateVariance = bytesSigma * bytesSigma - legSigma * legSigma;
  const legsPerVisit = params["demand.legsPerVisit"];
  const thinkGapUs = params["demand.thinkGap"];
  const upMedian = params["demand.upShareMedian"];
  return {
    legDistribution: params["demand.legDistribution"],
    legUsMean: legSeconds * US_PER_S,
    legUsMedian: legSeconds * US_PER_S * Math.exp((-legSigma * legSigma) / 2),
    legSigma,
    legUsMin: params["demand.legMin"],
    legUsMax: params["demand.legMax"],
    rateMedian: bytesPerSecond * Math.exp(-rateVariance / 2),
    rateSigma: Math.sqrt(rateVariance),
    legsPerVisit,
    thinkGapUs,
    activitySigma: params["demand.activitySigma"],
    upShareLogit: Math.log(upMedian / (1 - upMedian)),
    upShareSigma: params["demand.upShareSigma"],
    visitHoursMean: (legsPerVisit * legSeconds * US_PER_S + (legsPerVisit - 1) * thinkGapUs) / US_PER_HOUR,
    profile: diurnalProfile(dampedWeights(CLIENT_HOUR_WEIGHTS, params["demand.rhythm"])),
    askedPerMatch: params["demand.calibrateTo"] === "served" ? 1 / (1 - deniedRestrictedShare(month)) : 1,
  };
}

/**
 * The visit rate at which `clientCount` clients ask for the month's legs per active peer-day, `activePeersPerDay` of them, or for what
 * was denied beside those served. Solved by bisection over clients of all activities: a busy client is held back by its own visits.
 * @throws TwinError NETWORK_DEMAND_TOO_HIGH when so few clients would have to be connected for more than nine tenths of the time
 */
export function calibrateDemand(
  model: DemandModel,
  month: SnowflakeMonth,
  activePeersPerDay: number,
  clientCount: number,
): DemandCalibration {
  const legsPerDay = matchesPerProxyIpDay(month) * activePeersPerDay * model.askedPerMatch;
  const visitsPerClientDay = legsPerDay / model.legsPerVisit / clientCount;
  const visitingShare = (visitsPerClientDay * model.visitHoursMean) / 24;
  if (!(visitingShare < 0.9)) {
    throw new TwinError("NETWORK_DEMAND_TOO_HIGH", "too few clients for the measured demand of the peers", {
      value: clientCount,
      expected: `more than ${Math.ceil((visitingShare * clientCount) / 0.9)} clients for ${Math.round(activePeersPerDay)} active peers a day`,
    });
  }
  return {
    legsPerDay,
    visitsPerClientDay,
    visitStartsPerHour: startsPerHourFor(model, visitingShare),
    legsConcurrentMean: (legsPerDay * legSecondsMean(month)) / 86_400,
    bytesPerDay: legsPerDay * legBytesMean(month),
  };
}

/**
 * Factor of the rate of visits at which `usersFactor` times as many clients are in a visit as at `startsPerHour`: clients sit down
 * only while they are away, so it is above `usersFactor` where that is above one, and below where below. Bisection, as above.
 * @throws TwinError NETWORK_DEMAND_TOO_HIGH when clients would have to be connected for more than nine tenths of the time
 */
export function visitRateFactor(model: DemandModel, startsPerHour: number, usersFactor: number): number {
  if (usersFactor === 0) return 0;
  const before = meanVisitingShare(model, startsPerHour);
  if (!(before * usersFactor < 0.9)) {
    throw new TwinError("NETWORK_DEMAND_TOO_HIGH", "too few clients for that many users at a time", {
      value: usersFactor,
      expected: `below ${(0.9 / before).toFixed(1)} times what is usual there`,
    });
  }
  return startsPerHourFor(model, before * usersFactor) / startsPerHour;
}

/** Visit rate of a client of activity one at which clients are in visits for `visitingShare` of the time, below 0.9. */
function startsPerHourFor(model: DemandModel, visitingShare: number): number {
  let low = 0;
  let high = 1_000;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (meanVisitingShare(model, middle) < visitingShare) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** How often a client comes, relative to the mean client: log-normal with mean one. */
export function clientActivity(model: DemandModel, u: number): number {
  const { activitySigma } = model;
  return logNormalOf(u, Math.exp((-activitySigma * activitySigma) / 2), activitySigma);
}

/**
 * Gap from `localHour` to the start of the next visit of a client with `startsPerHour` (calibrated rate times its activity), whole
 * microseconds, at least 1 s: exact inversion of the hour-by-hour hazard.
 */
export function visitGapUs(model: DemandModel, u: number, startsPerHour: number, localHour: number): number {
  const hours = hoursUntilWeighted(exponentialOf(u) / startsPerHour, localHour, model.profile);
  return Math.max(US_PER_S, Math.round(hours * US_PER_HOUR));
}

/** Probability that such a client is in a visit at `localHour`: for a start that is already warm. */
export function visitingProbability(model: DemandModel, startsPerHour: number, localHour: number): number {
  return onProbabilityAt(startsPerHour, model.visitHoursMean, localHour, model.profile);
}

/** Legs of a visit: geometric from 1, mean `legsPerVisit`. Memoryless, so it also gives what is left of a visit under way. */
export function legsInVisit(model: DemandModel, u: number): number {
  if (model.legsPerVisit <= 1) return 1;
  return 1 + Math.floor(Math.log(u) / Math.log(1 - 1 / model.legsPerVisit));
}

/** Gap between two legs of a visit, whole microseconds, at least 1: exponential. */
export function thinkGapUs(model: DemandModel, u: number): number {
  return Math.max(1, Math.round(model.thinkGapUs * exponentialOf(u)));
}

/** Duration of a leg, whole microseconds, clamped to the parameters' bounds; by default log-normal. */
export function legDurationUs(model: DemandModel, u: number): number {
  return Math.min(model.legUsMax, Math.max(model.legUsMin, Math.round(drawnLegUs(model, u))));
}

function drawnLegUs(model: DemandModel, u: number): number {
  switch (model.legDistribution) {
    case "lognormal":
      return logNormalOf(u, model.legUsMedian, model.legSigma);
    case "exponential":
      return model.legUsMean * exponentialOf(u);
    case "constant":
      return model.legUsMean;
  }
}

/** Mean rate that a leg demands, bytes per second, up and down together; log-normal. What the links grant may be less. */
export function legRateBytesPerSecond(model: DemandModel, u: number): number {
  return logNormalOf(u, model.rateMedian, model.rateSigma);
}

/** Share of a leg's bytes that go up, from the client: logit-normal. */
export function upShare(model: DemandModel, u: number): number {
  return 1 / (1 + Math.exp(-(model.upShareLogit + model.upShareSigma * normalOf(u))));
}

/** Mean share of time in visits over clients of all activities, at a calibrated rate; midpoint rule over 60 activities. */
function meanVisitingShare(model: DemandModel, visitStartsPerHour: number): number {
  const pointCount = 60;
  let sum = 0;
  for (let point = 0; point < pointCount; point++) {
    const activity = clientActivity(model, (point + 0.5) / pointCount);
    sum += onShareOfDay(visitStartsPerHour * activity, model.visitHoursMean, model.profile);
  }
  return sum / pointCount;
}
