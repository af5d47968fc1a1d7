import { tierParam } from "./attack-params.ts";
import { defineStrategy, homePlan, honestConduct } from "./strategy.ts";

/**
 * Honest work from the wrong place: an exit rented in an underserved region makes the peers count as living there, for up to three times
 * the pay. Where enough do it the region is no longer underserved; where locations are verified the exit must be believed.
 */
export const geoSpoofing = defineStrategy({
  name: "geo-spoofing",
  what: "peers claim another region through a rented exit, for its multiplier",
  attacks: "geographic multiplier of 1.0 to 3.0 (seed 004)",
  expected: "depends",
  source: "design note on attacks, strategy 11; seed 004, geographic distribution multiplier",
  params: {
    hosts: {
      kind: "count",
      value: 5,
      min: 1,
      max: 100_000,
      what: "peers that claim it, beside as many that do not",
      source: "ASSUMPTIONS.md#attackers",
    },
    region: {
      kind: "choice",
      value: "central-asia",
      choices: [
        "europe",
        "north-america",
        "latin-america",
        "middle-east",
        "central-asia",
        "south-asia",
        "east-asia",
        "southeast-asia",
        "oceania",
        "africa",
      ],
      what: "region that they claim",
      source: "ASSUMPTIONS.md#geo",
    },
    tier: tierParam("bronze"),
  },
  plan: ({ hosts, region, tier }) => ({ ...homePlan(hosts, tier), claimedRegion: region, rentedAddresses: hosts }),
  conduct: honestConduct,
});
