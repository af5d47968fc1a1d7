import { LANTERN, type LanternBase } from "../../base/units.ts";
import type { TaskCosts } from "./task-costs.ts";

/** One side of a world of rounds: the honest, or one attacker. Amounts are base units of the network's token, six decimals. */
export class Party {
  readonly name: string;
  readonly strategy: string | null;
  readonly identities: number;
  rewardBase: LanternBase = 0;
  /** Bonds and pay that were taken back. */
  lostBase: LanternBase = 0;
  /** Identities found out so far, and the first round in which one was; -1: none. */
  caught = 0;
  firstCaughtRound = -1;
  /** USD by kind. */
  readonly costsUsd: Record<string, number> = {};

  constructor(facts: { readonly name: string; readonly strategy: string | null; readonly identities: number }) {
    this.name = facts.name;
    this.strategy = facts.strategy;
    this.identities = facts.identities;
  }

  spend(kind: string, usd: number): void {
    this.costsUsd[kind] = (this.costsUsd[kind] ?? 0) + usd;
  }

  find(round: number, identities = 1): void {
    this.caught += identities;
    if (this.firstCaughtRound < 0) this.firstCaughtRound = round;
  }
}

/** What is left of a party's books, USD. */
export interface PartyProfit {
  readonly profitUsd: number;
  readonly costUsd: number;
  readonly realisedUsd: number;
  /** Price of the token at which it comes out even; null where none does. */
  readonly breakEvenPriceUsd: number | null;
}

/** What tokens worth `valueUsd` bring in a constant-product pool that holds `depthUsd`. Source: x y = k */
export function realisedUsd(valueUsd: number, depthUsd: number): number {
  return valueUsd <= 0 ? valueUsd : (valueUsd * depthUsd) / (depthUsd + valueUsd);
}

/** Profit at the realised price; a loss of tokens counts at the price as it stands. Source: design note on attacks, profit */
export function profitOf(party: Party, costs: TaskCosts): PartyProfit {
  const tokens = (party.rewardBase - party.lostBase) / LANTERN;
  const costUsd = Object.values(party.costsUsd).reduce((sum, usd) => sum + usd, 0);
  const depthUsd = costs["costs.poolDepthUsd"];
  const realised = realisedUsd(tokens * costs["costs.tokenPriceUsd"], depthUsd);
  // v D / (D + v) = c, solved for v.
  const valueUsd = costUsd < depthUsd ? (costUsd * depthUsd) / (depthUsd - costUsd) : undefined;
  return {
    profitUsd: realised - costUsd,
    costUsd,
    realisedUsd: realised,
    breakEvenPriceUsd: valueUsd === undefined || tokens <= 0 ? null : valueUsd / tokens,
  };
}
