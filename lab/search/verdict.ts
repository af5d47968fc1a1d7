import type { Estimate } from "../../scenarios/result.ts";
import { normalOf } from "../../sim/random/counter-hash.ts";
import { tQuantile975 } from "../confidence.ts";

/** Degrees below which the expansion about the normal's quantile is too rough for levels beyond 97.5%. */
const DEGREES_MIN = 4;

/** Quantile of Student's t at `probability`, by Cornish and Fisher's expansion; from four degrees of freedom within 2% at 99.5%. */
export function tQuantile(probability: number, degrees: number): number {
  if (probability === 0.975) return tQuantile975(degrees);
  const z = normalOf(probability);
  const first = (z ** 3 + z) / 4;
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  const few = Math.max(degrees, DEGREES_MIN);
  return z + first / few + second / few ** 2 + third / few ** 3;
}

/**
 * Mean of `values` with an interval that holds with 95% for all `tests` of its kind together (Bonferroni). One value has no interval.
 * Source: no winner's curse: finalists are picked on other seeds than they are judged on
 */
export function estimateOf(values: readonly number[], tests = 1): Estimate {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n < 2) return { mean, ci95: null, n };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const half = tQuantile(1 - 0.025 / tests, n - 1) * Math.sqrt(variance / n);
  return { mean, ci95: [mean - half, mean + half], n };
}

/** The whole interval above zero. */
export function pays({ ci95 }: Estimate): boolean {
  return ci95 !== null && ci95[0] > 0;
}

/** The whole interval below zero. */
export function loses({ ci95 }: Estimate): boolean {
  return ci95 !== null && ci95[1] < 0;
}
