import { BYTES_PER_GB, LANTERN, US_PER_DAY, US_PER_HOUR, US_PER_S } from "../../base/units.ts";
import { TIER_NAMES, type Tier } from "../../protocol/tiers/tier.ts";
import type { AttackSessionView } from "../view.ts";
import { clientsParam, identitiesParam, tierParam } from "./attack-params.ts";
import { defineStrategy } from "./strategy.ts";

const SESSIONS_PER_DAY = 24;

/**
 * A race for a fixed daily emission: own clients pull real bytes through own peers, more every day, as long as a GB still earned enough the
 * day before. Each GB more dilutes all others; whoever has the cheapest bandwidth stops last.
 */
export const emissionDilution = defineStrategy({
  name: "emission-dilution",
  what: "own traffic grows day by day for a larger share of the daily emission, until a GB earns too little",
  attacks: "daily emission split by verified bandwidth (seed 004)",
  expected: "positive",
  source: "design note on attacks, strategy 20; seed 004, emission schedule",
  params: {
    identities: identitiesParam(5),
    clientsPerIdentity: clientsParam(5),
    gbPerDayFirst: {
      kind: "number",
      value: 1,
      min: 0,
      max: 100_000,
      what: "real GB pulled through each peer on the first day",
      source: "ASSUMPTIONS.md#attackers",
    },
    gbPerDayMost: {
      kind: "number",
      value: 16,
      min: 0,
      max: 100_000,
      what: "the most in a day",
      source: "ASSUMPTIONS.md#attackers",
    },
    growth: {
      kind: "number",
      value: 2,
      min: 1,
      max: 100,
      what: "factor from one day to the next",
      source: "ASSUMPTIONS.md#attackers",
    },
    pausesBelow: {
      kind: "lantern",
      value: LANTERN,
      min: 0,
      max: 1_000_000 * LANTERN,
      what: "pay of a GB in the epoch before under which the peer goes back to its first volume",
      source: "ASSUMPTIONS.md#attackers",
    },
    tier: tierParam("new"),
  },
  plan: ({ identities, clientsPerIdentity, gbPerDayMost, tier }) => ({
    hosts: identities,
    identitiesPerHost: 1,
    slotsPerHost: 5,
    clients: identities * clientsPerIdentity,
    ownSessionsPerDay: SESSIONS_PER_DAY,
    ownSessionUs: US_PER_HOUR,
    ownBytesPerSecond: Math.floor((gbPerDayMost * BYTES_PER_GB) / SESSIONS_PER_DAY / (US_PER_HOUR / US_PER_S)),
    servesOthers: false,
    site: "datacenter",
    rentedAddresses: identities,
    tier: TIER_NAMES.indexOf(tier) as Tier,
    control: false,
  }),
  conduct: (view, { gbPerDayFirst, gbPerDayMost, growth, pausesBelow }) => {
    const first = gbPerDayMost === 0 ? 0 : Math.min(1, gbPerDayFirst / gbPerDayMost);
    const grown = paysEnough(view, pausesBelow)
      ? Math.min(1, first * growth ** Math.floor(view.atUs / US_PER_DAY))
      : first;
    const bytesPerSecond = Math.floor(view.demandBytesPerSecond * grown);
    return { realBytesPerSecond: bytesPerSecond, claimedBytesPerSecond: bytesPerSecond };
  },
});

/** Whether a GB earned at least `leastBase` in the epoch before; a peer that was paid for nothing has no reason to stop. */
function paysEnough({ earnedLastBase, paidBytesLast }: AttackSessionView, leastBase: number): boolean {
  return paidBytesLast === 0 || (earnedLastBase / paidBytesLast) * BYTES_PER_GB >= leastBase;
}
