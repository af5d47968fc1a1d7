import { US_PER_DAY, US_PER_S } from "../../base/units.ts";
import {
  clientsParam,
  factorParam,
  identitiesParam,
  sessionsParam,
  tierParam,
  whenBlindParam,
} from "./attack-params.ts";
import { cheatsIn, coalitionPlan, defineStrategy } from "./strategy.ts";

/**
 * Plays with time: own sessions are cut short, sampled ones are aborted early to save the bytes they would cost, direct ones run on and are
 * signed for more than they moved. Reconciliation compares bytes of whole sessions, so aborting what is sampled makes the gap wider.
 */
export const timingEvasion = defineStrategy({
  name: "timing-evasion",
  what: "own clients open short sessions, abort the sampled ones early and inflate the direct ones",
  attacks: "sampling by the session, reconciliation of session sizes (seed 004)",
  expected: "negative",
  source: "design note on attacks, strategy 8",
  params: {
    identities: identitiesParam(10),
    clientsPerIdentity: clientsParam(3),
    sessionsPerDay: sessionsParam(200),
    sessionLength: {
      kind: "duration",
      value: 60 * US_PER_S,
      min: US_PER_S,
      max: US_PER_DAY,
      what: "length of a direct session",
      source: "ASSUMPTIONS.md#attackers",
    },
    abortsAfter: {
      kind: "duration",
      value: 10 * US_PER_S,
      min: US_PER_S,
      max: US_PER_DAY,
      what: "when a session that is known to be sampled is aborted",
      source: "ASSUMPTIONS.md#attackers",
    },
    factor: factorParam(1),
    tier: tierParam("gold"),
    whenBlind: whenBlindParam("inflate"),
  },
  plan: (values) => ({ ...coalitionPlan(values), ownSessionUs: Math.floor(values.sessionLength) }),
  conduct: (view, { abortsAfter, factor, whenBlind }) => {
    const bytesPerSecond = view.demandBytesPerSecond;
    const honest = { realBytesPerSecond: bytesPerSecond, claimedBytesPerSecond: bytesPerSecond };
    // In phase 1 everything is sampled, and only what is metered is paid.
    if (view.phase >= 2 && view.sampled === true) return { ...honest, endsAfterUs: abortsAfter };
    return cheatsIn(view, whenBlind)
      ? { ...honest, claimedBytesPerSecond: Math.floor(bytesPerSecond * factor) }
      : honest;
  },
});
