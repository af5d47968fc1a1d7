import { assert } from "../../base/assert.ts";
import { BPS_ONE } from "../../base/units.ts";
import type { PoolTerms } from "./constant-product-pool.ts";
import type { MarketMaker } from "./market-maker.ts";

/**
 * What a weighted pool pays out: B_out (1 - (B_in / (B_in + net))^(w_in / w_out)). In floats, rounded down and less one unit in 2^40,
 * so that rounding of the power cannot pay out more than the invariant allows.
 * Source: F. Martinelli, N. Mushegian, Balancer whitepaper, 2019, "out-given-in"
 */
export function weightedOut(net: number, reserveIn: number, reserveOut: number, weightRatio: number): number {
  // expm1 and log1p keep small trades exact where 1 - x^w would cancel.
  const share = -Math.expm1(-weightRatio * Math.log1p(net / reserveIn));
  return Math.max(0, Math.floor(reserveOut * share * (1 - 2 ** -40)));
}

/**
 * A pool whose weights move over time: LANTERN begins heavy and its weight falls, which lowers the price until somebody buys.
 * At weights of a half each it prices as the constant-product pool with the same reserves.
 * Source: Balancer, liquidity bootstrapping pools; seed 004, open question 1; ASSUMPTIONS.md#market-lbp
 */
export class WeightedPool implements MarketMaker {
  private lantern: number;
  private usd: number;
  private weight: number;
  private readonly feeBps: number;

  /** `lanternWeight` is LANTERN's share of the pool's weight, above 0 and below 1. */
  constructor({ lanternBase, usdMicro, feeBps }: PoolTerms, lanternWeight: number) {
    assert(lanternBase > 0 && usdMicro > 0, "a pool begins with both sides");
    assert(feeBps >= 0 && feeBps < BPS_ONE, "a fee is less than the whole");
    this.lantern = lanternBase;
    this.usd = usdMicro;
    this.feeBps = feeBps;
    this.weight = 0.5;
    this.setLanternWeight(lanternWeight);
  }

  get lanternBase(): number {
    return this.lantern;
  }

  get usdMicro(): number {
    return this.usd;
  }

  get lanternWeight(): number {
    return this.weight;
  }

  /** Moves the weights; the price jumps, the reserves stay. */
  setLanternWeight(lanternWeight: number): void {
    assert(lanternWeight > 0 && lanternWeight < 1, "a weight lies between 0 and 1");
    this.weight = lanternWeight;
  }

  priceUsd(): number {
    return this.usd / (1 - this.weight) / (this.lantern / this.weight);
  }

  sell(lanternBase: number): number {
    assert(Number.isSafeInteger(lanternBase) && lanternBase >= 0, "a sale is a whole amount");
    const out = weightedOut(this.net(lanternBase), this.lantern, this.usd, this.weight / (1 - this.weight));
    this.lantern += lanternBase;
    this.usd -= out;
    return out;
  }

  buy(usdMicro: number): number {
    assert(Number.isSafeInteger(usdMicro) && usdMicro >= 0, "a purchase is a whole amount");
    const out = weightedOut(this.net(usdMicro), this.usd, this.lantern, (1 - this.weight) / this.weight);
    this.usd += usdMicro;
    this.lantern -= out;
    return out;
  }

  usdToReach(priceUsd: number): number {
    const exponent = 1 / (1 + (1 - this.weight) / this.weight);
    const factor = (priceUsd / this.priceUsd()) ** exponent;
    return factor <= 1 ? 0 : Math.floor(this.usd * (factor - 1));
  }

  private net(paidIn: number): number {
    return Math.floor((paidIn * (BPS_ONE - this.feeBps)) / BPS_ONE);
  }
}

/** LANTERN's weight `elapsedUs` into a launch of `lengthUs`: linear from `from` to `to`, and `to` afterwards. */
export function launchWeight(elapsedUs: number, lengthUs: number, from: number, to: number): number {
  if (elapsedUs >= lengthUs) return to;
  return from + ((to - from) * elapsedUs) / lengthUs;
}
