import { US_PER_DAY, US_PER_HOUR } from "../../base/units.ts";
import { ConstantProductPool } from "../../sim/market/constant-product-pool.ts";
import { LaunchBidders } from "../../sim/market/launch-demand.ts";
import { type MarketMaker, MICROS_PER_USD } from "../../sim/market/market-maker.ts";
import { launchWeight, WeightedPool } from "../../sim/market/weighted-pool.ts";
import type { Books } from "./books.ts";
import { type EconomyState, record } from "./economy-state.ts";
import type { EconomyParams } from "./param-table.ts";

const HOURS_PER_DAY = 24;

/** Price and sales of one hour of the launch. */
export interface LaunchHour {
  readonly hour: number;
  readonly priceUsd: number;
  readonly boughtLantern: number;
  readonly poolUsd: number;
}

/**
 * Moves the liquidity allocation into the pool of the scenario's kind and returns it: constant product at the named price, or
 * weights that begin on LANTERN's side. Source: seed 004, open question 1; ASSUMPTIONS.md#market-pool
 */
export function openMarket(books: Books, params: EconomyParams): MarketMaker {
  const lanternBase = Math.floor(books.liquidityBase * params["market.liquidityShare"]);
  books.liquidityBase -= lanternBase;
  const feeBps = params["market.feeBps"];
  if (params["market.kind"] === "pool") {
    return new ConstantProductPool({
      lanternBase,
      usdMicro: Math.max(1, Math.round(lanternBase * params["market.openPriceUsd"])),
      feeBps,
    });
  }
  const usdMicro = Math.round(params["launch.lbpUsd"] * MICROS_PER_USD);
  return new WeightedPool({ lanternBase, usdMicro, feeBps }, params["launch.lbpWeightStart"]);
}

/** The first days of the market, hour by hour: weights move, the crowd buys. */
export class Launch {
  readonly bidders: LaunchBidders | undefined;
  readonly hours: LaunchHour[] = [];
  private readonly dayCount: number;

  constructor({ params }: { readonly params: EconomyParams }, key: number) {
    const crowdUsd = params["launch.crowdUsd"];
    const arrivalHours = Math.ceil(params["launch.crowdArrival"] / US_PER_HOUR);
    const lengthUs = params["market.kind"] === "lbp" ? params["launch.lbpLength"] : 0;
    const crowdUs = crowdUsd > 0 ? params["launch.crowdArrival"] + 3 * US_PER_DAY : 0;
    this.dayCount = Math.ceil(Math.max(lengthUs, crowdUs) / US_PER_DAY);
    this.bidders =
      crowdUsd === 0
        ? undefined
        : new LaunchBidders(
            {
              bidderCount: params["launch.crowdBidders"],
              budgetMicro: Math.floor(crowdUsd * MICROS_PER_USD),
              valuationUsd: params["launch.crowdValuationUsd"],
              valuationSigma: params["launch.crowdSigma"],
              sniperShare: params["launch.sniperShare"],
              arrivalHours,
            },
            params["market.feeBps"],
            key,
          );
  }

  /** Runs the day's hours while the launch lasts; what the crowd buys joins the outside holders. */
  run(state: EconomyState, day: number): void {
    if (day >= this.dayCount) return;
    for (let hour = day * HOURS_PER_DAY; hour < (day + 1) * HOURS_PER_DAY; hour++) this.runHour(state, hour);
    this.settleWeights(state, day);
  }

  private runHour(state: EconomyState, hour: number): void {
    const { maker } = state.market;
    const { params } = state.scenario;
    if (maker instanceof WeightedPool) {
      const elapsedUs = hour * US_PER_HOUR;
      const [from, to] = [params["launch.lbpWeightStart"], params["launch.lbpWeightEnd"]];
      maker.setLanternWeight(launchWeight(elapsedUs, params["launch.lbpLength"], from, to));
    }
    const openUsd = maker.usdMicro;
    const boughtBase = this.bidders?.trade(maker, hour) ?? 0;
    state.books.holdersBase += boughtBase;
    if (boughtBase > 0) record(state, "buyCrowd", boughtBase, maker.usdMicro - openUsd);
    this.hours.push({
      hour,
      priceUsd: maker.priceUsd(),
      boughtLantern: boughtBase / 1e6,
      poolUsd: maker.usdMicro / MICROS_PER_USD,
    });
  }

  /** Once the weights have come to rest at a half each, the pool goes on as a constant-product pool with the same reserves. */
  private settleWeights(state: EconomyState, day: number): void {
    const { maker } = state.market;
    const { params } = state.scenario;
    if (!(maker instanceof WeightedPool) || (day + 1) * US_PER_DAY < params["launch.lbpLength"]) return;
    maker.setLanternWeight(params["launch.lbpWeightEnd"]);
    if (params["launch.lbpWeightEnd"] !== 0.5) return;
    const { lanternBase, usdMicro } = maker;
    state.market.maker = new ConstantProductPool({ lanternBase, usdMicro, feeBps: params["market.feeBps"] });
  }
}
