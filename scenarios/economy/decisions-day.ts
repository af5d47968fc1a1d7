import { US_PER_DAY } from "../../base/units.ts";
import { type Tier, tierByAge, tierOf, tierStakeBase } from "../../protocol/tiers/tier.ts";
import { uniform } from "../../sim/random/counter-hash.ts";
import { claimFeeUsd, dueSlot, intervalDays } from "./claims-day.ts";
import type { EconomyState } from "./economy-state.ts";
import { NEVER } from "./operators.ts";
import type { EconomyParams } from "./param-table.ts";
import { typeTerms } from "./peer-types.ts";
import { tierEfficiency } from "./service-day.ts";

export const DAYS_PER_MONTH = 30;
const DAYS_PER_YEAR = 365;

/** What every operator sees on a day. */
export interface Outlook {
  readonly priceUsd: number;
  /** Growth of the price in a year that the trend suggests, -1 to 1. */
  readonly trendYear: number;
  /** USD a GB, by type. */
  readonly usdPerGb: Float64Array;
  readonly claimFeesUsdMonth: number;
  readonly efficiency: Float64Array;
}

/** What all operators see on `day`. */
export function outlookOf(state: EconomyState, day: number): Outlook {
  const { now, scenario, bandwidthFactors } = state;
  const { params } = scenario;
  const claimsMonth = DAYS_PER_MONTH / intervalDays(params["claims.interval"]);
  return {
    priceUsd: now.expectedPriceUsd,
    trendYear: Math.max(-1, Math.min(1, now.trendDay * DAYS_PER_YEAR)),
    usdPerGb: Float64Array.from(typeTerms(params), ({ usdPerGb }) => usdPerGb * bandwidthFactors[day]),
    claimFeesUsdMonth: claimsMonth * claimFeeUsd(state, day),
    efficiency: Float64Array.from(tierEfficiency(params)),
  };
}

/** LANTERN base units that an operator expects for a day of unsampled work. */
export function fullPayBase(state: EconomyState, peer: number): number {
  const { gbPerDay, uptimes, regions } = state.operators;
  const counts = state.scenario.params["reward.uptimeCounts"] === "online-share";
  return state.payPerGbBase[regions[peer]] * gbPerDay[peer] * (counts ? uptimes[peer] : 1);
}

/** Expected income of 30 days in USD at the tier it has (New if it is not in), before any belief about the price. */
export function incomeUsdMonth(state: EconomyState, peer: number, outlook: Outlook): number {
  const payBase = fullPayBase(state, peer) * outlook.efficiency[state.operators.tiers[peer]];
  return (payBase / 1e6) * DAYS_PER_MONTH * outlook.priceUsd;
}

/** Cost of 30 days in USD: the operator's own, its bandwidth at the region's use, and fees; what a volunteer does not ask about. */
export function costUsdMonth(state: EconomyState, peer: number, outlook: Outlook): number {
  const { operators, service } = state;
  const usedGb = operators.gbPerDay[peer] * service.usedShare[operators.regions[peer]] * DAYS_PER_MONTH;
  const bandwidthUsd = usedGb * outlook.usdPerGb[operators.types[peer]];
  return operators.costUsdMonth[peer] + bandwidthUsd + outlook.claimFeesUsdMonth;
}

/**
 * The day's decisions, each operator once in `decisions.interval`: join, stay or leave by expected income against cost, and the stake
 * whose tier is worth most. Nothing here knows where the price is heading but by its own past.
 * Source: ASSUMPTIONS.md#economy-decisions
 */
export function decide(state: EconomyState, day: number): void {
  const { operators, now, scenario } = state;
  const { params } = scenario;
  const days = intervalDays(params["decisions.interval"]);
  const due = dueSlot(day, days);
  const outlook = outlookOf(state, day);
  now.joined = 0;
  now.left = 0;
  for (let peer = 0; peer < operators.count; peer++) {
    if (Math.floor(operators.offsets[peer] * days) !== due) continue;
    if (operators.volunteers[peer] === 0) reconsider(state, peer, day, outlook);
    if (operators.active[peer] === 1) chooseStake(state, peer, day, outlook, params);
  }
}

