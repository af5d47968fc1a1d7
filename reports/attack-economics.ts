import type { AttackSummary } from "../scenarios/result.ts";
import { lanternOf } from "./number-text.ts";

/** What decides an attack's profit at any token price. */
export interface Economics {
  readonly strategy: string;
  /** What is left in tokens: reward above the honest baseline, less slashed stake, less the cost of the staked capital. LANTERN. */
  readonly netLantern: number;
  /** Costs that do not move with the token's price: bandwidth, addresses, accounts, fees. */
  readonly fixedUsd: number;
}

export interface PricePoint {
  readonly price: number;
  readonly profit: number;
}

/** The books of `attack`, closed at `priceUsd`, taken apart into what is counted in tokens and what in USD. */
export function economicsOf(attack: AttackSummary, priceUsd: number): Economics {
  const { capital } = attack.costUsdByKind;
  const pay = lanternOf(attack.rewardBase) - lanternOf(attack.baselineRewardBase) - lanternOf(attack.slashedBase);
  const netLantern = pay - (priceUsd > 0 ? capital / priceUsd : 0);
  return { strategy: attack.strategy, netLantern, fixedUsd: attack.costUsd - capital };
}

/** USD: net tokens times price, less fixed costs. Nobody acts differently at another price. */
export function profitAtPrice(economics: Economics, priceUsd: number): number {
  return economics.netLantern * priceUsd - economics.fixedUsd;
}

/** Price of zero profit; null where none exists: nothing gained, or nothing spent but tokens. */
export function breakEvenPriceUsd(economics: Economics): number | null {
  return economics.netLantern > 0 && economics.fixedUsd > 0 ? economics.fixedUsd / economics.netLantern : null;
}

/** Profit at prices from `priceUsd` / 10^decades to `priceUsd` * 10^decades, evenly in the logarithm. */
export function priceCurve(
  economics: Economics,
  priceUsd: number,
  resolution: { readonly decades: number; readonly stepsPerDecade: number },
): readonly PricePoint[] {
  const { decades, stepsPerDecade } = resolution;
  return Array.from({ length: 2 * decades * stepsPerDecade + 1 }, (_, index) => {
    const price = priceUsd * 10 ** (index / stepsPerDecade - decades);
    return { price, profit: profitAtPrice(economics, price) };
  });
}

/** An axis that is logarithmic both ways from a small linear part around zero. */
export interface SymlogAxis {
  readonly bottom: number;
  readonly top: number;
  /** Half-width of the linear part: a thousandth of the larger extreme. */
  readonly linear: number;
}

/** The axis that holds `values` and zero; never empty. */
export function symlogAxis(values: readonly number[]): SymlogAxis {
  const top = Math.max(1e-6, ...values);
  const bottom = Math.min(0, ...values);
  return { bottom, top, linear: Math.max(top, -bottom) / 1_000 };
}

/** Position of `value` from 0 (bottom) to 1 (top): the same function as d3's symlog scale. */
export function symlogPosition(value: number, { bottom, top, linear }: SymlogAxis): number {
  const bent = (x: number) => Math.sign(x) * Math.log1p(Math.abs(x) / linear);
  return (bent(value) - bent(bottom)) / (bent(top) - bent(bottom));
}

/** Zero and powers of ten beyond the linear part, at most four on either side. */
export function symlogTicks({ bottom, top, linear }: SymlogAxis): readonly number[] {
  const powers = (limit: number) => {
    const low = Math.ceil(Math.log10(linear));
    const high = Math.floor(Math.log10(Math.max(limit, linear)));
    const step = Math.max(1, Math.ceil((high - low + 1) / 4));
    const count = Math.max(0, Math.floor((high - low) / step) + 1);
    return Array.from({ length: count }, (_, index) => 10 ** (high - index * step));
  };
  return [...powers(-bottom).map((tick) => -tick), 0, ...powers(top)];
}
