import type { OperatorAction } from "../view.ts";
import {
  clientsParam,
  factorParam,
  identitiesParam,
  sessionsParam,
  tellsAfterParam,
  tierParam,
  whenBlindParam,
} from "./attack-params.ts";
import { cheatsIn, coalitionPlan, collectsAll, defineStrategy, looksInvestigated } from "./strategy.ts";

/**
 * A crude inflater that watches how often it is sampled: when suddenly all of its sessions are, it asks its stake back and races the
 * verdict. The slash reaches what is unstaking, so it wins only where the cooldown is over before the verdict.
 */
export const unstakeRace = defineStrategy({
  name: "unstake-race",
  what: "inflates until it sees that it is investigated, then asks its stake back before the verdict",
  attacks: "cooldown of unstaking against the delay of verdicts (seed 004)",
  expected: "depends",
  source: "design note on attacks, strategy 14",
  params: {
    identities: identitiesParam(10),
    clientsPerIdentity: clientsParam(3),
    sessionsPerDay: sessionsParam(60),
    factor: factorParam(10),
    tellsAfterSessions: tellsAfterParam(10),
    stops: {
      kind: "flag",
      value: true,
      what: "a peer that asks its stake back goes off the network too",
      source: "ASSUMPTIONS.md#operators-eyes",
    },
    tier: tierParam("gold"),
    whenBlind: whenBlindParam("inflate"),
  },
  plan: coalitionPlan,
  conduct: (view, { factor, whenBlind }) => ({
    realBytesPerSecond: view.demandBytesPerSecond,
    claimedBytesPerSecond: Math.floor(view.demandBytesPerSecond * (cheatsIn(view, whenBlind) ? factor : 1)),
  }),
  operate: (view, { tellsAfterSessions, stops }) => [
    ...collectsAll(view),
    ...view.identities
      .filter((one) => one.stakeBase > 0 && looksInvestigated(one, tellsAfterSessions))
      .flatMap(({ identity, stakeBase, running }): OperatorAction[] => [
        { kind: "request-unstake", identity, amountBase: stakeBase },
        ...(stops && running ? [{ kind: "stop", identity } as const] : []),
      ]),
  ],
});
