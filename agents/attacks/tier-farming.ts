import { TIER_NAMES, type Tier, tierStakeBase } from "../../protocol/tiers/tier.ts";
import type { OperatorAction, OperatorView, OwnIdentity } from "../view.ts";
import {
  clientsParam,
  factorParam,
  sessionsParam,
  tellsAfterParam,
  tierParam,
  whenBlindParam,
} from "./attack-params.ts";
import { cheatsIn, coalitionPlan, collectsAll, defineStrategy, looksInvestigated } from "./strategy.ts";

/**
 * Age costs nothing: identities are registered early and left to grow old. A few run with the stake of a high tier and inflate; the one
 * that is investigated or convicted is dropped, the stake it frees (and what all have earned) lifts the next aged identity into its place.
 */
export const tierFarming = defineStrategy({
  name: "tier-farming",
  what: "aged identities wait in reserve; burnt ones hand their place and their stake to the next",
  attacks: "trust by age and stake, reset of the tier by a slash (seed 004)",
  expected: "depends",
  source: "design note on attacks, strategy 13",
  movesTokens: true,
  params: {
    activeIdentities: {
      kind: "count",
      value: 5,
      min: 1,
      max: 10_000,
      what: "peers that run at one time",
      source: "ASSUMPTIONS.md#attackers",
    },
    reserveIdentities: {
      kind: "count",
      value: 15,
      min: 0,
      max: 10_000,
      what: "peers of the same age without stake that wait",
      source: "ASSUMPTIONS.md#attackers",
    },
    clientsPerIdentity: clientsParam(3),
    sessionsPerDay: sessionsParam(60),
    factor: factorParam(5),
    tellsAfterSessions: tellsAfterParam(10),
    tier: tierParam("gold"),
    whenBlind: whenBlindParam("inflate"),
  },
  plan: ({ activeIdentities, reserveIdentities, ...values }) => ({
    ...coalitionPlan({ ...values, identities: activeIdentities + reserveIdentities }),
    reserveHosts: reserveIdentities,
  }),
  conduct: (view, { factor, whenBlind }) => ({
    realBytesPerSecond: view.demandBytesPerSecond,
    claimedBytesPerSecond: Math.floor(view.demandBytesPerSecond * (cheatsIn(view, whenBlind) ? factor : 1)),
  }),
  operate: (view, { activeIdentities, tellsAfterSessions, tier }) => {
    const burnt = view.identities.filter((one) => one.running && looksInvestigated(one, tellsAfterSessions));
    const running = view.identities.filter((one) => one.running).length - burnt.length;
    return [
      ...collectsAll(view),
      ...burnt.flatMap(retire),
      ...promotions(view, activeIdentities - running, TIER_NAMES.indexOf(tier) as Tier),
    ];
  },
});

/** A burnt identity goes off the network and asks its stake back. */
function retire({ identity, stakeBase }: OwnIdentity): OperatorAction[] {
  const stop = { kind: "stop", identity } as const;
  return stakeBase > 0 ? [stop, { kind: "request-unstake", identity, amountBase: stakeBase }] : [stop];
}

/** Fresh identities, at most `places`, that the coalition's wallets together can stake for `tier`, each with the transfers that bring it its stake. */
function promotions({ identities, rules }: OperatorView, places: number, tier: Tier): OperatorAction[] {
  const neededBase = tierStakeBase(tier, rules);
  const wallets = identities.map(({ walletBase }) => walletBase);
  const actions: OperatorAction[] = [];
  for (const { identity } of identities
    .filter(({ used, slashed }) => !used && !slashed)
    .slice(0, Math.max(0, places))) {
    if (wallets.reduce((sum, base) => sum + base, 0) < neededBase) break;
    for (let payer = 0; payer < wallets.length && wallets[identity] < neededBase; payer++) {
      const amountBase = payer === identity ? 0 : Math.min(wallets[payer], neededBase - wallets[identity]);
      if (amountBase === 0) continue;
      wallets[payer] -= amountBase;
      wallets[identity] += amountBase;
      actions.push({ kind: "transfer", identity: payer, to: identity, amountBase });
    }
    wallets[identity] -= neededBase;
    if (neededBase > 0) actions.push({ kind: "stake", identity, amountBase: neededBase });
    actions.push({ kind: "start", identity });
  }
  return actions;
}
