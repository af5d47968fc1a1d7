import { tierParam } from "./attack-params.ts";
import { defineStrategy, homePlan, honestConduct } from "./strategy.ts";

/**
 * Honest peers but for one thing: every receipt they hold is handed in again, at once, after its session, and in another of their peers'
 * names. The oracle knows the windows it has accepted, the sessions that are over, and whom a client named: nothing is credited twice.
 */
export const receiptReplay = defineStrategy({
  name: "receipt-replay",
  what: "peers hand in clients' receipts again, later, and in the name of other peers",
  attacks: "replay guard of receipts (seed 004)",
  expected: "zero",
  source: "design note on attacks, strategy 9; seed 004, receipt replay",
  params: {
    hosts: {
      kind: "count",
      value: 10,
      min: 1,
      max: 100_000,
      what: "peers that replay, beside as many that do not",
      source: "ASSUMPTIONS.md#attackers",
    },
    replays: {
      kind: "count",
      value: 2,
      min: 0,
      max: 100,
      what: "times that each receipt is handed in again at once",
      source: "ASSUMPTIONS.md#receipt-abuse",
    },
    lateReplays: {
      kind: "count",
      value: 1,
      min: 0,
      max: 100,
      what: "times that each is handed in again when its session is over",
      source: "ASSUMPTIONS.md#receipt-abuse",
    },
    renames: {
      kind: "flag",
      value: true,
      what: "each is handed in once more in another own peer's name",
      source: "ASSUMPTIONS.md#receipt-abuse",
    },
    tier: tierParam("bronze"),
  },
  plan: ({ hosts, tier }) => homePlan(hosts, tier),
  conduct: honestConduct,
  receipts: ({ replays, lateReplays, renames }) => ({
    replaysAtOnce: replays,
    replaysLater: lateReplays,
    renames,
    pieces: 0,
    overlapSeconds: 0,
  }),
});
