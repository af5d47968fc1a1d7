import * as Plot from "@observablehq/plot";
import type { PeerRow } from "../scenarios/result.ts";
import { type FigureView, type Frame, ONE_RUN, type RunResult } from "./figure.ts";
import { axisText, countText, figureText, lanternText, NO_VALUE } from "./number-text.ts";
import { type Spread, spreadOf } from "./quantiles.ts";
import { honestPeers, runDays } from "./run-facts.ts";

/** How a figure of the earnings' spread splits the honest peers. */
export interface Split {
  /** What the groups are, e.g. `tier`. */
  readonly noun: string;
  readonly groupOf: (peer: PeerRow) => string;
  /** Fixed order of the groups; else by median, highest first. */
  readonly order?: readonly string[];
  readonly inkOf: (group: string) => string;
}

const ROW_HEIGHT = 34;
const MARGIN_RIGHT = 62;

/** Spread of daily income (LANTERN) of each group that has a peer, in drawing order. */
export function incomeSpreads(run: RunResult, split: Split): readonly Spread[] {
  const days = runDays(run);
  const groups = Map.groupBy(honestPeers(run.tables.peers), split.groupOf);
  const spreads = [...groups].flatMap(
    ([group, peers]) =>
      spreadOf(
        group,
        peers.map((peer) => peer.rewardLantern / days),
      ) ?? [],
  );
  const { order } = split;
  if (order !== undefined) return spreads.sort((a, b) => order.indexOf(a.group) - order.indexOf(b.group));
  return spreads.sort((a, b) => b.p50 - a.p50 || (a.group < b.group ? -1 : 1));
}

function findingOf(spreads: readonly Spread[], noun: string): string {
  const ranked = spreads.toSorted((a, b) => b.p50 - a.p50);
  const best = ranked[0];
  const least = ranked.at(-1);
  if (best === undefined || least === undefined) return "No honest peer took part";
  if (best.p95 === 0) return `No honest peer earned anything in any ${noun}`;
  const earned = `the median ${best.group} peer earned ${lanternText(best.p50)} a day`;
  const opening = earned.charAt(0).toUpperCase() + earned.slice(1);
  if (best === least) return opening;
  if (least.p50 === 0) return `${opening}, the median ${least.group} peer none`;
  return `${opening}, ${figureText(best.p50 / least.p50)} times the median ${least.group} peer`;
}

/** Above this ratio of the largest 95th percentile to the smallest median, a linear axis would show one group alone. */
const LOG_RATIO = 40;

/** The axis of incomes: linear from zero, or logarithmic from a tenth of the smallest median. */
function incomeAxis(spreads: readonly Spread[]): {
  readonly log: boolean;
  readonly low: number;
  readonly high: number;
} {
  const high = Math.max(...spreads.map((spread) => spread.p95));
  const lowest = Math.min(...spreads.map((spread) => spread.p50));
  const log = lowest > 0 && high > LOG_RATIO * lowest;
  return { log, low: log ? lowest / 10 : 0, high: high > 0 ? high : 1 };
}

/** Powers of ten inside the axis. */
function decades(low: number, high: number): readonly number[] {
  const first = Math.ceil(Math.log10(low));
  return Array.from({ length: Math.floor(Math.log10(high)) - first + 1 }, (_, index) => 10 ** (first + index));
}

function options(spreads: readonly Spread[], split: Split, frame: Frame): Plot.PlotOptions {
  const { log, low, high } = incomeAxis(spreads);
  const ink = (spread: Spread) => split.inkOf(spread.group);
  const longest = Math.max(...spreads.map((spread) => spread.group.length));
  const from = (quantile: "p5" | "p25") => (spread: Spread) => Math.max(low, spread[quantile]);
  return {
    width: frame.width,
    height: 62 + ROW_HEIGHT * spreads.length,
    marginTop: 22,
    marginBottom: 40,
    marginLeft: Math.min(140, 16 + longest * 6.8),
    marginRight: MARGIN_RIGHT,
    x: {
      type: log ? "log" : "linear",
      domain: [low, high],
      label: log ? "LANTERN a day (log axis)" : "LANTERN a day",
      labelAnchor: "center",
      labelArrow: "none",
      grid: true,
      ticks: log ? [...decades(low, high)] : frame.narrow ? 4 : 5,
      // On a log scale a function is ignored in favour of d3's format, which leaves powers of ten as they are.
      tickFormat: log ? undefined : axisText,
    },
    y: { domain: spreads.map((spread) => spread.group), label: null, tickSize: 0 },
    marks: [
      ...(log ? [] : [Plot.ruleX([0], { stroke: "currentColor", strokeOpacity: 0.5 })]),
      Plot.ruleY(spreads, { y: "group", x1: from("p5"), x2: "p95", stroke: ink, strokeWidth: 2 }),
      Plot.ruleY(spreads, { y: "group", x1: from("p25"), x2: "p75", stroke: ink, strokeWidth: 11 }),
      Plot.dot(spreads, { y: "group", x: "p50", fill: "var(--ground)", stroke: ink, strokeWidth: 2.5, r: 5 }),
      Plot.text(spreads, {
        y: "group",
        frameAnchor: "right",
        textAnchor: "start",
        dx: 8,
        text: (d: Spread) => axisText(d.p50),
        fontWeight: 600,
      }),
      Plot.text(["median"], {
        text: (d: string) => d,
        frameAnchor: "top-right",
        textAnchor: "start",
        dx: 8,
        dy: -18,
        fill: "var(--muted)",
      }),
    ],
  };
}

/** The view of a figure that shows how daily income spreads within each group of honest peers. */
export function spreadView(run: RunResult, split: Split): FigureView {
  const spreads = incomeSpreads(run, split);
  const price = run.summary.tokenPriceUsd;
  const counts = spreads.map((spread) => `${spread.group} ${countText(spread.count)}`).join(", ");
  return {
    title: findingOf(spreads, split.noun),
    subtitle: `Daily income of honest peers by ${split.noun}, LANTERN: dot median, bar middle half, line 5th to 95th percentile`,
    note: `Spread over peers, not an interval. ${ONE_RUN}${spreads.length > 0 && incomeAxis(spreads).log ? " What lies below the log axis is drawn at its left end." : ""} Peers: ${counts === "" ? NO_VALUE : counts}.`,
    draw: spreads.length === 0 ? null : (frame) => [options(spreads, split, frame)],
    table: {
      caption: `Daily income of honest peers by ${split.noun}, LANTERN`,
      columns: [split.noun, "peers", "P5", "P25", "median", "P75", "P95", "mean", "median, USD"],
      rows: spreads.map((s) => [s.group, s.count, s.p5, s.p25, s.p50, s.p75, s.p95, s.mean, s.p50 * price]),
    },
  };
}
