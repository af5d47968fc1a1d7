import { tierParam } from "./attack-params.ts";
import { defineStrategy, homePlan, honestConduct } from "./strategy.ts";

/**
 * The peer dials the egress when sampled and the destination when direct: it sees the next hop. It serves sampled sessions well, so that
 * the oracle measures a good peer, and throttles direct ones. Clients sign for what they get, so the leak saves bandwidth and sells nothing.
 */
export const directiveLeak = defineStrategy({
  name: "directive-leak",
  what: "peers tell sampled from direct sessions by the next hop, and throttle the direct ones",
  attacks: "the claim that a peer cannot tell sampled from direct (seed 004)",
  expected: "negative",
  source: "design note on attacks, strategy 7 and the directive leaks twice",
  params: {
    hosts: {
      kind: "count",
      value: 20,
      min: 1,
      max: 100_000,
      what: "peers that throttle, beside as many that do not",
      source: "ASSUMPTIONS.md#attackers",
    },
    directShare: {
      kind: "share",
      value: 0.5,
      min: 0,
      max: 1,
      what: "share of what a direct session asks for that is let through",
      source: "ASSUMPTIONS.md#bad-service",
    },
    tier: tierParam("gold"),
  },
  plan: ({ hosts, tier }) => homePlan(hosts, tier),
  conduct: honestConduct,
  serve: ({ phase, sampled }, { directShare }) => ({
    deliveredShare: phase >= 2 && sampled === false ? directShare : 1,
  }),
});
