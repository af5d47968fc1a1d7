import { clientsParam, identitiesParam, sessionsParam, tierParam } from "./attack-params.ts";
import { coalitionPlan, defineStrategy, honestConduct } from "./strategy.ts";

/**
 * Own clients pull real bytes and sign them more than once: over parts of a window that they have signed already, and over windows that
 * reach back into the one before. Around 60 s and 1 MB windows are cut anyhow, so an oracle that only added up would pay twice.
 */
export const receiptSplitting = defineStrategy({
  name: "receipt-splitting",
  what: "own clients sign the same bytes again in split and overlapping windows",
  attacks: "windows of receipts, every 60 s or 1 MB (seed 004)",
  expected: "zero",
  source: "design note on attacks, strategy 10",
  params: {
    identities: identitiesParam(4),
    clientsPerIdentity: clientsParam(3),
    sessionsPerDay: sessionsParam(40),
    pieces: {
      kind: "count",
      value: 3,
      min: 0,
      max: 60,
      what: "parts into which a window already signed is cut and signed again; below 2 none",
      source: "ASSUMPTIONS.md#receipt-abuse",
    },
    overlapSeconds: {
      kind: "count",
      value: 20,
      min: 0,
      max: 600,
      what: "seconds by which a second receipt reaches back into the window before",
      source: "ASSUMPTIONS.md#receipt-abuse",
    },
    tier: tierParam("gold"),
  },
  plan: coalitionPlan,
  conduct: honestConduct,
  receipts: ({ pieces, overlapSeconds }) => ({
    replaysAtOnce: 0,
    replaysLater: 0,
    renames: false,
    pieces,
    overlapSeconds,
  }),
});
