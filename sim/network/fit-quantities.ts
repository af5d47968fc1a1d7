import { logNormalOf, normalOf } from "../random/counter-hash.ts";
import { kumaraswamyOf, type ReturnInputs, returnShareOf } from "./churn-fit.ts";
import { CLIENT_HOUR_WEIGHTS, dampedWeights } from "./diurnal.ts";
import { PEER_KINDS } from "./kinds.ts";
import type { NetworkParams } from "./params.ts";

/** Parts of the network model; each is fitted apart from the others. */
export const FIT_PARTS = ["churn", "demand", "matching"] as const;
export type FitPart = (typeof FIT_PARTS)[number];

/** The parameters of a trial, and what the fit holds beside them. */
export interface FitPoint {
  readonly params: NetworkParams;
  /** Second shape of the volunteers' availability: what the fit moves, and `churn.returnNextDay` follows. */
  readonly shapeB: number;
  /** By kind: shares of daily IPs. */
  readonly dayShares: ArrayLike<number>;
}

/** What `at` of a row means for a quantity, and which values it takes. */
export interface FitArgument {
  readonly expected: string;
  readonly accepts: (at: number) => boolean;
}

/** One measurable quantity that the model predicts in closed form. */
export interface FitQuantity {
  readonly part: FitPart;
  readonly unit: string;
  /** What it is, one sentence without a full stop. */
  readonly what: string;
  /** Null where the quantity is one number and `at` stays empty. */
  readonly argument: FitArgument | null;
  /** Largest value that can have been measured; the least is above 0. */
  readonly valueMax: number;
  readonly predict: (point: FitPoint, at: number) => number;
}

const US_PER_SECOND = 1e6;
const US_PER_HOUR = 3600e6;
const LAG: FitArgument = { expected: "a lag from 0 to 24 hours", accepts: (at) => at >= 0 && at <= 24 };
const ADDRESS_LAG: FitArgument = {
  expected:
    "a lag of at most 1 hour, or 24 hours: in between, addresses that change cannot be told from peers that leave",
  accepts: (at) => (at >= 0 && at <= 1) || at === 24,
};
const PROBABILITY: FitArgument = {
  expected: "a probability from 0.001 to 0.999",
  accepts: (at) => at >= 0.001 && at <= 0.999,
};
const HOUR: FitArgument = {
  expected: "a whole local hour from 0 to 23",
  accepts: (at) => Number.isInteger(at) && at >= 0 && at <= 23,
};
const share = { unit: "share", valueMax: 1 } as const;
const LARGE = 1e12;

function returnInputs({ params, shapeB }: FitPoint): ReturnInputs {
  const byKind = (volunteer: number, standalone: number): number[] =>
    PEER_KINDS.map((kind) => (kind === "standalone" ? standalone : volunteer));
  return {
    onlineHoursMeans: PEER_KINDS.map((kind) => params[`churn.${kind}Online`] / US_PER_HOUR),
    shapeAs: byKind(params["churn.availabilityA"], params["churn.standaloneA"]),
    shapeBs: byKind(shapeB, params["churn.standaloneB"]),
    availabilityMin: params["churn.availabilityMin"],
    availabilityMax: params["churn.availabilityMax"],
  };
}

/** Return of identities after `lagHours`, 0 to 24. */
export function identityReturn(point: FitPoint, lagHours: number): number {
  return returnShareOf(returnInputs(point), point.dayShares, lagHours);
}

/** Return of addresses: identities keep theirs within an hour (an assumption), and over a day with the address persistence. */
function addressReturn(point: FitPoint, lagHours: number): number {
  const kept = lagHours < 24 ? 1 : point.params["churn.addressPersistence"];
  return identityReturn(point, lagHours) * kept;
}

/**
 * Share of all identities that are active in a 24 h window: identities of a kind are its active peer-days over its own share, so the
 * whole is the harmonic mean of the kinds' shares. Midpoint rule over 200 availabilities, no rhythm.
 */
function activeDayShareOfAll(point: FitPoint): number {
  const inputs = returnInputs(point);
  const pointCount = 200;
  let identities = 0;
  for (let kind = 0; kind < point.dayShares.length; kind++) {
    let active = 0;
    for (let step = 0; step < pointCount; step++) {
      const drawn = kumaraswamyOf((step + 0.5) / pointCount, inputs.shapeAs[kind], inputs.shapeBs[kind]);
      const availability = Math.min(inputs.availabilityMax, Math.max(inputs.availabilityMin, drawn));
      const startsPerHour = availability / (1 - availability) / inputs.onlineHoursMeans[kind];
      active += 1 - (1 - availability) * Math.exp(-24 * startsPerHour);
    }
    identities += point.dayShares[kind] / (active / pointCount);
  }
  return 1 / identities;
}

/** Quantile of a log-normal of mean `mean`. */
function meanQuantile(at: number, mean: number, sigma: number): number {
  return logNormalOf(at, mean * Math.exp((-sigma * sigma) / 2), sigma);
}

function legSecondsAt({ params }: FitPoint, at: number): number {
  const drawn = meanQuantile(at, params["demand.legMean"], params["demand.legSigma"]);
  return Math.min(params["demand.legMax"], Math.max(params["demand.legMin"], drawn)) / US_PER_SECOND;
}

function legBytesMean({ params }: FitPoint): number {
  return ((params["demand.legRate"] / 8) * params["demand.legMean"]) / US_PER_SECOND;
}

function upShareAt({ params }: FitPoint, at: number): number {
  const median = params["demand.upShareMedian"];
  return 1 / (1 + Math.exp(-(Math.log(median / (1 - median)) + params["demand.upShareSigma"] * normalOf(at))));
}

