import type { Estimate } from "../scenarios/result.ts";
import type { SweepPoint, SweepResult } from "../scenarios/sweep-result.ts";
import { figureText, shareText, THIN_SPACE } from "./number-text.ts";
import { inkOf, strategyInk } from "./palette.ts";
import { strategyTitle } from "./run-facts.ts";

/** A quantity that a sweep shows first. */
export interface SweepHeadline {
  /** Dotted name in the estimates. */
  readonly quantity: string;
  /** Subject of a sentence, capitalised. */
  readonly title: string;
  /** Of the scaled value; empty for shares, which print as percentages. */
  readonly unit: string;
  /** Times the estimate gives the value in `unit`. */
  readonly scale: number;
  /** CSS colour. */
  readonly ink: string;
}

const LANTERN_PER_BASE = 1e-6;

const FIXED: readonly (readonly [quantity: string, title: string, unit: string, scale: number, ink: string])[] = [
  ["emission.mintedBase", "Emission minted", "LANTERN", LANTERN_PER_BASE, inkOf("minted")],
  ["emission.lanternPerGb", "Pay of a verified GB", "LANTERN", 1, inkOf("measure")],
  [
    "peers.honest.rewardPerPeerP50Base",
    "Reward of the median honest peer",
    "LANTERN",
    LANTERN_PER_BASE,
    inkOf("honest"),
  ],
  ["peers.honest.falseSlashes", "Honest peers slashed", "peers", 1, inkOf("honest")],
  ["service.blockedShare", "Share of sessions blocked", "", 1, inkOf("measure")],
  ["service.throughputBpsP50", "Median throughput", "Mbit/s", 1e-6, inkOf("direct")],
  ["sampling.sampledShare", "Share of sessions sampled", "", 1, inkOf("egress")],
  ["sampling.egressBytes", "Egress load", "GB", 1e-9, inkOf("egress")],
];

/** The headline quantities that have a value at some point: the network's, then each attack's profit. */
export function sweepHeadlines(result: SweepResult): readonly SweepHeadline[] {
  const names = new Set(result.points.flatMap(({ estimates }) => Object.keys(estimates)));
  const attacks = [...names].flatMap((name) => /^attacks\.(.+)\.profitUsd$/.exec(name)?.[1] ?? []);
  const profits = attacks.map(
    (strategy): SweepHeadline => ({
      quantity: `attacks.${strategy}.profitUsd`,
      title: `Profit of ${strategyTitle(strategy).toLowerCase()}`,
      unit: "USD",
      scale: 1,
      ink: strategyInk(strategy, attacks),
    }),
  );
  const fixed = FIXED.map(([quantity, title, unit, scale, ink]): SweepHeadline => {
    return { quantity, title, unit, scale, ink };
  });
  return [...fixed.filter(({ quantity }) => names.has(quantity)), ...profits];
}

/** A value as the headline prints it, without its unit; `value` as the estimate gives it. */
export function headlineValue({ unit, scale }: SweepHeadline, value: number): string {
  return unit === "" ? signedShare(value) : figureText(value * scale);
}

function signedShare(value: number): string {
  return value < 0 ? `−${shareText(-value)}` : shareText(value);
}

/** `5.1 (4.8 to 5.4) LANTERN`; an en dash of nothing, no brackets below two worlds. */
export function estimateText(headline: SweepHeadline, estimate: Estimate | undefined): string {
  if (estimate === undefined) return "–";
  const unit = headline.unit === "" ? "" : `${THIN_SPACE}${headline.unit}`;
  return `${intervalText(headline, estimate)}${unit}`;
}

/** As `estimateText`, of a difference: that of two shares is in percentage points. */
export function differenceText(headline: SweepHeadline, difference: Estimate): string {
  if (headline.unit !== "") return estimateText(headline, difference);
  return estimateText({ ...headline, unit: "points", scale: 100 }, difference);
}