function reconsider(state: EconomyState, peer: number, day: number, outlook: Outlook): void {
  const { operators, now, scenario, keys } = state;
  const { params } = scenario;
  const margin = params["decisions.hysteresis"];
  const belief = Math.max(0, 1 + operators.beliefs[peer] * outlook.trendYear);
  const incomeUsd = incomeUsdMonth(state, peer, outlook) * belief;
  const costUsd = costUsdMonth(state, peer, outlook);
  if (operators.active[peer] === 0) {
    if (incomeUsd <= costUsd * (1 + margin) || uniform(keys.join, peer, day) >= params["decisions.joinShare"]) return;
    operators.active[peer] = 1;
    operators.lossDecisions[peer] = 0;
    if (operators.registeredDays[peer] === NEVER) operators.registeredDays[peer] = day;
    now.joined += 1;
    return;
  }
  operators.lossDecisions[peer] = incomeUsd < costUsd * (1 - margin) ? operators.lossDecisions[peer] + 1 : 0;
  if (operators.lossDecisions[peer] < params["decisions.patience"]) return;
  operators.active[peer] = 0;
  operators.targetBase[peer] = 0;
  unstake(state, peer, operators.stakeBase[peer], day);
  operators.tiers[peer] = 0;
  offerWallet(state, peer);
  now.left += 1;
}

function unstake(state: EconomyState, peer: number, amountBase: number, day: number): void {
  if (amountBase <= 0) return;
  const { stakeBase, coolingBase, coolingUntil } = state.operators;
  stakeBase[peer] -= amountBase;
  coolingBase[peer] += amountBase;
  coolingUntil[peer] = day + Math.ceil(state.scenario.params["staking.cooldown"] / US_PER_DAY);
}

/** Who leaves offers its habitual share of all it holds. */
function offerWallet(state: EconomyState, peer: number): void {
  const { walletBase, sellShares } = state.operators;
  state.offeredBase[peer] = Math.max(state.offeredBase[peer], Math.floor(walletBase[peer] * sellShares[peer]));
}

/** Stake of the tier with the best pay after the cost of the capital in it; free tiers ask for none. */
function chooseStake(state: EconomyState, peer: number, day: number, outlook: Outlook, params: EconomyParams): void {
  const { operators, offeredBase } = state;
  const { stakeBase, walletBase, targetBase } = operators;
  const ageUs = (day - operators.registeredDays[peer]) * US_PER_DAY;
  const yearlyCost = Math.max(0, params["costs.capitalUsdShareYear"] - operators.beliefs[peer] * outlook.trendYear);
  targetBase[peer] = bestStakeBase(fullPayBase(state, peer), tierByAge(ageUs, params), yearlyCost, outlook, params);
  if (stakeBase[peer] > targetBase[peer]) unstake(state, peer, stakeBase[peer] - targetBase[peer], day);
  const fromWalletBase = Math.min(targetBase[peer] - stakeBase[peer], walletBase[peer] - offeredBase[peer]);
  if (fromWalletBase > 0) {
    stakeBase[peer] += fromWalletBase;
    walletBase[peer] -= fromWalletBase;
  }
  operators.tiers[peer] = tierOf(ageUs, stakeBase[peer], params);
}

/** The stake (base units) that leaves most of a day's pay after the capital's cost, among tiers that the age allows; ties to the lower. */
export function bestStakeBase(
  dayPayBase: number,
  tierMax: Tier,
  yearlyCostShare: number,
  outlook: Outlook,
  params: EconomyParams,
): number {
  let bestBase = 0;
  let bestNet = -Infinity;
  for (let tier = 0; tier <= tierMax; tier++) {
    const askedBase = tierStakeBase(tier as Tier, params);
    const net = dayPayBase * outlook.efficiency[tier] - (askedBase * yearlyCostShare) / DAYS_PER_YEAR;
    if (net <= bestNet) continue;
    bestNet = net;
    bestBase = askedBase;
  }
  return bestBase;
}
