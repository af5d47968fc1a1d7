import { tierParam } from "./attack-params.ts";
import { defineStrategy, homePlan, honestConduct } from "./strategy.ts";

/**
 * The uptime multiplier is the share of the epoch in which a peer was reachable. A small rented machine that answers Freddie in the name of
 * a home computer is reachable always; the computer serves whom it served before, and every byte is worth more.
 */
export const uptimeGaming = defineStrategy({
  name: "uptime-gaming",
  what: "a rented beacon answers for peers at home while they are off, for the uptime multiplier",
  attacks: "uptime multiplier by reachability (seed 004)",
  expected: "depends",
  source: "design note on attacks, strategy 12; seed 004, uptime multiplier",
  params: {
    hosts: {
      kind: "count",
      value: 20,
      min: 1,
      max: 100_000,
      what: "peers with a beacon, beside as many without",
      source: "ASSUMPTIONS.md#attackers",
    },
    tier: tierParam("bronze"),
  },
  plan: ({ hosts, tier }) => ({ ...homePlan(hosts, tier), beacon: true }),
  conduct: honestConduct,
});
