import type { MarketMaker } from "./market-maker.ts";

/** What selling amounts one after the other came to. */
export interface SaleResult {
  /** USD micros for each amount, in their order. */
  readonly paidMicro: readonly number[];
  readonly usdMicro: number;
  /** USD a LANTERN over the whole sequence; the price before it where nothing was sold. */
  readonly realisedPriceUsd: number;
  /** How far the realised price fell short of the price before, 0 to 1: fee and price impact. */
  readonly shortfallShare: number;
}

/** Sells `amountsBase` to `maker` one after the other: the later ones get the lower price. */
export function sellSequence(maker: MarketMaker, amountsBase: readonly number[]): SaleResult {
  const priceBefore = maker.priceUsd();
  const paidMicro = amountsBase.map((amountBase) => maker.sell(amountBase));
  const usdMicro = paidMicro.reduce((sum, paid) => sum + paid, 0);
  const soldBase = amountsBase.reduce((sum, amount) => sum + amount, 0);
  const realisedPriceUsd = soldBase === 0 ? priceBefore : usdMicro / soldBase;
  return { paidMicro, usdMicro, realisedPriceUsd, shortfallShare: 1 - realisedPriceUsd / priceBefore };
}
