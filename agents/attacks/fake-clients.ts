import { BYTES_PER_GB, US_PER_DAY, US_PER_HOUR, US_PER_S } from "../../base/units.ts";
import { TIER_NAMES, type Tier } from "../../protocol/tiers/tier.ts";
import { identitiesParam, tierParam, whenBlindParam } from "./attack-params.ts";
import { cheatsIn, defineStrategy } from "./strategy.ts";

/**
 * Many accounts that are nobody, each signing for a modest daily volume that a limit per client lets pass. Sampled sessions move real
 * bytes, direct ones move what the attacker likes: volume costs accounts, not bandwidth.
 */
export const fakeClients = defineStrategy({
  name: "fake-clients",
  what: "many registered accounts each attest a modest daily volume that hardly moves",
  attacks: "client accounts and their daily byte limit (seed 004)",
  expected: "depends",
  source: "design note on attacks, strategy 2; seed 004, fake clients",
  params: {
    identities: identitiesParam(5),
    accountsPerIdentity: {
      kind: "count",
      value: 20,
      min: 1,
      max: 10_000,
      what: "client accounts a peer, each with a session a day",
      source: "ASSUMPTIONS.md#account-cost",
    },
    gbPerAccountDay: {
      kind: "number",
      value: 0.2,
      min: 0,
      max: 1_000,
      what: "GB that an account attests in a day",
      source: "ASSUMPTIONS.md#client-limit",
    },
    realShare: {
      kind: "share",
      value: 0,
      min: 0,
      max: 1,
      what: "share of a direct session's bytes that is really moved",
      source: "ASSUMPTIONS.md#attackers",
    },
    tier: tierParam("gold"),
    whenBlind: whenBlindParam("forge"),
  },
  plan: ({ identities, accountsPerIdentity, gbPerAccountDay, tier }) => {
    const sessionUs = Math.min(US_PER_HOUR, Math.floor(US_PER_DAY / accountsPerIdentity));
    return {
      hosts: identities,
      identitiesPerHost: 1,
      slotsPerHost: 5,
      clients: identities * accountsPerIdentity,
      ownSessionsPerDay: accountsPerIdentity,
      ownSessionUs: sessionUs,
      ownBytesPerSecond: Math.floor((gbPerAccountDay * BYTES_PER_GB) / (sessionUs / US_PER_S)),
      servesOthers: false,
      site: "datacenter",
      rentedAddresses: identities,
      tier: TIER_NAMES.indexOf(tier) as Tier,
      control: false,
    };
  },
  conduct: (view, { realShare, whenBlind }) => ({
    realBytesPerSecond: Math.floor(view.demandBytesPerSecond * (cheatsIn(view, whenBlind) ? realShare : 1)),
    claimedBytesPerSecond: view.demandBytesPerSecond,
  }),
});
