import { HONEST_LUME, lumeStrategy } from "./task-strategy.ts";

/** Announces more than its link has left, so that more tasks come its way than its share. */
export const rbwAcceleration = lumeStrategy({
  name: "rbw-acceleration",
  model: "lume",
  what: "nodes announce a wider residual bandwidth window than they have",
  attacks: "residual bandwidth window and the accuracy of its forecasts (seed 003)",
  expected: "depends",
  because:
    "where supply exceeds demand a wider window fills the real one; the loss of accuracy grows with the factor, and past the anomaly threshold it is excluded",
  source: "design note on attacks, strategy 17",
  params: {
    identities: { kind: "count", value: 4, min: 1, max: 10_000, what: "nodes", source: "ASSUMPTIONS.md#lume" },
    factor: {
      kind: "number",
      value: 1.5,
      min: 0,
      max: 1_000,
      what: "announced over true window",
      source: "ASSUMPTIONS.md#lume",
    },
    demandBelowBps: {
      kind: "bps",
      value: 10_000,
      min: 0,
      max: 1_000_000,
      what: "it announces more only while its region's demand factor is below this: with more demand the window fills anyway",
      source: "ASSUMPTIONS.md#lume",
    },
  },
  plan: ({ identities }) => ({ identities, onceUsd: {} }),
  conduct: ({ demandBps }, { factor, demandBelowBps }) => ({
    ...HONEST_LUME,
    windowFactor: demandBps < demandBelowBps ? factor : 1,
  }),
});
