import { assert } from "../../base/assert.ts";
import { BPS_ONE, mulDivFloor } from "../../base/units.ts";
import type { MarketMaker } from "./market-maker.ts";

/** Reserves and fee of a constant-product pool. */
export interface PoolTerms {
  readonly lanternBase: number;
  readonly usdMicro: number;
  /** Fee on what is paid in, basis points; it stays in the pool. */
  readonly feeBps: number;
}

/**
 * What a constant-product pool pays out of `reserveOut` for `paidIn`, exact and rounded down, so that the product of the reserves
 * never falls. Source: H. Adams et al., Uniswap v2 core, 2020, section 3.2.1 (the fee is taken from the input)
 */
export function constantProductOut(paidIn: number, reserveIn: number, reserveOut: number, feeBps: number): number {
  const net = mulDivFloor(paidIn, BPS_ONE - feeBps, BPS_ONE);
  return net === 0 ? 0 : mulDivFloor(reserveOut, net, reserveIn + net);
}

/**
 * x y = k with a fee, in whole units; the simple pool of the seed's first open question.
 * Asserts that both reserves stay above zero. Source: seed 004, liquidity bootstrapping; ASSUMPTIONS.md#market-pool
 */
export class ConstantProductPool implements MarketMaker {
  private lantern: number;
  private usd: number;
  private readonly feeBps: number;

  constructor({ lanternBase, usdMicro, feeBps }: PoolTerms) {
    assert(lanternBase > 0 && usdMicro > 0, "a pool begins with both sides");
    assert(feeBps >= 0 && feeBps < BPS_ONE, "a fee is less than the whole");
    this.lantern = lanternBase;
    this.usd = usdMicro;
    this.feeBps = feeBps;
  }

  get lanternBase(): number {
    return this.lantern;
  }

  get usdMicro(): number {
    return this.usd;
  }

  priceUsd(): number {
    return this.usd / this.lantern;
  }

  sell(lanternBase: number): number {
    assert(Number.isSafeInteger(lanternBase) && lanternBase >= 0, "a sale is a whole amount");
    const out = constantProductOut(lanternBase, this.lantern, this.usd, this.feeBps);
    assert(out < this.usd, "a sale never empties the pool");
    this.lantern += lanternBase;
    this.usd -= out;
    return out;
  }

  buy(usdMicro: number): number {
    assert(Number.isSafeInteger(usdMicro) && usdMicro >= 0, "a purchase is a whole amount");
    const out = constantProductOut(usdMicro, this.usd, this.lantern, this.feeBps);
    assert(out < this.lantern, "a purchase never empties the pool");
    this.usd += usdMicro;
    this.lantern -= out;
    return out;
  }

  usdToReach(priceUsd: number): number {
    // Along x y = k the price goes with the square of y.
    const factor = Math.sqrt(priceUsd / this.priceUsd());
    return factor <= 1 ? 0 : Math.floor(this.usd * (factor - 1));
  }
}
