import { HONEST_LUME, lumeStrategy } from "./task-strategy.ts";

/** Holds its supply back until the region's demand factor has risen, then offers it. */
export const demandMultiplierFarming = lumeStrategy({
  name: "demand-multiplier-farming",
  model: "lume",
  what: "nodes of one region withhold their windows until the demand factor is high",
  attacks: "demand multiplier, set each 30 to 90 s from demand over supply (seed 003)",
  expected: "depends",
  because:
    "a round off costs a round's pay and uptime, a round on is paid at the factor that the shortage made: it pays only for a large share of a region, where supply is what is offered",
  source: "design note on attacks, strategy 19",
  params: {
    identities: {
      kind: "count",
      value: 8,
      min: 1,
      max: 10_000,
      what: "nodes, in one region",
      source: "ASSUMPTIONS.md#lume",
    },
    offersFromBps: {
      kind: "bps",
      value: 12_000,
      min: 0,
      max: 1_000_000,
      what: "demand factor from which it offers",
      source: "ASSUMPTIONS.md#lume",
    },
  },
  plan: ({ identities }) => ({ identities, onceUsd: {} }),
  conduct: ({ demandBps }, { offersFromBps }) => ({ ...HONEST_LUME, offers: demandBps >= offersFromBps }),
});
