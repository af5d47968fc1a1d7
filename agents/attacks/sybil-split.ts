import { defineStrategy } from "./strategy.ts";

/**
 * One host poses as several peers on one link, otherwise honest. Under linear rewards the shares of the identities add up to what the
 * host would have earned as one: expect nothing. A control group of the same hosts, unsplit, runs beside it.
 */
export const sybilSplit = defineStrategy({
  name: "sybil-split",
  what: "one link is registered as several peers that share its slots",
  attacks: "reward per identity (seed 004, Sybil peers)",
  expected: "zero",
  source: "design note on attacks, strategy 1: nothing under linear rewards",
  params: {
    hosts: {
      kind: "count",
      value: 20,
      min: 1,
      max: 100_000,
      what: "hosts that split",
      source: "ASSUMPTIONS.md#attackers",
    },
    identitiesPerHost: {
      kind: "count",
      value: 5,
      min: 1,
      max: 1_000,
      what: "peers registered on each",
      source: "ASSUMPTIONS.md#attackers",
    },
    slotsPerHost: {
      kind: "count",
      value: 5,
      min: 1,
      max: 10_000,
      what: "connection slots of a host, shared out among its peers; the control has the widget's five",
      source: "getlantern/unbounded v2.3.1, slots of a widget",
    },
  },
  plan: (values) => ({
    hosts: values.hosts,
    identitiesPerHost: values.identitiesPerHost,
    slotsPerHost: values.slotsPerHost,
    clients: 0,
    ownSessionsPerDay: 0,
    servesOthers: true,
    site: "home",
    rentedAddresses: 0,
    tier: 1,
    control: true,
  }),
  conduct: (view) => ({
    realBytesPerSecond: view.demandBytesPerSecond,
    claimedBytesPerSecond: view.demandBytesPerSecond,
  }),
});
