import { LANTERN } from "../../base/units.ts";
import type { Economy } from "./economy.ts";
import type { EconomyDayRow } from "./economy-result.ts";
import { supplyParts } from "./supply.ts";

type Quantities = Readonly<Record<string, number | null>>;

/** Days before the end over which closing figures are means. */
const CLOSING_DAYS = 90;

/** What a finished economy came to, as numbers that replicas can be averaged over. Shares 0 to 1; null where there is no value. */
export function economyQuantities(economy: Economy, days: readonly EconomyDayRow[]): Quantities {
  const closing = days.slice(-CLOSING_DAYS);
  const prices = days.map(({ priceUsd }) => priceUsd);
  const first = prices[0] ?? 0;
  return {
    "price.firstDayUsd": first,
    "price.day30Usd": days[29]?.priceUsd ?? null,
    "price.endUsd": mean(closing.map(({ priceUsd }) => priceUsd)),
    "price.drawdown": drawdown(prices),
    "price.volatilityYear": volatilityYear(prices),
    "peers.end": mean(closing.map(peersOf)),
    "peers.mean": mean(days.map(peersOf)),
    "service.servedShare": mean(days.map(({ servedShare }) => servedShare)),
    "users.end": economy.state.now.users,
    "stakes.share": mean(closing.map(({ stakedShare }) => stakedShare)),
    "market.soldShare": soldShare(days),
    "market.sellUsd": sum(days.map(({ sellUsd }) => sellUsd)),
    "market.buyUsd": sum(days.map(({ buyUsd }) => buyUsd)),
    ...claimQuantities(economy, days),
    ...launchQuantities(economy, days),
    ...regionQuantities(economy),
  };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]) => (values.length === 0 ? null : sum(values) / values.length);
const peersOf = (row: EconomyDayRow) => row.peersWidget + row.peersDesktop + row.peersProfessional;

/** Largest fall from a peak, as a share of the peak. */
export function drawdown(prices: readonly number[]): number {
  let peak = 0;
  let worst = 0;
  for (const price of prices) {
    peak = Math.max(peak, price);
    worst = Math.max(worst, 1 - price / peak);
  }
  return worst;
}

/** Standard deviation of the logarithm of the price in a year, from daily changes; null of fewer than two. */
export function volatilityYear(prices: readonly number[]): number | null {
  const changes = prices.slice(1).map((price, index) => Math.log(price / prices[index]));
  const average = mean(changes);
  if (changes.length < 2 || average === null) return null;
  return Math.sqrt((sum(changes.map((change) => (change - average) ** 2)) / (changes.length - 1)) * 365);
}

/** What operators sold over what they claimed. */
function soldShare(days: readonly EconomyDayRow[]): number | null {
  const claimed = sum(days.map(({ claimedLantern }) => claimedLantern));
  const sold = sum(days.map((row) => row.sellWidgetLantern + row.sellDesktopLantern + row.sellProfessionalLantern));
  return claimed === 0 ? null : sold / claimed;
}

function claimQuantities({ state, day }: Economy, days: readonly EconomyDayRow[]): Quantities {
  const { operators, now } = state;
  let strandedBase = 0;
  let everPaid = 0;
  let neverClaimed = 0;
  for (let peer = 0; peer < operators.count; peer++) {
    if (operators.active[peer] === 0) strandedBase += operators.unclaimedBase[peer];
    if (operators.claimedBase[peer] + operators.unclaimedBase[peer] === 0) continue;
    everPaid += 1;
    neverClaimed += operators.claimedBase[peer] === 0 ? 1 : 0;
  }
  const years = day / 365;
  return {
    "claims.perYear": now.claims / years,
    "claims.feesUsdYear": now.claimFeesUsd / years,
    "claims.meanLantern": now.claims === 0 ? null : state.books.mintedBase / LANTERN / now.claims,
    "claims.unclaimedLantern": days.at(-1)?.unclaimedLantern ?? null,
    "claims.strandedLantern": strandedBase / LANTERN,
    "claims.neverClaimedShare": everPaid === 0 ? null : neverClaimed / everPaid,
    "claims.lockedLantern": supplyParts(state).lockedClaimsBase / LANTERN,
  };
}

/** The launch: what came in, who got the tokens, and how far the first prices were from where the market settled. */
function launchQuantities({ launch, state }: Economy, days: readonly EconomyDayRow[]): Quantities {
  const { bidders } = launch;
  const { params } = state.scenario;
  const settled = mean(days.slice(20, 40).map(({ priceUsd }) => priceUsd));
  const liquidityUsd =
    params["market.kind"] === "lbp"
      ? params["launch.lbpUsd"]
      : 50_000_000 * params["market.liquidityShare"] * params["market.openPriceUsd"];
  if (bidders === undefined) return { "launch.ownUsd": liquidityUsd };
  const bought = Array.from(bidders.boughtBase);
  const boughtBase = sum(bought);
  const paidUsd = sum(Array.from(bidders.paidMicro)) / 1e6;
  const isSniper = (bidder: number) => bidders.snipers[bidder] === 1;
  const snipedBase = sum(bought.filter((_, bidder) => isSniper(bidder)));
  const snipedUsd = sum(Array.from(bidders.paidMicro).filter((_, bidder) => isSniper(bidder))) / 1e6;
  const top = [...bought].sort((a, b) => b - a).slice(0, 10);
  const averageUsd = boughtBase === 0 ? null : (paidUsd * LANTERN) / boughtBase;
  return {
    "launch.ownUsd": liquidityUsd,
    "launch.raisedUsd": paidUsd,
    "launch.soldLantern": boughtBase / LANTERN,
    "launch.averageUsd": averageUsd,
    "launch.settledUsd": settled,
    "launch.sniperShare": boughtBase === 0 ? null : snipedBase / boughtBase,
    "launch.sniperGain":
      snipedUsd === 0 || settled === null ? null : ((snipedBase / LANTERN) * settled) / snipedUsd - 1,
    "launch.top10Share": boughtBase === 0 ? null : sum(top) / boughtBase,
    "launch.priceRange": priceRange(launch.hours.map(({ priceUsd }) => priceUsd)),
  };
}

/** Highest over lowest price. */
function priceRange(prices: readonly number[]): number | null {
  return prices.length === 0 ? null : Math.max(...prices) / Math.min(...prices);
}

function regionQuantities({ state }: Economy): Quantities {
  const { service } = state;
  const demandGb = sum(Array.from(service.demandGb));
  const unmet = Array.from(service.unmetBps, (bps, region) => (bps / 10_000) * service.demandGb[region]);
  return {
    "regions.unmetWorst": Math.max(...service.unmetBps) / 10_000,
    "regions.unmetShare": demandGb === 0 ? null : sum(unmet) / demandGb,
  };
}
