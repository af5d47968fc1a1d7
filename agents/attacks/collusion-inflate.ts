import { TIER_NAMES } from "../../protocol/tiers/tier.ts";
import { cheatsIn, coalitionPlan, defineStrategy } from "./strategy.ts";

/** Peer and client collude and know the directive, but are greedy: direct sessions are signed for a multiple of what they moved. */
export const collusionInflate = defineStrategy({
  name: "collusion-inflate",
  what: "own clients sign direct sessions for a multiple of the bytes moved, and sampled ones truly",
  attacks: "reconciliation of sampled against claimed sessions (seed 004)",
  expected: "depends",
  source: "design note on attacks, forge x10 on direct sessions only: flagged within days",
  params: {
    identities: {
      kind: "count",
      value: 20,
      min: 1,
      max: 100_000,
      what: "peers, each with an address of its own",
      source: "ASSUMPTIONS.md#attackers",
    },
    clientsPerIdentity: {
      kind: "count",
      value: 3,
      min: 1,
      max: 10_000,
      what: "client accounts a peer",
      source: "ASSUMPTIONS.md#attackers",
    },
    sessionsPerDay: {
      kind: "count",
      value: 60,
      min: 0,
      max: 10_000,
      what: "sessions of own clients, a peer and day",
      source: "design note on attacks, experiment",
    },
    factor: {
      kind: "number",
      value: 10,
      min: 1,
      max: 10_000,
      what: "claimed over moved bytes of a direct session",
      source: "design note on attacks, experiment",
    },
    sessionShare: {
      kind: "share",
      value: 1,
      min: 0,
      max: 1,
      what: "share of direct sessions that are inflated, by the attacker's coin",
      source: "design note on attacks, strategy 4",
    },
    hugs: {
      kind: "share",
      value: 0,
      min: 0,
      max: 1,
      what: "share of the published allowance of reconciliation that the inflation uses up instead of the factor; 0: the factor counts",
      source: "design note on attacks, strategy 4, hugging the tolerance",
    },
    tier: {
      kind: "choice",
      value: "gold",
      choices: TIER_NAMES,
      what: "tier for which the peers begin aged and staked",
      source: "ASSUMPTIONS.md#attackers",
    },
    whenBlind: {
      kind: "choice",
      value: "honest",
      choices: ["honest", "forge"],
      what: "when no directive leaks: sign truly, or inflate all the same",
      source: "ASSUMPTIONS.md#directive-leaks",
    },
  },
  plan: coalitionPlan,
  conduct: (view, values) => {
    const inflates = cheatsIn(view, values.whenBlind) && view.coin < values.sessionShare;
    // Reconciliation compares means of logarithms and forgives `oracle.pathAllowance`: e to that power, in every session, is free.
    const factor = values.hugs > 0 ? Math.exp(values.hugs * view.rules["oracle.pathAllowance"]) : values.factor;
    const claimed = inflates ? Math.floor(view.demandBytesPerSecond * factor) : view.demandBytesPerSecond;
    return { realBytesPerSecond: view.demandBytesPerSecond, claimedBytesPerSecond: claimed };
  },
});
