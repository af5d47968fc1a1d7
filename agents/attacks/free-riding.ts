import { tierParam } from "./attack-params.ts";
import { defineStrategy, homePlan, honestConduct } from "./strategy.ts";

/**
 * Peers take ordinary clients and let through only part of what they ask for. Clients sign for what they got, so the pay falls with the
 * bytes; what is saved is bandwidth alone. It can pay only where a GB costs its carrier more than it earns.
 */
export const freeRiding = defineStrategy({
  name: "free-riding",
  what: "peers throttle ordinary clients and keep the slots they hold",
  attacks: "quality factor and pay by the byte (seed 004)",
  expected: "negative",
  source: "design note on attacks, strategy 5; seed 004, free-riding",
  params: {
    hosts: {
      kind: "count",
      value: 20,
      min: 1,
      max: 100_000,
      what: "peers that throttle, beside as many that do not",
      source: "ASSUMPTIONS.md#attackers",
    },
    deliveredShare: {
      kind: "share",
      value: 0.6,
      min: 0,
      max: 1,
      what: "share of what clients ask for that is let through",
      source: "ASSUMPTIONS.md#bad-service",
    },
    sessionShare: {
      kind: "share",
      value: 1,
      min: 0,
      max: 1,
      what: "share of sessions that are throttled",
      source: "ASSUMPTIONS.md#bad-service",
    },
    site: {
      kind: "choice",
      value: "home",
      choices: ["home", "datacenter"],
      what: "where the peers are: at home a saved byte saves nothing",
      source: "ASSUMPTIONS.md#bandwidth-cost",
    },
    tier: tierParam("bronze"),
  },
  plan: ({ hosts, tier, site }) => ({ ...homePlan(hosts, tier), site, rentedAddresses: site === "home" ? 0 : hosts }),
  conduct: honestConduct,
  serve: ({ coin }, { deliveredShare, sessionShare }) => ({ deliveredShare: coin < sessionShare ? deliveredShare : 1 }),
});
