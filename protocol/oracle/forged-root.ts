import { assert } from "../../base/assert.ts";
import type { ParamTable, ParamValues } from "../../base/param-spec.ts";
import { LANTERN, type LanternBase, mulDivFloor, US_PER_DAY, US_PER_HOUR } from "../../base/units.ts";

const PHASE3 = "seed 004, phase 3: multiple verifiers, threshold consensus";
const FORGED = "ASSUMPTIONS.md#forged-roots";

/** The verifier set, and what stands between a root that its quorum signed and tokens: schedule, finality, breaker, notice. */
export const FORGED_ROOT_PARAMS = {
  "committee.verifiers": { kind: "count", value: 7, min: 1, max: 32, what: "verifiers of the set", source: PHASE3 },
  "committee.faultLimit": {
    kind: "count",
    value: 2,
    min: 0,
    max: 10,
    what: "verifiers that may lie; the set needs more than three times as many",
    source: "byzantine agreement, 3f + 1",
  },
  "committee.epochLength": {
    kind: "duration",
    value: US_PER_DAY,
    min: US_PER_HOUR,
    max: 7 * US_PER_DAY,
    what: "time between roots",
    source: "seed 004, payment flow: settlement frequency daily",
  },
  "committee.emissionPerEpoch": {
    kind: "lantern",
    value: 171_000 * LANTERN,
    min: 0,
    max: 10_000_000 * LANTERN,
    what: "what the schedule gives an epoch; no root grants more",
    source: "seed 004, emission schedule: 125 M in two years",
  },
  "committee.finalAfter": {
    kind: "count",
    value: 1,
    min: 0,
    max: 60,
    what: "epochs that a root can be stopped before it is final",
    source: FORGED,
  },
  "committee.breakerLimit": {
    kind: "lantern",
    value: 1_000_000_000 * LANTERN,
    min: 0,
    max: 1_000_000_000 * LANTERN,
    what: "minted in an epoch before the circuit breaker holds the rest; the cap of all tokens: off",
    source: FORGED,
  },
  "committee.noticePerEpoch": {
    kind: "share",
    value: 0.5,
    min: 0,
    max: 1,
    what: "chance that an epoch whose whole emission went astray is noticed and the set replaced; in proportion for a part",
    source: FORGED,
  },
  "committee.keyFoundPerEpoch": {
    kind: "share",
    value: 0.02,
    min: 0,
    max: 1,
    what: "chance that a stolen key is found and replaced, each epoch",
    source: FORGED,
  },
  "committee.keyTakenPerAttempt": {
    kind: "share",
    value: 0.1,
    min: 0,
    max: 1,
    what: "chance that an attempt at a verifier's key succeeds",
    source: FORGED,
  },
  "committee.bond": {
    kind: "lantern",
    value: 100_000 * LANTERN,
    min: 0,
    max: 100_000_000 * LANTERN,
    what: "what a verifier loses when it is found to have signed a forged root",
    source: FORGED,
  },
  "committee.grantPerEpoch": {
    kind: "lantern",
    value: 100 * LANTERN,
    min: 0,
    max: 1_000_000 * LANTERN,
    what: "what a verifier is paid an epoch",
    source: "seed 004, token: grants for verifiers",
  },
  "committee.regardEpochs": {
    kind: "count",
    value: 365,
    min: 0,
    max: 3650,
    what: "epochs of its grant that a verifier who weighs a bribe would lose",
    source: FORGED,
  },
  "committee.reservationSigma": {
    kind: "number",
    value: 0.5,
    min: 0,
    max: 3,
    what: "spread of the verifiers' prices: sigma of the logarithm around bond and grants",
    source: FORGED,
  },
  "committee.reportsBribe": {
    kind: "share",
    value: 0.3,
    min: 0,
    max: 1,
    what: "chance that a verifier who refuses a bribe tells the others",
    source: FORGED,
  },
} as const satisfies ParamTable;
export type ForgedRootParams = ParamValues<typeof FORGED_ROOT_PARAMS>;

/**
 * What one forged root can turn into tokens, base units, rounded down: a share of what the schedule gives the epoch (the program refuses
 * more), and of that what the breaker lets through. A challenge does not help: it proves totals that fell, and these only rise.
 * @throws AssertionFailure unless `takeShare` is from 0 to 1
 * Source: programs `rewards_vault`, submit_epoch, breaker and challenge; ASSUMPTIONS.md#forged-roots
 */
export function forgedRootTake(takeShare: number, params: ForgedRootParams): LanternBase {
  assert(takeShare >= 0 && takeShare <= 1, "a share of the epoch");
  const asked = mulDivFloor(params["committee.emissionPerEpoch"], Math.round(takeShare * 1e9), 1e9);
  return Math.min(asked, params["committee.breakerLimit"]);
}

/** Chance that an epoch is noticed of which `takeShare` went astray: who misses half of its pay is half as sure to look. */
export function noticeProbability(takeShare: number, params: ForgedRootParams): number {
  return params["committee.noticePerEpoch"] * takeShare;
}

/**
 * Roots that become final before a forger is noticed, on average, without end of time: the epoch of notice is geometric with chance
 * `q`, and what is not final then is void. (1 - q)^w / q; infinite where nobody looks.
 * Source: geometric law; ASSUMPTIONS.md#forged-roots
 */
export function expectedFinalRoots(noticeChance: number, finalAfter: number): number {
  return noticeChance === 0 ? Number.POSITIVE_INFINITY : (1 - noticeChance) ** finalAfter / noticeChance;
}

/** What `keys` verifiers cost at `priceUsd` each, against expected takings at `tokenUsd`: positive where the bribe pays. USD */
export function threatMarginUsd(
  { keys, priceUsd, takeShare, tokenUsd }: Record<"keys" | "priceUsd" | "takeShare" | "tokenUsd", number>,
  params: ForgedRootParams,
): number {
  const roots = expectedFinalRoots(noticeProbability(takeShare, params), params["committee.finalAfter"]);
  return ((forgedRootTake(takeShare, params) * roots) / LANTERN) * tokenUsd - keys * priceUsd;
}
