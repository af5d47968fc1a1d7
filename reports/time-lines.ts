import * as Plot from "@observablehq/plot";
import type { Frame } from "./figure.ts";
import { axisText } from "./number-text.ts";
import type { PhaseChange } from "./run-facts.ts";

export interface TimePoint {
  readonly day: number;
  readonly value: number;
}

/** One line with its label at its end. */
export interface TimeSeries {
  readonly label: string;
  /** CSS colour. */
  readonly ink: string;
  /** SVG dash array; a second way than colour to tell lines apart. */
  readonly dash?: string;
  readonly points: readonly TimePoint[];
}

export interface TimeBand {
  readonly ink: string;
  readonly points: readonly { readonly day: number; readonly low: number; readonly high: number }[];
}

export interface TimePanel {
  readonly series: readonly TimeSeries[];
  readonly bands?: readonly TimeBand[];
  readonly phases: readonly PhaseChange[];
  readonly yLabel: string;
  readonly height?: number;
  /** Last day on the axis; else the last point's. */
  readonly dayMax?: number;
  readonly yText?: (value: number) => string;
  readonly extra?: readonly Plot.Markish[];
}

const MARGIN_TOP = 34;
const MARGIN_BOTTOM = 40;
const CHARACTER_WIDTH = 7.1;
const LABEL_GAP = 14;
/** Up to this many points a line also shows its points, so that one epoch is visible at all. */
const DOTTED_POINTS_MAX = 10;

/** Domain with zero in it, never empty: lines are compared by their distance from the axis. */
export function zeroDomain(values: readonly number[]): [number, number] {
  const finite = values.filter((value) => Number.isFinite(value));
  const low = Math.min(0, ...finite);
  const high = Math.max(0, ...finite);
  return low === high ? [0, 1] : [low, high];
}

/** Room in pixels for the labels at the right end. */
export function labelRoom(labels: readonly string[]): number {
  return Math.max(12, ...labels.map((label) => Math.ceil(label.length * CHARACTER_WIDTH) + 12));
}

/**
 * Vertical positions at least `gap` apart and inside 0 to `height`, in the order of `wanted` and as near to it as one sweep
 * down and one up bring them.
 */
export function spreadLabels(wanted: readonly number[], height: number, gap = LABEL_GAP): readonly number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0) || a - b);
  const placed = wanted.map((y) => Math.min(Math.max(y, 0), height));
  let floor = Number.NEGATIVE_INFINITY;
  for (const index of order) {
    floor = Math.max(placed[index] ?? 0, floor);
    placed[index] = floor;
    floor += gap;
  }
  let ceiling = height;
  for (const index of order.toReversed()) {
    ceiling = Math.min(placed[index] ?? 0, ceiling);
    placed[index] = ceiling;
    ceiling -= gap;
  }
  return placed;
}

/** Dashed rules where a phase begins, named at the top. */
export function phaseMarks(phases: readonly PhaseChange[], scale = 1): readonly Plot.Markish[] {
  if (phases.length === 0) return [];
  const at = phases.map((change) => ({ x: change.day * scale, text: `phase ${change.phase}` }));
  return [
    Plot.ruleX(at, { x: "x", stroke: "var(--muted)", strokeDasharray: "3,3" }),
    // In the margin above the frame, where no line can run through it.
    Plot.text(at, { x: "x", text: "text", frameAnchor: "top", lineAnchor: "bottom", dy: -4, fill: "var(--muted)" }),
  ];
}

/** Outline in the page's ground, so that text stays readable over lines. */
export const HALO = { stroke: "var(--ground)", strokeWidth: 4 } as const;

/** Labels at the last point of each line, moved apart where they would overlap. */
function endLabels(series: readonly TimeSeries[], domain: readonly [number, number], inner: number): Plot.Markish[] {
  const ends = series.flatMap((line) => {
    const last = line.points.at(-1);
    return last === undefined ? [] : [{ line, last }];
  });
  const toPixel = (value: number) => inner * (1 - (value - domain[0]) / (domain[1] - domain[0]));
  const wanted = ends.map(({ last }) => toPixel(last.value));
  const placed = spreadLabels(wanted, inner);
  return ends.map(({ line, last }, index) =>
    Plot.text([last], {
      x: "day",
      y: "value",
      text: () => line.label,
      textAnchor: "start",
      dx: 7,
      dy: Math.round((placed[index] ?? 0) - (wanted[index] ?? 0)),
      fill: line.ink,
      fontWeight: 600,
    }),
  );
}

/** A panel of lines over days, as every figure over time draws it. */
export function timePanel(panel: TimePanel, frame: Frame): Plot.PlotOptions {
  const series = panel.series.map((line) => ({ ...line, points: line.points.filter((p) => Number.isFinite(p.value)) }));
  const bands = (panel.bands ?? []).map((band) => ({
    ...band,
    points: band.points.filter((p) => Number.isFinite(p.low) && Number.isFinite(p.high)),
  }));
  const points = series.flatMap((line) => line.points);
  const domain = zeroDomain([
    ...points.map((p) => p.value),
    ...bands.flatMap((band) => band.points.flatMap((p) => [p.low, p.high])),
  ]);
  const dayMax = panel.dayMax ?? Math.max(1, ...points.map((p) => p.day));
  const height = panel.height ?? 240;
  return {
    width: frame.width,
    height,
    marginTop: MARGIN_TOP,
    marginBottom: MARGIN_BOTTOM,
    marginLeft: 56,
    marginRight: labelRoom(series.map((line) => line.label)),
    x: {
      domain: [0, dayMax],
      label: "day of the run",
      labelAnchor: "center",
      labelArrow: "none",
      tickFormat: axisText,
      ticks: frame.width < 500 ? 4 : 8,
    },
    y: { domain, label: panel.yLabel, grid: true, ticks: 4, tickFormat: panel.yText ?? axisText },
    marks: [
      ...bands.map((band) =>
        Plot.areaY(band.points, { x: "day", y1: "low", y2: "high", fill: band.ink, fillOpacity: 0.18 }),
      ),
      Plot.ruleY([0], { stroke: "currentColor", strokeOpacity: 0.5 }),
      ...phaseMarks(panel.phases),
      ...series.map((line) =>
        Plot.lineY(line.points, { x: "day", y: "value", stroke: line.ink, strokeWidth: 2, strokeDasharray: line.dash }),
      ),
      ...series
        .filter((line) => line.points.length <= DOTTED_POINTS_MAX)
        .map((line) => Plot.dot(line.points, { x: "day", y: "value", fill: line.ink, r: 2.2 })),
      ...(panel.extra ?? []),
      ...endLabels(series, domain, height - MARGIN_TOP - MARGIN_BOTTOM),
    ],
  };
}
