import { TIER_NAMES, type TierName } from "../../protocol/tiers/tier.ts";

const ATTACKERS = "ASSUMPTIONS.md#attackers";

/** Number of peers; `value`: the default. */
export function identitiesParam(value: number) {
  return {
    kind: "count",
    value,
    min: 1,
    max: 100_000,
    what: "peers, each with an address of its own",
    source: ATTACKERS,
  } as const;
}

/** Client accounts a peer; `value`: the default. */
export function clientsParam(value: number) {
  return { kind: "count", value, min: 1, max: 10_000, what: "client accounts a peer", source: ATTACKERS } as const;
}

/** Own sessions a peer and day; `value`: the default. */
export function sessionsParam(value: number) {
  return {
    kind: "count",
    value,
    min: 0,
    max: 10_000,
    what: "sessions of own clients, a peer and day",
    source: "design note on attacks, experiment",
  } as const;
}

/** Claimed over moved bytes; `value`: the default. */
export function factorParam(value: number) {
  return {
    kind: "number",
    value,
    min: 1,
    max: 10_000,
    what: "claimed over moved bytes of a session that is forged",
    source: "design note on attacks, experiment",
  } as const;
}

/** Tier at which the peers begin; `value`: the default. */
export function tierParam<T extends TierName>(value: T) {
  return {
    kind: "choice",
    value,
    choices: TIER_NAMES,
    what: "tier for which the peers begin aged and staked",
    source: ATTACKERS,
  } as const;
}

/** Conduct without a directive; `forging`: the verb of what it does then. */
export function whenBlindParam(forging: string) {
  return {
    kind: "choice",
    value: "honest",
    choices: ["honest", "forge"],
    what: `when no directive leaks: sign truly, or ${forging} all the same`,
    source: "ASSUMPTIONS.md#directive-leaks",
  } as const;
}

/** Sessions by which an operator tells that it is investigated; `value`: the default. */
export function tellsAfterParam(value: number) {
  return {
    kind: "count",
    value,
    min: 1,
    max: 10_000,
    what: "sessions of an epoch, all of them sampled, by which the operator tells that a peer is under investigation",
    source: "ASSUMPTIONS.md#operators-eyes",
  } as const;
}
