import { TIER_NAMES } from "../../protocol/tiers/tier.ts";
import { cheatsIn, coalitionPlan, defineStrategy } from "./strategy.ts";

/**
 * Peer and client collude and know the directive: sampled sessions move real bytes, direct ones move none, and the client signs for as
 * many as an ordinary session would have. The distributions of sampled and direct sessions are then the same, so no test on them can see it.
 * With re-rolls even the sampled ones need not move: the client hangs up until it is told that it is not watched.
 */
export const collusionMatch = defineStrategy({
  name: "collusion-match",
  what: "own clients move real bytes only when sampled and sign receipts for ordinary-looking sessions when direct",
  attacks: "spot-check sampling and reconciliation (seed 004)",
  expected: "positive",
  source: "design note on attacks, strategy 3: gain 1/s; seed 004, peer-client collusion",
  params: {
    identities: {
      kind: "count",
      value: 40,
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
    tier: {
      kind: "choice",
      value: "gold",
      choices: TIER_NAMES,
      what: "tier for which the peers begin aged and staked",
      source: "ASSUMPTIONS.md#attackers",
    },
    rerolls: {
      kind: "count",
      value: 0,
      min: 0,
      max: 100,
      what: "sampled sessions in a row that a client hangs up at once, to ask for another",
      source: "ASSUMPTIONS.md#hung-up-sessions",
    },
    whenBlind: {
      kind: "choice",
      value: "honest",
      choices: ["honest", "forge"],
      what: "when no directive leaks: move real bytes, or forge all the same",
      source: "ASSUMPTIONS.md#directive-leaks",
    },
  },
  plan: coalitionPlan,
  conduct: (view, values) => {
    if (view.phase >= 2 && view.sampled === true && view.attempt < values.rerolls)
      return { realBytesPerSecond: 0, claimedBytesPerSecond: 0, hangsUp: true };
    const forges = cheatsIn(view, values.whenBlind);
    return {
      realBytesPerSecond: forges ? 0 : view.demandBytesPerSecond,
      claimedBytesPerSecond: view.demandBytesPerSecond,
    };
  },
});
