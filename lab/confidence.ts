/** Mean ratio of paired samples with its 95% interval. */
export interface RatioEstimate {
  readonly ratio: number;
  readonly ci95: readonly [number, number];
  readonly n: number;
}

/** Exact where the expansion is too rough: 1 to 3 degrees of freedom. */
const T_975_FEW = [12.706204736, 4.30265273, 3.182446305];

/** 97.5% quantile of Student's t: exact to 3 degrees of freedom, then Cornish-Fisher about the normal's, within 0.5%. */
export function tQuantile975(degrees: number): number {
  const exact = T_975_FEW[degrees - 1];
  if (exact !== undefined) return exact;
  const z = 1.959963984540054;
  const first = (z ** 3 + z) / 4;
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  return z + first / degrees + second / degrees ** 2 + third / degrees ** 3;
}

/**
 * Ratio of the sums of `above` over `below`, pairs by index, with a 95% interval by the delta method (linearised residuals) and
 * Student's t. Undefined below three pairs or where `below` sums to 0: no interval can be given.
 */
export function pairedRatio(above: readonly number[], below: readonly number[]): RatioEstimate | undefined {
  const n = above.length;
  const belowSum = below.reduce((sum, value) => sum + value, 0);
  if (n < 3 || belowSum === 0) return undefined;
  const ratio = above.reduce((sum, value) => sum + value, 0) / belowSum;
  const residuals = above.map((value, index) => value - ratio * below[index]);
  const variance = residuals.reduce((sum, value) => sum + value * value, 0) / (n - 1);
  const half = (tQuantile975(n - 1) * Math.sqrt(variance / n)) / (belowSum / n);
  return { ratio, ci95: [ratio - half, ratio + half], n };
}

/** Middle value (mean of the two middle ones); undefined of nothing. */
export function medianOf(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Gini coefficient of non-negative values: 0 all equal, towards 1 one has all; 0 when all are 0. */
export function giniOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const total = sorted.reduce((sum, value) => sum + value, 0);
  if (total === 0) return 0;
  const weighted = sorted.reduce((sum, value, index) => sum + (index + 1) * value, 0);
  return (2 * weighted) / (sorted.length * total) - (sorted.length + 1) / sorted.length;
}
