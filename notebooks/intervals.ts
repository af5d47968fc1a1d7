import * as Plot from "@observablehq/plot";
import type { FigureView } from "../reports/figure.ts";
import { axisText } from "../reports/number-text.ts";
import { labelRoom, spreadLabels, zeroDomain } from "../reports/time-lines.ts";
import type { Estimate } from "../scenarios/result.ts";

type Draw = NonNullable<FigureView["draw"]>;

/** A named mean with its interval. */
export interface IntervalRow {
  readonly label: string;
  readonly estimate: Estimate;
  /** CSS colour, as `inkOf` gives it. */
  readonly ink: string;
}

/** A mean with its interval at each of several numbers. */
export interface IntervalLine {
  readonly label: string;
  readonly ink: string;
  readonly points: readonly { readonly x: number; readonly estimate: Estimate }[];
}

const ROW_HEIGHT = 26;
const PIXELS_PER_CHARACTER = 6.8;
const HEIGHT = 280;
const MARGIN_TOP = 24;
const MARGIN_BOTTOM = 44;

/** One row each, mean and 95% interval on one axis that holds zero. `unit` labels the axis. */
export function intervalRows(rows: readonly IntervalRow[], unit: string): Draw {
  const drawn = rows.map((row) => ({ ...row, ...edgesOf(row.estimate) }));
  return (frame) => [
    {
      width: frame.width,
      height: 56 + ROW_HEIGHT * rows.length,
      marginTop: 12,
      marginBottom: MARGIN_BOTTOM,
      marginLeft: 14 + PIXELS_PER_CHARACTER * Math.max(...rows.map(({ label }) => label.length)),
      marginRight: 24,
      x: {
        domain: zeroDomain(drawn.flatMap(({ low, high }) => [low, high])),
        nice: true,
        grid: true,
        label: unit,
        labelAnchor: "center",
        labelArrow: "none",
        ticks: frame.narrow ? 3 : 7,
        tickFormat: axisText,
      },
      y: { domain: rows.map(({ label }) => label), label: null, tickSize: 0 },
      marks: [
        Plot.ruleX([0], { stroke: "currentColor", strokeOpacity: 0.6 }),
        Plot.ruleY(drawn, { y: "label", x1: "low", x2: "high", stroke: "ink", strokeWidth: 4, strokeOpacity: 0.45 }),
        Plot.dot(drawn, { y: "label", x: "mean", fill: "ink", r: 4.5 }),
      ],
    },
  ];
}

/** Lines over a number, each mean with its 95% interval, named at their right ends. The axes are `x` and `y`, with units. */
export function intervalLines(
  lines: readonly IntervalLine[],
  labels: { readonly x: string; readonly y: string },
): Draw {
  const drawn = lines.map((line, index) => ({
    ...line,
    // Whiskers of lines that meet stand side by side.
    dx: 5 * (index - (lines.length - 1) / 2),
    points: line.points.map(({ x, estimate }) => ({ x, ...edgesOf(estimate) })),
  }));
  const edges = zeroDomain(drawn.flatMap(({ points }) => points.flatMap(({ low, high }) => [low, high])));
  const [bottom, top] = Plot.scale({ y: { domain: edges, nice: true } })?.domain ?? edges;
  const domain: readonly [number, number] = [Number(bottom), Number(top)];
  const inner = HEIGHT - MARGIN_TOP - MARGIN_BOTTOM;
  const wanted = drawn.map(
    ({ points }) => inner * (1 - ((points.at(-1)?.mean ?? 0) - domain[0]) / (domain[1] - domain[0])),
  );
  const placed = spreadLabels(wanted, inner);
  return (frame) => [
    {
      width: frame.width,
      height: HEIGHT,
      marginTop: MARGIN_TOP,
      marginBottom: MARGIN_BOTTOM,
      marginLeft: 56,
      marginRight: labelRoom(lines.map(({ label }) => label)) + 8,
      x: {
        label: labels.x,
        labelAnchor: "center",
        labelArrow: "none",
        ticks: frame.narrow ? 4 : 8,
        tickFormat: axisText,
        inset: 12,
      },
      y: { domain, label: labels.y, labelArrow: "none", grid: true, ticks: 5, tickFormat: axisText },
      marks: [
        Plot.ruleY([0], { stroke: "currentColor", strokeOpacity: 0.6 }),
        ...drawn.flatMap(({ points, ink, label, dx }, index) => [
          Plot.ruleX(points, { x: "x", y1: "low", y2: "high", dx, stroke: ink, strokeWidth: 3, strokeOpacity: 0.45 }),
          Plot.lineY(points, { x: "x", y: "mean", dx, stroke: ink, strokeWidth: 1.5 }),
          Plot.dot(points, { x: "x", y: "mean", dx, fill: ink, r: 4 }),
          Plot.text(points.slice(-1), {
            x: "x",
            y: "mean",
            text: () => label,
            textAnchor: "start",
            dx: 18,
            dy: Math.round(placed[index] - wanted[index]),
            fill: ink,
            fontWeight: 600,
          }),
        ]),
      ],
    },
  ];
}

/** Without an interval (one world) low and high are the mean. */
function edgesOf({ mean, ci95 }: Estimate): { readonly mean: number; readonly low: number; readonly high: number } {
  return { mean, low: ci95?.[0] ?? mean, high: ci95?.[1] ?? mean };
}
