import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bridgeFlow } from "./bridge.ts";
import { ConstantProductPool } from "./constant-product-pool.ts";
import { LaunchBidders } from "./launch-demand.ts";
import type { MarketMaker } from "./market-maker.ts";
import { pricePath } from "./price-process.ts";
import { sellSequence } from "./sale-sequence.ts";
import { nextSentiment } from "./speculation.ts";
import { launchWeight, WeightedPool } from "./weighted-pool.ts";

const LANTERN_MAX = 1e15;
const reserves = fc.record({
  lanternBase: fc.integer({ min: 1e6, max: LANTERN_MAX / 2 }),
  usdMicro: fc.integer({ min: 1e6, max: 1e13 }),
  feeBps: fc.integer({ min: 0, max: 300 }),
});
const trades = fc.array(fc.record({ sell: fc.boolean(), amount: fc.integer({ min: 0, max: 1e13 }) }), {
  maxLength: 30,
});

/** Runs trades and returns what went in and out of both sides. */
function trade(maker: MarketMaker, list: readonly { sell: boolean; amount: number }[]) {
  let lanternIn = 0;
  let usdIn = 0;
  for (const { sell, amount } of list) {
    if (sell) {
      lanternIn += amount;
      usdIn -= maker.sell(amount);
    } else {
      usdIn += amount;
      lanternIn -= maker.buy(amount);
    }
  }
  return { lanternIn, usdIn };
}

describe("ConstantProductPool", () => {
  it("keeps every unit: reserves change by what was paid in and out", () => {
    fc.assert(
      fc.property(reserves, trades, (terms, list) => {
        const pool = new ConstantProductPool(terms);
        const { lanternIn, usdIn } = trade(pool, list);
        expect(pool.lanternBase).toBe(terms.lanternBase + lanternIn);
        expect(pool.usdMicro).toBe(terms.usdMicro + usdIn);
      }),
    );
  });

  it("never lets the product of its reserves fall, to the unit", () => {
    fc.assert(
      fc.property(reserves, trades, (terms, list) => {
        const pool = new ConstantProductPool(terms);
        for (const one of list) {
          const before = BigInt(pool.lanternBase) * BigInt(pool.usdMicro);
          trade(pool, [one]);
          expect(BigInt(pool.lanternBase) * BigInt(pool.usdMicro) >= before).toBe(true);
        }
      }),
    );
  });

  it("pays a round trip back less than was put in, by about two fees where the trade is small", () => {
    const pool = new ConstantProductPool({ lanternBase: 5e13, usdMicro: 5.75e10, feeBps: 25 });
    const back = pool.sell(pool.buy(1e6));
    expect(back).toBeLessThan(1e6);
    expect(back / 1e6).toBeCloseTo(1 - 0.005, 3);
  });

  it("moves the price by the textbook amount, and `usdToReach` to where it says", () => {
    const pool = new ConstantProductPool({ lanternBase: 5e13, usdMicro: 5.75e10, feeBps: 0 });
    expect(pool.priceUsd()).toBeCloseTo(0.00115, 12);
    pool.sell(5e13);
    expect(pool.priceUsd()).toBeCloseTo(0.00115 / 4, 9);
    pool.buy(pool.usdToReach(0.002));
    expect(pool.priceUsd()).toBeCloseTo(0.002, 9);
    expect(pool.usdToReach(0.001)).toBe(0);
  });
});

describe("WeightedPool", () => {
  const weights = fc.double({ min: 0.05, max: 0.96, noNaN: true });

  it("keeps every unit, and its invariant does not fall", () => {
    fc.assert(
      fc.property(reserves, weights, trades, (terms, weight, list) => {
        const pool = new WeightedPool(terms, weight);
        const invariant = () => weight * Math.log(pool.lanternBase) + (1 - weight) * Math.log(pool.usdMicro);
        const before = invariant();
        const { lanternIn, usdIn } = trade(
          pool,
          list.filter(({ sell }) => !sell),
        );
        expect(pool.lanternBase).toBe(terms.lanternBase + lanternIn);
        expect(pool.usdMicro).toBe(terms.usdMicro + usdIn);
        expect(invariant()).toBeGreaterThanOrEqual(before - 1e-9);
      }),
    );
  });

  it("prices as the constant-product pool at even weights", () => {
    const terms = { lanternBase: 5e13, usdMicro: 5.75e10, feeBps: 25 };
    const [weighted, plain] = [new WeightedPool(terms, 0.5), new ConstantProductPool(terms)];
    expect(weighted.priceUsd()).toBeCloseTo(plain.priceUsd(), 15);
    const [a, b] = [weighted.buy(1e9), plain.buy(1e9)];
    expect(Math.abs(a / b - 1)).toBeLessThan(1e-9);
    expect(a).toBeLessThanOrEqual(b);
  });

  it("gets cheaper as LANTERN's weight falls, and reaches the price that it is asked for", () => {
    const pool = new WeightedPool({ lanternBase: 4e13, usdMicro: 4e9, feeBps: 0 }, 0.96);
    const dear = pool.priceUsd();
    pool.setLanternWeight(launchWeight(36, 72, 0.96, 0.5));
    expect(pool.lanternWeight).toBeCloseTo(0.73, 12);
    expect(pool.priceUsd()).toBeLessThan(dear / 5);
    pool.buy(pool.usdToReach(dear));
    expect(pool.priceUsd() / dear).toBeCloseTo(1, 6);
  });
});

