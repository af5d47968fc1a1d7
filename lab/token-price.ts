import { LANTERN, US_PER_DAY } from "../base/units.ts";
import type { ResolvedScenario } from "../scenarios/resolved-scenario.ts";
import type { World } from "../scenarios/world/world.ts";
import { medianOf } from "./confidence.ts";

/** Rewards (base units) of the honest peers that were there from the start and earned in the run. */
export function honestRewards(world: World): number[] {
  const { population } = world.state;
  const { earned } = world.settlement.rewards;
  const honest = population.groups[0];
  const rewards: number[] = [];
  for (let peer = honest.peerFirst; peer < honest.peerFirst + honest.peerCount; peer++) {
    if (population.hostJoinsUs[population.peerHosts[peer]] < 0 && earned[peer] > 0) rewards.push(earned[peer]);
  }
  return rewards;
}

/**
 * Constant price of one LANTERN in USD: the scenario's, or the one at which the median honest peer that earned anything earned the
 * stated amount in 30 days. 0 when nobody earned. Source: seed 004, "~$2/month/peer"; ASSUMPTIONS.md#token-price
 */
export function tokenPriceUsd(scenario: ResolvedScenario, world: World, elapsedUs: number): number {
  const { price } = scenario.token;
  if (price.kind === "fixed") return price.usd;
  const median = medianOf(honestRewards(world));
  if (median === undefined || elapsedUs === 0) return 0;
  const monthlyLantern = (median / LANTERN) * ((30 * US_PER_DAY) / elapsedUs);
  return price.usd / monthlyLantern;
}
