import { defaultValues, type ParamTable, type ParamValues } from "../base/param-spec.ts";
import { LANTERN, US_PER_DAY, US_PER_HOUR, US_PER_MS, US_PER_S } from "../base/units.ts";

const SEED_TIERS = "seed 004, graduated trust model";
const SEED_REWARD = "seed 004, reward calculation";
const SEED_EMISSION = "seed 004, emission schedule";
const UNBOUNDED = "getlantern/unbounded v2.3.1, constants";

/**
 * Every number that a rule of the protocol reads, with value, unit, bounds and source. A scenario overrides any of them under
 * `params:`; rules receive them as one frozen `ProtocolParams`.
 */
export const PROTOCOL_PARAMS = {
  "epoch.length": { kind: "duration", value: US_PER_DAY, min: US_PER_HOUR, max: 7 * US_PER_DAY, what: "time between settlements", source: "seed 004, payment flow: settlement frequency daily" },

  "emission.mode": { kind: "choice", value: "pool", choices: ["pool", "rate"], what: "pool: the epoch's emission is split by weight; rate: base emission per GB times weight, capped by the schedule", source: "ASSUMPTIONS.md#reward-modes" },
  "emission.firstPeriodAmount": { kind: "lantern", value: 125_000_000 * LANTERN, min: 0, max: 500_000_000 * LANTERN, what: "emitted in the first halving period", source: SEED_EMISSION, governable: true },
  "emission.periodLength": { kind: "duration", value: 730 * US_PER_DAY, min: US_PER_DAY, max: 3650 * US_PER_DAY, what: "time between halvings", source: "seed 004: halving every 2 years; 63,072,000 s", governable: true },
  "emission.periodCount": { kind: "count", value: 5, min: 1, max: 20, what: "halving periods before the tail", source: SEED_EMISSION },
  "emission.tailPerYear": { kind: "lantern", value: 0, min: 0, max: 125_000_000 * LANTERN, what: "emitted a year after the last period, until the pool is empty", source: "ASSUMPTIONS.md#emission-tail", governable: true },
  "emission.poolTotal": { kind: "lantern", value: 500_000_000 * LANTERN, min: 0, max: 1_000_000_000 * LANTERN, what: "peer rewards pool: 50% of the cap", source: "seed 004, distribution" },
  "emission.unspent": { kind: "choice", value: "carry", choices: ["carry", "burn"], what: "an epoch without eligible work: carried into the next, or left unminted", source: "ASSUMPTIONS.md#unspent-emission" },
  "emission.basePerGb": { kind: "lantern", value: 100 * LANTERN, min: 0, max: 1_000_000 * LANTERN, what: "rate mode: reward of one GB at all multipliers one, before the emission curve", source: "ASSUMPTIONS.md#base-rate", governable: true },

  "reward.uptimeCounts": { kind: "choice", value: "online-share", choices: ["online-share", "none"], what: "the uptime multiplier is the share of the epoch that the peer was reachable, or one", source: SEED_REWARD },
  "reward.geoMax": { kind: "bps", value: 30_000, min: 10_000, max: 100_000, what: "highest geographic multiplier", source: SEED_REWARD, governable: true },
  "reward.geoMode": { kind: "choice", value: "table", choices: ["none", "table"], what: "geographic multiplier: one for all, or the static table by the region's share of peers", source: "ASSUMPTIONS.md#geo", governable: true },
  "reward.qualityMin": { kind: "bps", value: 5_000, min: 0, max: 10_000, what: "quality factor of a peer that drops every session", source: SEED_REWARD },

  "tiers.bronze.age": { kind: "duration", value: 7 * US_PER_DAY, min: 0, max: 3650 * US_PER_DAY, what: "age needed for Bronze", source: SEED_TIERS, governable: true },
  "tiers.silver.age": { kind: "duration", value: 30 * US_PER_DAY, min: 0, max: 3650 * US_PER_DAY, what: "age needed for Silver", source: SEED_TIERS, governable: true },
  "tiers.gold.age": { kind: "duration", value: 90 * US_PER_DAY, min: 0, max: 3650 * US_PER_DAY, what: "age needed for Gold", source: SEED_TIERS, governable: true },
  "tiers.platinum.age": { kind: "duration", value: 180 * US_PER_DAY, min: 0, max: 3650 * US_PER_DAY, what: "age needed for Platinum", source: SEED_TIERS, governable: true },
  "tiers.silver.stake": { kind: "lantern", value: 100 * LANTERN, min: 0, max: 1e9 * LANTERN, what: "stake needed for Silver", source: SEED_TIERS, governable: true },
  "tiers.gold.stake": { kind: "lantern", value: 500 * LANTERN, min: 0, max: 1e9 * LANTERN, what: "stake needed for Gold", source: SEED_TIERS, governable: true },
  "tiers.platinum.stake": { kind: "lantern", value: 1000 * LANTERN, min: 0, max: 1e9 * LANTERN, what: "stake needed for Platinum", source: SEED_TIERS, governable: true },
  "tiers.new.sampling": { kind: "share", value: 1, min: 0, max: 1, what: "share of a New peer's sessions routed through the egress", source: SEED_TIERS, governable: true },
  "tiers.bronze.sampling": { kind: "share", value: 0.5, min: 0, max: 1, what: "sampled share at Bronze", source: SEED_TIERS, governable: true },
  "tiers.silver.sampling": { kind: "share", value: 0.2, min: 0, max: 1, what: "sampled share at Silver", source: SEED_TIERS, governable: true },
  "tiers.gold.sampling": { kind: "share", value: 0.1, min: 0, max: 1, what: "sampled share at Gold", source: SEED_TIERS, governable: true },
  "tiers.platinum.sampling": { kind: "share", value: 0.05, min: 0, max: 1, what: "sampled share at Platinum", source: SEED_TIERS, governable: true },

  "receipts.interval": { kind: "duration", value: 60 * US_PER_S, min: US_PER_S, max: US_PER_HOUR, what: "a receipt is due after this time", source: "seed 004: every 60s or 1MB" },
  "receipts.bytes": { kind: "bytes", value: 1e6, min: 1_000, max: 1e9, what: "or after these bytes, whichever comes first", source: "seed 004: every 60s or 1MB" },
  "receipts.inPhase1": { kind: "flag", value: true, what: "clients sign receipts in phase 1 too, where they change nothing", source: "ASSUMPTIONS.md#receipts-everywhere" },
  "receipts.maxAge": { kind: "duration", value: 2 * US_PER_DAY, min: 60 * US_PER_S, max: 30 * US_PER_DAY, what: "the oracle refuses receipts older than this", source: "ASSUMPTIONS.md#receipt-window" },
  "receipts.maxSkew": { kind: "duration", value: 120 * US_PER_S, min: 0, max: US_PER_HOUR, what: "the oracle refuses receipts dated this far in the future", source: "ASSUMPTIONS.md#receipt-window" },

  "matching.policy": { kind: "choice", value: "client-choice", choices: ["client-choice", "server-random"], what: "the client picks among announcements, as today; or the server assigns a random peer", source: UNBOUNDED },
  "matching.natAware": { kind: "flag", value: false, what: "only peers whose NAT type can connect are offered", source: "ASSUMPTIONS.md#nat" },
  "matching.genesisIntervalMin": { kind: "duration", value: 5 * US_PER_S, min: US_PER_S, max: 600 * US_PER_S, what: "an idle slot announces itself every 5 to 20 s", source: UNBOUNDED },
  "matching.genesisIntervalMax": { kind: "duration", value: 20 * US_PER_S, min: US_PER_S, max: 600 * US_PER_S, what: "upper end of the announcement interval", source: UNBOUNDED },
  "matching.patience": { kind: "duration", value: 500 * US_PER_MS, min: 0, max: 60 * US_PER_S, what: "a client collects announcements for this long after the first", source: UNBOUNDED },
  "matching.natTimeout": { kind: "duration", value: 5 * US_PER_S, min: US_PER_S, max: 60 * US_PER_S, what: "both sides give up an attempt after this", source: UNBOUNDED },
  "matching.backoff": { kind: "duration", value: 5 * US_PER_S, min: 0, max: 60 * US_PER_S, what: "wait after an error such as a 404 for a slot already taken", source: UNBOUNDED },
  "matching.giveUpAfter": { kind: "duration", value: 30 * US_PER_S, min: US_PER_S, max: 600 * US_PER_S, what: "a user without a connection gives up", source: "ASSUMPTIONS.md#give-up" },
  "matching.migrationFailure": { kind: "share", value: 0.13, min: 0, max: 1, what: "a session that loses its peer fails to migrate", source: "getlantern/unbounded, production figure" },

  "directive.peerSeesNextHop": { kind: "flag", value: true, what: "true: the peer dials destination or egress and so sees whether a session is sampled; false: the seed's claim that it cannot", source: "ASSUMPTIONS.md#directive-leaks" },
  "directive.clientKnows": { kind: "flag", value: true, what: "the directive is told to the client before the session, as the seed says", source: "ASSUMPTIONS.md#directive-leaks" },

  "oracle.reconcileZ": { kind: "number", value: 4.9, min: 1, max: 20, what: "a peer is flagged when direct sessions exceed sampled ones by more than this many standard errors", source: "ASSUMPTIONS.md#reconciliation" },
  "oracle.reconcileSessionsMin": { kind: "count", value: 20, min: 2, max: 100_000, what: "sampled and direct sessions needed, each, before the test is read", source: "ASSUMPTIONS.md#reconciliation" },
  "oracle.reconcileMemory": { kind: "duration", value: 60 * US_PER_DAY, min: US_PER_DAY, max: 3650 * US_PER_DAY, what: "half-life of the sums that the test reads", source: "ASSUMPTIONS.md#reconciliation" },
  "oracle.pathAllowance": { kind: "number", value: 0.05, min: 0, max: 2, what: "difference of mean log bytes that a longer sampled path may cause without suspicion", source: "ASSUMPTIONS.md#reconciliation" },
  "oracle.meterTolerance": { kind: "share", value: 0.05, min: 0, max: 1, what: "a sampled session whose receipts exceed the meter by more than this share is flagged", source: "ASSUMPTIONS.md#meter-tolerance" },
  "oracle.investigationDelay": { kind: "duration", value: 3 * US_PER_DAY, min: 0, max: 60 * US_PER_DAY, what: "from flag to verdict; the peer is fully sampled meanwhile", source: "ASSUMPTIONS.md#investigation" },
  "oracle.convictZ": { kind: "number", value: 4.9, min: 1, max: 20, what: "standard errors by which earlier direct sessions must still exceed sampled ones, evidence under full sampling included, to convict", source: "ASSUMPTIONS.md#investigation" },

  "slash.multipleGold": { kind: "number", value: 20, min: 0, max: 1000, what: "slash in multiples of R at 10% sampling; also below Gold", source: "seed 004, inequality" },
  "slash.multiplePlatinum": { kind: "number", value: 40, min: 0, max: 1000, what: "slash in multiples of R at 5% sampling", source: "seed 004, inequality" },
  "slash.rewardWindow": { kind: "duration", value: US_PER_DAY, min: US_PER_HOUR, max: 365 * US_PER_DAY, what: "the period whose reward is R", source: "ASSUMPTIONS.md#what-is-R", governable: true },
  "slash.forfeitUnclaimed": { kind: "flag", value: true, what: "earned but unclaimed pay is forfeited with the slash", source: "ASSUMPTIONS.md#forfeit" },
  "slash.cap": { kind: "choice", value: "staked", choices: ["staked", "uncapped"], what: "staked: no more than what is there; uncapped: the seed's inequality taken at its word (an accounting entry that nobody pays)", source: "ASSUMPTIONS.md#slash-cap" },

  "claims.interval": { kind: "duration", value: US_PER_DAY, min: US_PER_HOUR, max: 365 * US_PER_DAY, what: "a peer claims this often", source: "seed 004: 10,000 peers claiming daily" },
  "claims.min": { kind: "lantern", value: 0, min: 0, max: 1_000_000 * LANTERN, what: "smallest claim", source: "seed 004, open question 6", governable: true },
  "staking.cooldown": { kind: "duration", value: 14 * US_PER_DAY, min: 0, max: 365 * US_PER_DAY, what: "from a request to unstake until the tokens leave; a slash reaches them meanwhile", source: "ASSUMPTIONS.md#unstake-cooldown" },
  "settlement.challengeWindow": { kind: "duration", value: US_PER_HOUR, min: 0, max: 7 * US_PER_DAY, what: "a root is final after this", source: "ASSUMPTIONS.md#challenge-window" },
} as const satisfies ParamTable;

export type ProtocolParams = ParamValues<typeof PROTOCOL_PARAMS>;
export const PROTOCOL_DEFAULTS: ProtocolParams = defaultValues(PROTOCOL_PARAMS);
