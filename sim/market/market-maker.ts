/**
 * A pool that trades LANTERN for USD. Both sides are whole units of 10^-6 (LANTERN base units, USD micros as USDC has them), so the
 * ratio of two amounts is a price in USD. Everything paid in stays in the pool, the fee included; nothing is made or lost.
 */
export interface MarketMaker {
  /** What the pool holds. */
  readonly lanternBase: number;
  readonly usdMicro: number;
  /** Marginal price, USD a LANTERN, before the fee. */
  priceUsd(): number;
  /** Takes LANTERN, returns the USD micros paid out, rounded down. */
  sell(lanternBase: number): number;
  /** Takes USD micros, returns the LANTERN base units paid out, rounded down. */
  buy(usdMicro: number): number;
  /** USD micros that lift the price to `priceUsd`; 0 where it stands there or above. Rounded down; the fee comes on top. */
  usdToReach(priceUsd: number): number;
}

export const MICROS_PER_USD = 1_000_000;
