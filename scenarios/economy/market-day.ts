import { mulDivFloor, US_PER_DAY } from "../../base/units.ts";
import { bridgeFlow } from "../../sim/market/bridge.ts";
import { MICROS_PER_USD } from "../../sim/market/market-maker.ts";
import { nextSentiment } from "../../sim/market/speculation.ts";
import { unlockVested } from "./books.ts";
import { DAYS_PER_MONTH } from "./decisions-day.ts";
import { type EconomyState, type FlowName, record } from "./economy-state.ts";
import { PEER_TYPES } from "./peer-types.ts";

/** All stakers together buy no more than this share of the pool's LANTERN in a day; the rest waits for the next decision. */
const STAKE_PURCHASE_SHARE_MAX = 0.02;
const SELL_FLOWS: readonly FlowName[] = ["sellWidget", "sellDesktop", "sellProfessional"];

/** Sells LANTERN to the pool in the name of `flow`; the caller has taken it from its owner. */
function sell(state: EconomyState, flow: FlowName, lanternBase: number): number {
  if (lanternBase <= 0) return 0;
  const usdMicro = state.market.maker.sell(lanternBase);
  record(state, flow, lanternBase, usdMicro);
  return usdMicro;
}

/** Buys LANTERN for USD in the name of `flow`; the caller gives it to its owner. */
function buy(state: EconomyState, flow: FlowName, usd: number): number {
  const usdMicro = Math.floor(usd * MICROS_PER_USD);
  if (usdMicro <= 0) return 0;
  const lanternBase = state.market.maker.buy(usdMicro);
  record(state, flow, lanternBase, usdMicro);
  return lanternBase;
}

/**
 * The day's trades, in this order: operators' sales as one batch at one price, treasuries and outside holders, then all purchases.
 * Selling first gives sellers the worse price of the day. Source: ASSUMPTIONS.md#economy-market
 */
export function trade(state: EconomyState, day: number): void {
  sellOffered(state);
  sellTreasuries(state, day);
  payVerifiers(state, day);
  crossBridge(state);
  buyStakes(state);
  buyPremium(state);
  buyBack(state);
  speculate(state, day);
}

/** One batch: every operator gets the same price, whatever its index. */
function sellOffered(state: EconomyState): void {
  const { operators, offeredBase, market } = state;
  const totals = new Float64Array(PEER_TYPES.length);
  for (let peer = 0; peer < operators.count; peer++) {
    const amountBase = offeredBase[peer];
    if (amountBase === 0) continue;
    operators.walletBase[peer] -= amountBase;
    totals[operators.types[peer]] += amountBase;
    offeredBase[peer] = 0;
  }
  const totalBase = totals.reduce((sum, amount) => sum + amount, 0);
  if (totalBase === 0) return;
  const usdMicro = market.maker.sell(totalBase);
  totals.forEach((amountBase, type) => {
    record(state, SELL_FLOWS[type], amountBase, mulDivFloor(usdMicro, amountBase, totalBase));
  });
}

function sellTreasuries(state: EconomyState, day: number): void {
  const { books, scenario } = state;
  const { params } = scenario;
  unlockVested(books, (day + 1) * US_PER_DAY);
  const teamBase = Math.floor(books.teamBase * params["treasury.teamSellShare"]);
  books.teamBase -= teamBase;
  sell(state, "sellTeam", teamBase);
  const foundationBase = Math.floor(books.foundationBase * params["treasury.foundationSellShare"]);
  books.foundationBase -= foundationBase;
  sell(state, "sellFoundation", foundationBase);
  const holdersBase = Math.floor(books.holdersBase * params["market.holderSellShare"]);
  books.holdersBase -= holdersBase;
  sell(state, "sellHolders", holdersBase);
}

/** Grants are paid in LANTERN at the day's price; what verifiers keep joins the outside holders. */
function payVerifiers(state: EconomyState, day: number): void {
  const { books, scenario, market } = state;
  const { params } = scenario;
  if (day * US_PER_DAY < params["treasury.grantsFrom"]) return;
  const usdDay = (params["treasury.verifierCount"] * params["treasury.verifierUsdMonth"]) / DAYS_PER_MONTH;
  const grantBase = Math.min(books.ecosystemBase, Math.floor((usdDay * MICROS_PER_USD) / market.maker.priceUsd()));
  const soldBase = Math.floor(grantBase * params["treasury.verifierSellShare"]);
  books.ecosystemBase -= grantBase;
  books.holdersBase += grantBase - soldBase;
  sell(state, "sellVerifiers", soldBase);
}

