import { BYTES_PER_GB, US_PER_DAY, US_PER_HOUR, US_PER_S } from "../../base/units.ts";
import { TIER_NAMES, type Tier } from "../../protocol/tiers/tier.ts";
import { defineStrategy } from "./strategy.ts";

/**
 * Own clients pull real bytes through own peers. Every byte is metered and every receipt is true, so no check of phase 1 or 2 objects:
 * it pays when the pay of a GB exceeds the cost of bandwidth, addresses and accounts.
 */
export const washTraffic = defineStrategy({
  name: "wash-traffic",
  what: "own clients pull real bytes through own peers, in phase 1 too",
  attacks: "the claim that phase 1 is ungameable (seed 004)",
  expected: "positive",
  source: "design note on attacks, strategy 26; seed 004, phase 1 is ungameable",
  params: {
    identities: {
      kind: "count",
      value: 10,
      min: 1,
      max: 100_000,
      what: "peers, each with an address of its own",
      source: "ASSUMPTIONS.md#attackers",
    },
    clientsPerIdentity: {
      kind: "count",
      value: 5,
      min: 1,
      max: 10_000,
      what: "client accounts a peer",
      source: "ASSUMPTIONS.md#attackers",
    },
    gbPerDay: {
      kind: "number",
      value: 3,
      min: 0,
      max: 100_000,
      what: "real GB pulled through each peer, a day",
      source: "ASSUMPTIONS.md#attackers",
    },
    sessionsPerDay: {
      kind: "count",
      value: 24,
      min: 1,
      max: 10_000,
      what: "sessions into which a peer's day is cut, each an hour long",
      source: "ASSUMPTIONS.md#attackers",
    },
    tier: {
      kind: "choice",
      value: "new",
      choices: TIER_NAMES,
      what: "tier for which the peers begin aged and staked",
      source: "ASSUMPTIONS.md#attackers",
    },
  },
  plan: (values) => ({
    hosts: values.identities,
    identitiesPerHost: 1,
    slotsPerHost: 5,
    clients: values.identities * values.clientsPerIdentity,
    ownSessionsPerDay: values.sessionsPerDay,
    ownSessionUs: Math.min(US_PER_HOUR, Math.floor(US_PER_DAY / values.sessionsPerDay)),
    ownBytesPerSecond: Math.floor(sessionBytesPerSecond(values.gbPerDay, values.sessionsPerDay)),
    servesOthers: false,
    site: "datacenter",
    rentedAddresses: values.identities,
    tier: TIER_NAMES.indexOf(values.tier) as Tier,
    control: false,
  }),
  conduct: (view) => ({
    realBytesPerSecond: view.demandBytesPerSecond,
    claimedBytesPerSecond: view.demandBytesPerSecond,
  }),
});

/** Rate of one session so that a day's sessions carry `gbPerDay`. */
function sessionBytesPerSecond(gbPerDay: number, sessionsPerDay: number): number {
  const seconds = Math.min(US_PER_HOUR, Math.floor(US_PER_DAY / sessionsPerDay)) / US_PER_S;
  return (gbPerDay * BYTES_PER_GB) / sessionsPerDay / seconds;
}
