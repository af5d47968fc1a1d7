import { US_PER_DAY } from "../../base/units.ts";
import type { OperatorAction } from "../view.ts";
import {
  clientsParam,
  factorParam,
  identitiesParam,
  tellsAfterParam,
  tierParam,
  whenBlindParam,
} from "./attack-params.ts";
import { cheatsIn, collectsAll, defineStrategy, homePlan, looksInvestigated } from "./strategy.ts";

/**
 * Builds trust by honest work, then burns it: from a day on own clients sign for many times what they move, and the stake is asked back.
 * The honest control beside it says what patience alone would have earned.
 */
export const exitScam = defineStrategy({
  name: "exit-scam",
  what: "works honestly up to a tier, then inflates with own clients in a burst and takes its stake out",
  attacks: "graduated trust: sampling falls with age and stake (seed 004)",
  expected: "depends",
  source: "design note on attacks, strategy 6; seed 004, exit scam",
  params: {
    identities: identitiesParam(10),
    clientsPerIdentity: clientsParam(3),
    burstAfter: {
      kind: "duration",
      value: 2 * US_PER_DAY,
      min: 0,
      max: 3650 * US_PER_DAY,
      what: "honest work from the scenario's start until the burst",
      source: "ASSUMPTIONS.md#attackers",
    },
    burstSessionsPerDay: {
      kind: "count",
      value: 100,
      min: 0,
      max: 10_000,
      what: "sessions of own clients, a peer and day, once it has begun",
      source: "ASSUMPTIONS.md#attackers",
    },
    factor: factorParam(10),
    withdraws: {
      kind: "choice",
      value: "at-burst",
      choices: ["at-burst", "when-investigated", "never"],
      what: "when the stake is asked back; without it the tier is that of the age alone",
      source: "ASSUMPTIONS.md#operators-eyes",
    },
    tellsAfterSessions: tellsAfterParam(10),
    tier: tierParam("gold"),
    whenBlind: whenBlindParam("inflate"),
  },
  plan: ({ identities, clientsPerIdentity, burstSessionsPerDay, tier }) => ({
    ...homePlan(identities, tier),
    clients: identities * clientsPerIdentity,
    ownSessionsPerDay: burstSessionsPerDay,
  }),
  conduct: (view, { burstAfter, factor, whenBlind }) => {
    if (view.atUs < burstAfter) return { realBytesPerSecond: 0, claimedBytesPerSecond: 0 };
    const claimed = cheatsIn(view, whenBlind)
      ? Math.floor(view.demandBytesPerSecond * factor)
      : view.demandBytesPerSecond;
    return { realBytesPerSecond: view.demandBytesPerSecond, claimedBytesPerSecond: claimed };
  },
  operate: (view, { burstAfter, withdraws, tellsAfterSessions }) => [
    ...collectsAll(view),
    ...view.identities
      .filter(
        (one) =>
          one.stakeBase > 0 &&
          view.atUs >= burstAfter &&
          (withdraws === "at-burst" ||
            (withdraws === "when-investigated" && looksInvestigated(one, tellsAfterSessions))),
      )
      .map(({ identity, stakeBase }): OperatorAction => ({ kind: "request-unstake", identity, amountBase: stakeBase })),
  ],
});
