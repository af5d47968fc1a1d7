/** Ascending copy of the finite values. */
export function sortedFinite(values: readonly number[]): readonly number[] {
  return values.filter((value) => Number.isFinite(value)).sort((a, b) => a - b);
}

/** Quantile `p` (0 to 1) of ascending `sorted`, linear between ranks; null where there is nothing. Source: R type 7. */
export function quantileOf(sorted: readonly number[], p: number): number | null {
  if (sorted.length === 0) return null;
  const position = p * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] ?? 0;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? low;
  return low + (high - low) * (position - below);
}

/** What a spread figure draws of one group. */
export interface Spread {
  readonly group: string;
  readonly count: number;
  readonly p5: number;
  readonly p25: number;
  readonly p50: number;
  readonly p75: number;
  readonly p95: number;
  readonly mean: number;
}

/** Spread of `values`; null where none is finite. */
export function spreadOf(group: string, values: readonly number[]): Spread | null {
  const sorted = sortedFinite(values);
  if (sorted.length === 0) return null;
  const at = (p: number) => quantileOf(sorted, p) ?? 0;
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  return { group, count: sorted.length, p5: at(0.05), p25: at(0.25), p50: at(0.5), p75: at(0.75), p95: at(0.95), mean };
}

/** Share of the total that the poorest share of the values holds, at `steps` + 1 even shares from 0 to 1; empty if the total is zero. */
export function lorenzCurve(
  values: readonly number[],
  steps: number,
): readonly { readonly share: number; readonly held: number }[] {
  const sorted = sortedFinite(values);
  const sums = new Float64Array(sorted.length + 1);
  sorted.forEach((value, index) => {
    sums[index + 1] = (sums[index] ?? 0) + value;
  });
  const total = sums[sorted.length] ?? 0;
  if (total <= 0) return [];
  return Array.from({ length: steps + 1 }, (_, step) => {
    const position = (step / steps) * sorted.length;
    const below = Math.floor(position);
    const low = sums[below] ?? total;
    const high = sums[Math.min(below + 1, sorted.length)] ?? total;
    return { share: step / steps, held: (low + (high - low) * (position - below)) / total };
  });
}
