import { logNormalOf, uniform } from "../random/counter-hash.ts";
import type { MarketMaker } from "./market-maker.ts";

/** Who comes to a launch. */
export interface LaunchCrowd {
  readonly bidderCount: number;
  /** What all of them together bring, USD micros. */
  readonly budgetMicro: number;
  /** Median of what a bidder thinks a LANTERN is worth, and the spread of its logarithm. */
  readonly valuationUsd: number;
  readonly valuationSigma: number;
  /** Share of the bidders that watch the first block and spend all at once. */
  readonly sniperShare: number;
  /** Hours over which the others arrive. */
  readonly arrivalHours: number;
}

const BUDGET_SIGMA = 1.2;
/** An ordinary bidder buys in this many parts at most. */
const PARTS = 4;

/**
 * Buyers of a token's first days: each has a budget and a private valuation and buys while the price with its fee is below it.
 * Snipers come first and spend all they may; others arrive over time and buy in parts. Draws by bidder, so that two kinds of launch
 * meet the same crowd. Source: ASSUMPTIONS.md#launch-crowd
 */
export class LaunchBidders {
  readonly count: number;
  /** By bidder: USD a LANTERN. */
  private readonly valuations: Float64Array;
  /** By bidder: USD micros left. */
  private readonly budgets: Float64Array;
  private readonly parts: Float64Array;
  /** By bidder: first hour in which it trades; 0 for snipers. */
  private readonly arrivals: Float64Array;
  /** By bidder: LANTERN base units bought. */
  readonly boughtBase: Float64Array;
  /** By bidder: USD micros paid. */
  readonly paidMicro: Float64Array;
  readonly snipers: Uint8Array;
  /** Bidders in the order in which they trade within an hour: snipers first, then by draw. */
  private readonly order: readonly number[];
  private readonly feeShare: number;

  constructor(crowd: LaunchCrowd, feeBps: number, key: number) {
    const { bidderCount } = crowd;
    this.count = bidderCount;
    this.feeShare = feeBps / 10_000;
    this.valuations = new Float64Array(bidderCount);
    this.budgets = new Float64Array(bidderCount);
    this.parts = new Float64Array(bidderCount);
    this.arrivals = new Float64Array(bidderCount);
    this.boughtBase = new Float64Array(bidderCount);
    this.paidMicro = new Float64Array(bidderCount);
    this.snipers = new Uint8Array(bidderCount);
    let weightSum = 0;
    for (let bidder = 0; bidder < bidderCount; bidder++) {
      this.valuations[bidder] = logNormalOf(uniform(key, bidder, 0), crowd.valuationUsd, crowd.valuationSigma);
      this.budgets[bidder] = logNormalOf(uniform(key, bidder, 1), 1, BUDGET_SIGMA);
      this.snipers[bidder] = uniform(key, bidder, 2) < crowd.sniperShare ? 1 : 0;
      const arrival = 1 + Math.floor(uniform(key, bidder, 3) * crowd.arrivalHours);
      this.arrivals[bidder] = this.snipers[bidder] === 1 ? 0 : arrival;
      weightSum += this.budgets[bidder];
    }
    for (let bidder = 0; bidder < bidderCount; bidder++) {
      this.budgets[bidder] = Math.floor((crowd.budgetMicro * this.budgets[bidder]) / weightSum);
      this.parts[bidder] = this.snipers[bidder] === 1 ? this.budgets[bidder] : Math.ceil(this.budgets[bidder] / PARTS);
    }
    const rank = (bidder: number) => uniform(key, bidder, 4) - this.snipers[bidder];
    this.order = Array.from({ length: bidderCount }, (_, bidder) => bidder).sort((a, b) => rank(a) - rank(b) || a - b);
  }

  /** Lets everyone who has arrived trade once in `hour`; returns the LANTERN base units bought. */
  trade(maker: MarketMaker, hour: number): number {
    const { arrivals, budgets, parts, valuations, boughtBase, paidMicro } = this;
    let totalBase = 0;
    for (const bidder of this.order) {
      if (arrivals[bidder] > hour || budgets[bidder] === 0) continue;
      const limitUsd = valuations[bidder] * (1 - this.feeShare);
      const usdMicro = Math.min(budgets[bidder], parts[bidder], maker.usdToReach(limitUsd));
      if (usdMicro <= 0) continue;
      const gotBase = maker.buy(usdMicro);
      budgets[bidder] -= usdMicro;
      paidMicro[bidder] += usdMicro;
      boughtBase[bidder] += gotBase;
      totalBase += gotBase;
    }
    return totalBase;
  }
}
