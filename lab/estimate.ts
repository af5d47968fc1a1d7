import { assert } from "../base/assert.ts";
import type { Estimate, Estimates } from "../scenarios/result.ts";
import { tQuantile975 } from "./confidence.ts";
import type { Quantities } from "./quantities.ts";

/** Share of the worst outcomes that the conditional value at risk averages. Source: design note on attacks, CVaR */
const TAIL_SHARE = 0.05;
/** Below this the worst twentieth is less than one world. */
export const CVAR_WORLDS_MIN = 20;

/** Mean of `values` with its 95% interval by Student's t; undefined of nothing. Sums in the order given. */
export function meanEstimate(values: readonly number[]): Estimate | undefined {
  const n = values.length;
  if (n === 0) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { mean, ci95: null, n };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const half = tQuantile975(n - 1) * Math.sqrt(variance / n);
  return { mean, ci95: [mean - half, mean + half], n };
}

/**
 * Mean of the worst twentieth of `values` (conditional value at risk, 5%): the value on the edge counts with the part of it that
 * falls inside. Null below `CVAR_WORLDS_MIN` values.
 */
export function cvar5(values: readonly number[]): number | null {
  if (values.length < CVAR_WORLDS_MIN) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const weight = sorted.length * TAIL_SHARE;
  const whole = Math.floor(weight);
  const inside = sorted.slice(0, whole).reduce((sum, value) => sum + value, 0);
  return (inside + (weight - whole) * sorted[whole]) / weight;
}

/** Estimates of every quantity that has a value in some world, in the order in which they first appear. */
export function estimatesOf(worlds: readonly (Quantities | undefined)[]): Estimates {
  return collected(worlds.map((world) => world ?? {}));
}

/** Estimates of `worlds` less `baselines`, world by world: pairs of which both have the quantity. Lengths are equal. */
export function pairedDifferences(
  worlds: readonly (Quantities | undefined)[],
  baselines: readonly (Quantities | undefined)[],
): Estimates {
  assert(worlds.length === baselines.length, "pairs need as many worlds as baselines");
  return collected(
    worlds.map((world = {}, index) => {
      const baseline = baselines[index] ?? {};
      return Object.fromEntries(
        Object.entries(world).map(([name, value]) => {
          const below = baseline[name] ?? null;
          return [name, value === null || below === null ? null : value - below];
        }),
      );
    }),
  );
}

function collected(worlds: readonly Quantities[]): Estimates {
  const names = new Set(worlds.flatMap((world) => Object.keys(world)));
  const entries = [...names].flatMap((name) => {
    const values = worlds.map((world) => world[name] ?? null).filter((value) => value !== null);
    const estimate = meanEstimate(values);
    return estimate === undefined ? [] : [[name, estimate] as const];
  });
  return Object.fromEntries(entries);
}
