import { US_PER_S } from "../../base/units.ts";
import { tierParam } from "./attack-params.ts";
import { defineStrategy, homePlan, honestConduct } from "./strategy.ts";

/**
 * Good where it is watched: sampled sessions are served in full, direct ones that ask for little are dropped, so that their slots are free
 * for clients that ask for more. Each drop counts against the quality factor, and the slot must wait for the next client.
 */
export const selectiveService = defineStrategy({
  name: "selective-service",
  what: "peers serve sampled sessions and drop direct ones that carry little",
  attacks: "quality factor; the directive's leak to the peer (seed 004)",
  expected: "depends",
  source: "design note on attacks, strategy 25",
  params: {
    hosts: {
      kind: "count",
      value: 20,
      min: 1,
      max: 100_000,
      what: "peers that select, beside as many that do not",
      source: "ASSUMPTIONS.md#attackers",
    },
    keepsFrom: {
      kind: "number",
      value: 20_000,
      min: 0,
      max: 1e9,
      what: "bytes a second from which a direct session is kept",
      source: "ASSUMPTIONS.md#bad-service",
    },
    dropsAfter: {
      kind: "duration",
      value: 2 * US_PER_S,
      min: 1,
      max: 3600 * US_PER_S,
      what: "when the others are dropped",
      source: "ASSUMPTIONS.md#bad-service",
    },
    whenBlind: {
      kind: "choice",
      value: "serve",
      choices: ["serve", "drop"],
      what: "when the peer does not see the next hop: serve everybody, or drop all the same",
      source: "ASSUMPTIONS.md#directive-leaks",
    },
    tier: tierParam("gold"),
  },
  plan: ({ hosts, tier }) => homePlan(hosts, tier),
  conduct: honestConduct,
  serve: ({ phase, sampled, demandBytesPerSecond }, { keepsFrom, dropsAfter, whenBlind }) => {
    const watched = phase < 2 || sampled === true || (sampled === undefined && whenBlind === "serve");
    return watched || demandBytesPerSecond >= keepsFrom
      ? { deliveredShare: 1 }
      : { deliveredShare: 1, dropsAfterUs: dropsAfter };
  },
});