/** Share of the visits of a day that start in the local hour `hour`, for clients that are rarely held up by their own visits. */
function visitStartShare({ params }: FitPoint, hour: number): number {
  const weights = dampedWeights(CLIENT_HOUR_WEIGHTS, params["demand.rhythm"]);
  return weights[hour] / weights.reduce((sum, weight) => sum + weight, 0);
}

/** Share of offers to peers that report unknown NAT that connect, over clients of all NATs. */
function unknownConnects({ params }: FitPoint): number {
  return 1 - params["network.nat.clientRestricted"] * (1 - params["network.nat.unknownUnrestricted"]);
}

const timesOnline = (kind: (typeof PEER_KINDS)[number]): FitQuantity => ({
  part: "churn",
  unit: "hours",
  what: `quantile of the times online of a peer of kind ${kind}`,
  argument: PROBABILITY,
  valueMax: LARGE,
  predict: ({ params }, at) =>
    meanQuantile(at, params[`churn.${kind}Online`] / US_PER_HOUR, params["churn.onlineSigma"]),
});

/** All that a calibration table may hold, by the name in its column `quantity`. */
export const FIT_QUANTITIES = {
  "address-return": {
    ...share,
    part: "churn",
    what: "of the addresses seen in a 24 h window, those seen in the window that begins `at` hours later",
    argument: ADDRESS_LAG,
    predict: addressReturn,
  },
  "identity-return": {
    ...share,
    part: "churn",
    what: "of the peers seen in a 24 h window, told by their keys, those seen in the window that begins `at` hours later",
    argument: LAG,
    predict: identityReturn,
  },
  "active-day-share": {
    ...share,
    part: "churn",
    what: "of all identities, those online at some time of a day",
    argument: null,
    predict: activeDayShareOfAll,
  },
  "extension-online-hours": timesOnline("extension"),
  "badge-online-hours": timesOnline("badge"),
  "phone-online-hours": timesOnline("phone"),
  "standalone-online-hours": timesOnline("standalone"),
  "leg-seconds-mean": {
    part: "demand",
    unit: "s",
    what: "mean length of a leg (one client on one peer)",
    argument: null,
    valueMax: 86_400,
    predict: ({ params }) => params["demand.legMean"] / US_PER_SECOND,
  },
  "leg-seconds": {
    part: "demand",
    unit: "s",
    what: "quantile of the lengths of legs",
    argument: PROBABILITY,
    valueMax: LARGE,
    predict: legSecondsAt,
  },
  "leg-bytes-mean": {
    part: "demand",
    unit: "bytes",
    what: "mean bytes that a leg asks for, up and down together",
    argument: null,
    valueMax: LARGE,
    predict: legBytesMean,
  },
  "leg-bytes": {
    part: "demand",
    unit: "bytes",
    what: "quantile of the bytes that legs ask for",
    argument: PROBABILITY,
    valueMax: LARGE,
    predict: (point, at) => meanQuantile(at, legBytesMean(point), point.params["demand.legBytesSigma"]),
  },
  "leg-up-share": {
    ...share,
    part: "demand",
    what: "quantile of the share of a leg's bytes that go up",
    argument: PROBABILITY,
    predict: upShareAt,
  },
  "think-gap-seconds": {
    part: "demand",
    unit: "s",
    what: "quantile of the gaps between two legs of a visit",
    argument: PROBABILITY,
    valueMax: LARGE,
    predict: ({ params }, at) => (-Math.log(1 - at) * params["demand.thinkGap"]) / US_PER_SECOND,
  },
  "legs-per-visit-mean": {
    part: "demand",
    unit: "legs",
    what: "mean legs of a visit",
    argument: null,
    valueMax: 1_000,
    predict: ({ params }) => params["demand.legsPerVisit"],
  },
  "client-activity": {
    part: "demand",
    unit: "means",
    what: "quantile of how often a client comes, over the mean client's",
    argument: PROBABILITY,
    valueMax: LARGE,
    predict: ({ params }, at) => meanQuantile(at, 1, params["demand.activitySigma"]),
  },
  "visit-starts-by-hour": {
    ...share,
    part: "demand",
    what: "share of a day's visits that start in the local hour `at`",
    argument: HOUR,
    predict: visitStartShare,
  },
  "known-nat-unrestricted": {
    ...share,
    part: "matching",
    what: "of the peers that know their NAT, those that report unrestricted; read for those that do not know it",
    argument: null,
    predict: ({ params }) => params["network.nat.unknownUnrestricted"],
  },
  "standalone-unrestricted": {
    ...share,
    part: "matching",
    what: "of the standalone peers, those that report unrestricted NAT",
    argument: null,
    predict: ({ params }) => params["network.nat.standaloneUnrestricted"],
  },
  "restricted-peer-connects": {
    ...share,
    part: "matching",
    what: "of the matches with peers that report restricted NAT, those that connected; clients matched whatever their NAT",
    argument: null,
    predict: ({ params }) => 1 - params["network.nat.clientRestricted"],
  },
  "unknown-peer-connects": {
    ...share,
    part: "matching",
    what: "of the matches with peers that report unknown NAT, those that connected; clients matched whatever their NAT",
    argument: null,
    predict: unknownConnects,
  },
  "client-restricted": {
    ...share,
    part: "matching",
    what: "of the polls for a peer, those of clients behind restricted NAT",
    argument: null,
    predict: ({ params }) => params["network.nat.clientRestricted"],
  },
} as const satisfies Readonly<Record<string, FitQuantity>>;

export type FitQuantityName = keyof typeof FIT_QUANTITIES;
export const FIT_QUANTITY_NAMES = Object.keys(FIT_QUANTITIES) as readonly FitQuantityName[];

/** The quantity's description, as the common type. */
export function fitQuantity(name: FitQuantityName): FitQuantity {
  return FIT_QUANTITIES[name];
}