function crossBridge(state: EconomyState): void {
  const { books, scenario } = state;
  const { params } = scenario;
  const { outBase, backBase } = bridgeFlow(
    books.holdersBase,
    books.bridgedBase,
    params["bridge.outShare"],
    params["bridge.backShare"],
  );
  books.holdersBase += backBase - outBase;
  books.bridgedBase += outBase - backBase;
}

/** Operators who would rather buy than wait fill up their stake, all at one price. */
function buyStakes(state: EconomyState): void {
  const { operators, market, scenario } = state;
  const { active, buysStake, targetBase, stakeBase, count } = operators;
  const lackingOf = (peer: number) =>
    active[peer] === 1 && buysStake[peer] === 1 ? Math.max(0, targetBase[peer] - stakeBase[peer]) : 0;
  let lackingBase = 0;
  let last = -1;
  for (let peer = 0; peer < count; peer++) {
    const lacks = lackingOf(peer);
    lackingBase += lacks;
    if (lacks > 0) last = peer;
  }
  if (last < 0) return;
  const { maker } = market;
  const wantedBase = Math.min(lackingBase, maker.lanternBase * STAKE_PURCHASE_SHARE_MAX);
  const feeShare = scenario.params["market.feeBps"] / 10_000;
  const usd = (wantedBase * (maker.usdMicro / (maker.lanternBase - wantedBase))) / (1 - feeShare) / MICROS_PER_USD;
  const boughtBase = buy(state, "buyStake", usd);
  const gotBase = Math.min(lackingBase, boughtBase);
  let running = 0;
  let givenBase = 0;
  for (let peer = 0; peer <= last; peer++) {
    const lacks = lackingOf(peer);
    if (lacks === 0) continue;
    running += lacks;
    const uptoBase = peer === last ? gotBase : mulDivFloor(gotBase, running, lackingBase);
    stakeBase[peer] += uptoBase - givenBase;
    givenBase = uptoBase;
  }
  // Rounding of the price may have bought a few units too many: they are some operator's, not nobody's.
  operators.walletBase[last] += boughtBase - gotBase;
}

function buyPremium(state: EconomyState): void {
  const { books, now, scenario } = state;
  const { params } = scenario;
  const usdDay = (now.users * params["users.premiumShare"] * params["users.premiumUsdMonth"]) / DAYS_PER_MONTH;
  const lanternBase = buy(state, "buyPremium", usdDay * now.servedShare);
  const burnedBase = Math.floor(lanternBase * params["users.premiumBurnShare"]);
  books.burnedBase += burnedBase;
  books.foundationBase += lanternBase - burnedBase;
}

function buyBack(state: EconomyState): void {
  const { books, scenario } = state;
  const { params } = scenario;
  const lanternBase = buy(state, "buyBack", params["treasury.buybackUsdMonth"] / DAYS_PER_MONTH);
  const burnedBase = Math.floor(lanternBase * params["treasury.buybackBurnShare"]);
  books.burnedBase += burnedBase;
  books.foundationBase += lanternBase - burnedBase;
}

/** Outside money that follows the network's growth, when the scenario turns it on. */
function speculate(state: EconomyState, day: number): void {
  const { books, now, scenario, market, keys, usersBefore } = state;
  const { params } = scenario;
  const oldest = usersBefore[(day + 1) % usersBefore.length];
  const growthYear = now.users > 0 && oldest > 0 ? (Math.log(now.users / oldest) * 365) / usersBefore.length : 0;
  const terms = {
    growthResponse: params["speculation.growthResponse"],
    noise: params["speculation.noise"],
    forgetShare: params["speculation.forgetShare"],
  };
  now.sentiment = nextSentiment(now.sentiment, growthYear, terms, keys.speculation, day);
  if (now.sentiment > 0) {
    const usd = (market.maker.usdMicro / MICROS_PER_USD) * Math.min(0.5, now.sentiment);
    books.holdersBase += buy(state, "buySpeculation", usd);
  } else if (now.sentiment < 0) {
    const soldBase = Math.min(books.holdersBase, Math.floor(market.maker.lanternBase * Math.min(0.5, -now.sentiment)));
    books.holdersBase -= soldBase;
    sell(state, "sellHolders", soldBase);
  }
}
