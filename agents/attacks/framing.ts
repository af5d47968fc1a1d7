import { clientsParam, sessionsParam } from "./attack-params.ts";
import { defineStrategy } from "./strategy.ts";

/**
 * Own clients go to honest peers, so that reconciliation convicts those: it compares what direct sessions claim with what sampled ones
 * metered, so a client that knows the directive asks for little where it is sampled, and for much, or signs for more, where it is not.
 * The other direction, signing less in direct sessions, only lowers a peer's pay: the test is one-sided. Until the verdict the victim is
 * paid for what was signed. It costs accounts and brings only a larger share of the emission: revenge, or a large operator's business.
 */
export const framing = defineStrategy({
  name: "framing",
  what: "clients make honest peers look as if they inflated, and have them slashed",
  attacks:
    "reconciliation of sampled against claimed sessions, which convicts the peer and never the client (seed 004)",
  expected: "depends",
  source: "design note on attacks, strategy 21",
  params: {
    identities: {
      kind: "count",
      value: 1,
      min: 1,
      max: 10_000,
      what: "peers of its own, which gain what the victims lose",
      source: "ASSUMPTIONS.md#framing",
    },
    victims: {
      kind: "count",
      value: 5,
      min: 1,
      max: 10_000,
      what: "honest peers that are framed",
      source: "ASSUMPTIONS.md#framing",
    },
    clientsPerIdentity: clientsParam(30),
    sessionsPerDay: sessionsParam(600),
    sampledShare: {
      kind: "share",
      value: 0.01,
      min: 0,
      max: 1,
      what: "of its demand, what a client asks for in a session that it knows to be sampled",
      source: "ASSUMPTIONS.md#framing",
    },
    factor: {
      kind: "number",
      value: 1,
      min: 1,
      max: 10_000,
      what: "signed over moved bytes of a direct session; 1: all signatures are true, and no receipt can be disputed",
      source: "ASSUMPTIONS.md#framing",
    },
  },
  plan: ({ victims, clientsPerIdentity, sessionsPerDay, identities }) => ({
    hosts: identities,
    identitiesPerHost: 1,
    slotsPerHost: 5,
    clients: identities * clientsPerIdentity,
    ownSessionsPerDay: sessionsPerDay,
    servesOthers: true,
    site: "home",
    rentedAddresses: 0,
    tier: 3,
    control: false,
    victims,
  }),
  conduct: ({ phase, sampled, demandBytesPerSecond }, { sampledShare, factor }) => {
    if (phase < 2 || sampled === undefined)
      return { realBytesPerSecond: demandBytesPerSecond, claimedBytesPerSecond: demandBytesPerSecond };
    if (sampled) {
      const asked = Math.floor(demandBytesPerSecond * sampledShare);
      return { realBytesPerSecond: asked, claimedBytesPerSecond: asked };
    }
    const claimedBytesPerSecond = Math.floor(demandBytesPerSecond * factor);
    return { realBytesPerSecond: demandBytesPerSecond, claimedBytesPerSecond };
  },
});