function intervalText(headline: SweepHeadline, { mean, ci95 }: Estimate): string {
  const text = (value: number) => headlineValue(headline, value);
  return ci95 === null ? text(mean) : `${text(mean)} (${text(ci95[0])} to ${text(ci95[1])})`;
}

/** Whether the interval of a difference leaves zero out. */
export function isMeasurable(difference: Estimate | undefined): boolean {
  if (difference?.ci95 == null) return false;
  const [low, high] = difference.ci95;
  return low > 0 || high < 0;
}

/** Points on the first axis with the other axes at their first value, in the axis' order: what findings speak of. */
export function firstLine({ axes, points }: SweepResult): readonly SweepPoint[] {
  return points.filter(({ values }) => axes.slice(1).every(({ path, values: [first] }) => values[path] === first));
}

/** Whether every world of every point has the quantity of its seed's world at the first point. */
export function isConstant({ points, seeds }: SweepResult, { quantity }: SweepHeadline): boolean {
  return points.slice(1).every(({ differences }) => {
    const difference = differences[quantity];
    return difference?.n === seeds && difference.mean === 0 && (difference.ci95?.every((edge) => edge === 0) ?? true);
  });
}

/**
 * The point of the first line that findings compare with the first one: its end, or, where the end does not differ measurably and
 * points between do, the one of them that differs most.
 */
export function farPoint(result: SweepResult, { quantity }: SweepHeadline): SweepPoint | undefined {
  const line = firstLine(result);
  const end = line.at(-1);
  if (isMeasurable(end?.differences[quantity])) return end;
  const size = (point: SweepPoint) => Math.abs(point.differences[quantity]?.mean ?? 0);
  const between = line.filter(({ differences }) => isMeasurable(differences[quantity]));
  return between.sort((a, b) => size(b) - size(a))[0] ?? end;
}

/** What happens to a quantity along the first axis, as a sentence without its full stop. */
export function headlineFinding(result: SweepResult, headline: SweepHeadline): string {
  const [axis, ...others] = result.axes;
  const line = firstLine(result);
  const [first, last] = [line[0], farPoint(result, headline)];
  const before = first?.estimates[headline.quantity];
  const after = last?.estimates[headline.quantity];
  const from = axis.values[0] ?? "";
  const to = last?.values[axis.path] ?? "";
  if (result.points.length > 1 && before !== undefined && isConstant(result, headline))
    return `${headline.title} is ${estimateText(headline, before)} at every point`;
  if (before === undefined || after === undefined) return `${headline.title}: not in at both ends of ${axis.path}`;
  if (line.length === 1) return `${headline.title} is ${estimateText(headline, before)} at ${axis.path} ${from}`;
  const difference = last?.differences[headline.quantity];
  if (difference?.ci95 == null) {
    const ends = `${estimateText(headline, before)} at ${from}, ${estimateText(headline, after)} at ${to}`;
    return `${headline.title} is ${ends} (one world each, no interval)`;
  }
  const rest = others.map(({ path, values: [value] }) => `${path} ${value}`).join(", ");
  const walk = `as ${axis.path} goes from ${from} to ${to}${rest === "" ? "" : ` at ${rest}`}`;
  if (difference.mean === 0 && difference.ci95[0] === 0 && difference.ci95[1] === 0)
    return `${headline.title} stays at ${estimateText(headline, before)} ${walk}`;
  if (!isMeasurable(difference))
    return `${headline.title} does not move measurably ${walk}: by ${differenceText(headline, difference)}`;
  const size = { ...difference, mean: Math.abs(difference.mean), ci95: absolute(difference.ci95) };
  const verb = difference.mean > 0 ? "rises" : "falls";
  return `${headline.title} ${verb} by ${differenceText(headline, size)} from ${estimateText(headline, { ...before, ci95: null })} ${walk}`;
}

function absolute([low, high]: readonly [number, number]): readonly [number, number] {
  return high < 0 ? [-high, -low] : [low, high];
}
