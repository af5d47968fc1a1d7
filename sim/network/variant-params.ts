import type { ParamTable } from "../../base/param-spec.ts";
import { US_PER_DAY, US_PER_S } from "../../base/units.ts";

const TEXTBOOK = "ASSUMPTIONS.md#textbook";
const SHAPES = "ASSUMPTIONS.md#network-variants";
const BURSTS = "ASSUMPTIONS.md#bursts";

/**
 * Other shapes of demand, churn and links than the measured ones, all neutral by default: what reduces the network to a textbook's
 * queue, and what widens it.
 */
export const NETWORK_VARIANT_PARAMS = {
  "demand.rhythm": {
    kind: "share",
    value: 1,
    min: 0,
    max: 1,
    what: "depth of the clients' daily rhythm: 1 as assumed, 0 the same rate at every hour",
    source: TEXTBOOK,
  },
  "demand.visitsPerHour": {
    kind: "number",
    value: 0,
    min: 0,
    max: 3_600,
    what: "visits an hour of a client of activity one while it is away; 0: solved for the month's demand",
    source: TEXTBOOK,
  },
  "demand.calibrateTo": {
    kind: "choice",
    value: "asked",
    choices: ["asked", "served"],
    what: "what the month's matches are: the legs that clients ask for, or those served of more, by the month's share of denials",
    source: "ASSUMPTIONS.md#demand",
  },
  "demand.shock": {
    kind: "choice",
    value: "rate",
    choices: ["rate", "users"],
    what: "what a demand event multiplies: the rate at which clients that are away sit down, or the users at a time",
    source: "ASSUMPTIONS.md#network-events",
  },
  "demand.legDistribution": {
    kind: "choice",
    value: "lognormal",
    choices: ["lognormal", "exponential", "constant"],
    what: "distribution of what a leg asks for",
    source: TEXTBOOK,
  },
  "demand.legMean": {
    kind: "duration",
    value: 0,
    min: 0,
    max: US_PER_DAY,
    what: "mean length of a leg before its bounds; 0: the month's",
    source: TEXTBOOK,
  },
  "demand.legRate": {
    kind: "rate",
    value: 0,
    min: 0,
    max: 100_000_000_000,
    what: "mean rate that a leg asks for; 0: the month's bytes a leg over its mean length",
    source: TEXTBOOK,
  },
  "demand.elastic": {
    kind: "flag",
    value: false,
    what: "a leg is a transfer: it ends when the bytes it asked for have passed, not after its time",
    source: TEXTBOOK,
  },
  "demand.burstFactor": {
    kind: "number",
    value: 1,
    min: 1,
    max: 1_000,
    what: "peak over mean of what a leg sends while it lasts; links cut the peaks",
    source: SHAPES,
  },
  "demand.bursts": {
    kind: "flag",
    value: false,
    what: "inside a leg a client transfers and reads by turns; false: it sends evenly",
    source: BURSTS,
  },
  "demand.burstOn": {
    kind: "duration",
    value: 5 * US_PER_S,
    min: 1_000,
    max: US_PER_DAY,
    what: "mean time that a client transfers for, at the peak that gives a leg its mean rate",
    source: BURSTS,
  },
  "demand.burstOff": {
    kind: "duration",
    value: 30 * US_PER_S,
    min: 1_000,
    max: US_PER_DAY,
    what: "mean time that it reads for",
    source: BURSTS,
  },
  "demand.burstShape": {
    kind: "choice",
    value: "exponential",
    choices: ["exponential", "lognormal", "constant"],
    what: "distribution of both times",
    source: BURSTS,
  },
  "demand.burstSigma": {
    kind: "number",
    value: 1,
    min: 0,
    max: 3,
    what: "sigma of the logarithm of both times where they are log-normal",
    source: BURSTS,
  },
  "churn.alwaysOn": {
    kind: "flag",
    value: false,
    what: "honest peers never leave",
    source: TEXTBOOK,
  },
  "network.rtt.scale": {
    kind: "number",
    value: 1,
    min: 0,
    max: 10,
    what: "measured round-trip times times this, down to network.rtt.floorMin",
    source: TEXTBOOK,
  },
  "network.link.regionSpread": {
    kind: "number",
    value: 1,
    min: 0,
    max: 2,
    what: "exponent of the regions' link factors: 0 gives every region the same links",
    source: TEXTBOOK,
  },
  "network.loss.share": {
    kind: "share",
    value: 0,
    min: 0,
    max: 0.5,
    what: "packets lost between client and peer; 0: throughput is not limited by loss",
    source: SHAPES,
  },
  "network.loss.segmentBytes": {
    kind: "bytes",
    value: 1_200,
    min: 100,
    max: 9_000,
    what: "bytes of a full packet",
    source: SHAPES,
  },
} as const satisfies ParamTable;
