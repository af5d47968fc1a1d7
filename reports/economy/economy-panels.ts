import * as Plot from "@observablehq/plot";
import type { EconomyResult } from "../../scenarios/economy/economy-result.ts";
import type { Figure, FigureView, Frame } from "../figure.ts";
import { axisText } from "../number-text.ts";
import { labelRoom, spreadLabels, type TimePanel, timePanel } from "../time-lines.ts";

/** A figure of an economy's page. */
export interface EconomyFigure extends Pick<Figure, "id" | "size"> {
  readonly section: "market" | "operators" | "service" | "answer";
  readonly view: (result: EconomyResult) => FigureView;
}

/** Time on an axis: years where the run is longer than two, else days. */
export interface Clock {
  readonly perDay: number;
  readonly label: string;
  readonly max: number;
  /** Where periods of the schedule begin, on this axis. */
  readonly marks: readonly number[];
}

/** The clock of a run, with a mark at each change of the schedule. */
export function clockOf({ tables, summary }: EconomyResult): Clock {
  const days = Math.max(1, ...tables.days.slice(-1).map(({ day }) => day));
  const long = days > 730;
  const perDay = long ? 1 / 365 : 1;
  const starts = summary.emission.perPeriod.map(({ startDay }) => startDay * perDay).filter((at) => at > 0);
  return { perDay, label: long ? "year of the run" : "day of the run", max: days * perDay, marks: starts };
}

/** Rows of the first variant; figures that do not compare variants draw it. */
export function firstVariant<Row extends { readonly variant: string }>(rows: readonly Row[]): readonly Row[] {
  const name = rows[0]?.variant;
  return rows.filter(({ variant }) => variant === name);
}

/** Every `step`-th row and the last: a line of thousands of points is not wider than the page. */
export function thinned<Row>(rows: readonly Row[], pointsMax = 400): readonly Row[] {
  const step = Math.ceil(rows.length / pointsMax);
  return rows.filter((_, index) => index % step === 0 || index === rows.length - 1);
}

/** Means of `value` over blocks of `width` rows, at the block's last row. */
export function blockMeans<Row extends { readonly day: number }>(
  rows: readonly Row[],
  width: number,
  value: (row: Row) => number,
): readonly { readonly day: number; readonly value: number }[] {
  const means: { day: number; value: number }[] = [];
  for (let start = 0; start < rows.length; start += width) {
    const block = rows.slice(start, start + width);
    const last = block.at(-1);
    if (last === undefined) continue;
    means.push({ day: last.day, value: block.reduce((sum, row) => sum + value(row), 0) / block.length });
  }
  return means;
}

/** Dashed rules where the schedule changes, named once in the margin above the frame. */
export function scheduleMarks({ marks }: Clock): readonly Plot.Markish[] {
  if (marks.length === 0) return [];
  const [first] = marks;
  return [
    Plot.ruleX(marks, { stroke: "var(--muted)", strokeDasharray: "3,3", strokeOpacity: 0.7 }),
    Plot.text([first], {
      x: (at: number) => at,
      text: () => "emission changes",
      frameAnchor: "top",
      lineAnchor: "bottom",
      textAnchor: "start",
      dx: -4,
      dy: -4,
      fill: "var(--muted)",
    }),
  ];
}

/** Lines over the run's clock; the points' `day` is in days. */
export function clockPanel(panel: Omit<TimePanel, "phases" | "dayMax">, clock: Clock, frame: Frame): Plot.PlotOptions {
  const scaled = <Point extends { readonly day: number }>(points: readonly Point[]) =>
    points.map((point) => ({ ...point, day: point.day * clock.perDay }));
  const options = timePanel(
    {
      ...panel,
      phases: [],
      dayMax: clock.max,
      series: panel.series.map((line) => ({ ...line, points: scaled(line.points) })),
      bands: (panel.bands ?? []).map((band) => ({ ...band, points: scaled(band.points) })),
      extra: [...(panel.extra ?? []), ...scheduleMarks(clock)],
    },
    frame,
  );
  return { ...options, x: { ...options.x, label: clock.label } };
}

/** One layer of a stack. */
export interface Layer {
  readonly label: string;
  readonly ink: string;
  readonly values: readonly number[];
}

const STACK_TOP = 34;
const STACK_BOTTOM = 40;

/** Stacked areas over time with each layer's name at its right end; layers that are never there are left out. */
export function stackPanel(
  days: readonly number[],
  layers: readonly Layer[],
  yLabel: string,
  clock: Clock,
  frame: Frame,
  height = 300,
): Plot.PlotOptions {
  const drawn = layers.filter(({ values }) => values.some((value) => value > 0));
  const sums = days.map((_, index) => drawn.reduce((sum, { values }) => sum + values[index], 0));
  const top = Math.max(...sums, 1e-9);
  const inner = height - STACK_TOP - STACK_BOTTOM;
  const floors = days.map(() => 0);
  const areas = drawn.map(({ values, ink }) => {
    const rows = days.map((day, index) => {
      const low = floors[index];
      floors[index] += values[index];
      return { day: day * clock.perDay, low, high: floors[index] };
    });
    return Plot.areaY(rows, { x: "day", y1: "low", y2: "high", fill: ink, fillOpacity: 0.7 });
  });
  return {
    width: frame.width,
    height,
    marginTop: STACK_TOP,
    marginBottom: STACK_BOTTOM,
    marginLeft: 56,
    marginRight: labelRoom(drawn.map(({ label }) => label)),
    x: {
      domain: [0, clock.max],
      label: clock.label,
      labelAnchor: "center",
      labelArrow: "none",
      tickFormat: axisText,
      ticks: frame.width < 500 ? 4 : 8,
    },
    y: { domain: [0, top], label: yLabel, grid: true, ticks: 4, tickFormat: axisText },
    marks: [
      ...areas,
      Plot.ruleY([0], { stroke: "currentColor", strokeOpacity: 0.5 }),
      ...scheduleMarks(clock),
      ...layerNames(drawn, top, inner),
    ],
  };
}

/** The name of each layer beside its end, moved apart where they would overlap; `inner` is the height that `top` fills. */
function layerNames(layers: readonly Layer[], top: number, inner: number): readonly Plot.Markish[] {
  let below = 0;
  const wanted = layers.map(({ values }) => {
    const value = values.at(-1) ?? 0;
    below += value;
    return inner * (1 - (below - value / 2) / top);
  });
  const placed = spreadLabels(wanted, inner);
  return layers.map(({ label, ink }, index) =>
    Plot.text([label], {
      frameAnchor: "top-right",
      textAnchor: "start",
      dx: 7,
      dy: Math.round(placed[index]) - 4,
      text: (d: string) => d,
      fill: ink,
      fontWeight: 600,
    }),
  );
}