describe("sellSequence", () => {
  it("gives each sale less a unit than the one before, and the parts sum to the whole", () => {
    const pool = new ConstantProductPool({ lanternBase: 5e13, usdMicro: 5.75e10, feeBps: 25 });
    const sale = sellSequence(pool, [1e12, 1e12, 1e12]);
    expect(sale.paidMicro[0]).toBeGreaterThan(sale.paidMicro[1]);
    expect(sale.paidMicro[1]).toBeGreaterThan(sale.paidMicro[2]);
    expect(sale.usdMicro).toBe(sale.paidMicro[0] + sale.paidMicro[1] + sale.paidMicro[2]);
    expect(sale.shortfallShare).toBeGreaterThan(0.05);
    expect(sale.shortfallShare).toBeLessThan(0.07);
    expect(sellSequence(pool, []).realisedPriceUsd).toBe(pool.priceUsd());
  });
});

describe("processes of the market", () => {
  it("bridges shares of what is here and away, never more than there is", () => {
    expect(bridgeFlow(1_000_001, 500, 0.01, 0.02)).toEqual({ outBase: 10_000, backBase: 10 });
    expect(bridgeFlow(9, 9, 1, 1)).toEqual({ outBase: 9, backBase: 9 });
  });

  it("draws a price path that a longer run begins with too, and a straight one without volatility", () => {
    const process = { startUsd: 150, driftYear: 0.1, volatilityYear: 0.8 };
    expect([...pricePath(process, 50, 7)]).toEqual([...pricePath(process, 100, 7)].slice(0, 50));
    expect(pricePath(process, 50, 8)[49]).not.toBe(pricePath(process, 50, 7)[49]);
    expect(pricePath({ ...process, volatilityYear: 0 }, 366, 7)[365]).toBeCloseTo(150 * Math.exp(0.1), 9);
  });

  it("feels nothing while speculation is off, and tends to what growth justifies while it is on", () => {
    expect(nextSentiment(0.5, 1, { growthResponse: 0, forgetShare: 0.1, noise: 0 }, 1, 1)).toBe(0);
    let sentiment = 0;
    for (let day = 0; day < 200; day++)
      sentiment = nextSentiment(sentiment, 0.5, { growthResponse: 0.02, forgetShare: 0.1, noise: 0 }, 1, day);
    expect(sentiment).toBeCloseTo(0.01, 6);
  });
});

describe("LaunchBidders", () => {
  const crowd = {
    bidderCount: 200,
    budgetMicro: 5e10,
    valuationUsd: 0.002,
    valuationSigma: 0.5,
    sniperShare: 0.1,
    arrivalHours: 48,
  };

  it("never spend more than they bring, nor lift the price above the dearest valuation", () => {
    const pool = new ConstantProductPool({ lanternBase: 5e13, usdMicro: 5.75e10, feeBps: 25 });
    const bidders = new LaunchBidders(crowd, 25, 3);
    let boughtBase = 0;
    for (let hour = 0; hour < 72; hour++) boughtBase += bidders.trade(pool, hour);
    const paid = bidders.paidMicro.reduce((sum, value) => sum + value, 0);
    expect(paid).toBeGreaterThan(1e9);
    expect(paid).toBeLessThanOrEqual(crowd.budgetMicro);
    expect(bidders.boughtBase.reduce((sum, value) => sum + value, 0)).toBe(boughtBase);
    expect(pool.lanternBase).toBe(5e13 - boughtBase);
  });

  it("let snipers buy before the rest", () => {
    const pool = new ConstantProductPool({ lanternBase: 5e13, usdMicro: 5.75e10, feeBps: 25 });
    const bidders = new LaunchBidders(crowd, 25, 3);
    bidders.trade(pool, 0);
    expect(bidders.boughtBase.some((bought) => bought > 0)).toBe(true);
    for (let bidder = 0; bidder < bidders.count; bidder++)
      if (bidders.boughtBase[bidder] > 0) expect(bidders.snipers[bidder]).toBe(1);
  });
});
