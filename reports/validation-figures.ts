import * as Plot from "@observablehq/plot";
import type {
  ValidationMark,
  ValidationPoint,
  ValidationResult,
  ValidationRow,
} from "../scenarios/validation-result.ts";
import type { FigureView, Frame } from "./figure.ts";
import { axisText, figureText, shareText } from "./number-text.ts";
import { inkOf } from "./palette.ts";
import { MEASURED_INK, MODEL_INK, markText, SHARE_FIGURES, type ValidationFigure } from "./validation-shares.ts";

const MARK_INKS = {
  fitted: inkOf("measure"),
  "not-fitted": inkOf("attack-1"),
  "no-measurement": inkOf("scheduled"),
} as const satisfies Record<ValidationMark, string>;
const ROW_HEIGHT = 38;
const MARGIN_NARROW = 44;

/** Model over measured of a row with one measured value; null of others. */
export function ratioOf({ model, measured }: ValidationRow): number | null {
  if (measured === null || measured.low === null || measured.low !== measured.high) return null;
  return model / measured.low;
}

/** A ratio as a deviation in words: `0.7% above`. */
export function deviationText(ratio: number): string {
  if (Math.abs(ratio - 1) < 0.0005) return "equal";
  return `${shareText(Math.abs(ratio - 1))} ${ratio > 1 ? "above" : "below"}`;
}

function ratiosView({ rows }: ValidationResult): FigureView {
  const judged = rows.flatMap((row) => {
    const ratio = ratioOf(row);
    return ratio === null ? [] : [{ ...row, ratio, label: `${row.quantity}: ${deviationText(ratio)}` }];
  });
  const worst = (mark: ValidationMark) =>
    judged.filter((row) => row.mark === mark).reduce((most, { ratio }) => Math.max(most, Math.abs(Math.log(ratio))), 0);
  const factor = (mark: ValidationMark) => figureText(Math.exp(worst(mark)));
  return {
    title: `What was fitted is within a factor of ${factor("fitted")}, what was not within ${factor("not-fitted")}`,
    subtitle: "Model over measured, each quantity with one measured value; log scale",
    note: "Filled: fitted, so agreement proves little. Hollow: not fitted, so agreement counts. One run, no interval.",
    draw: (frame) => [ratioOptions(judged, frame)],
    table: {
      caption: "Model against measurement",
      columns: ["quantity", "unit", "model", "measured", "model over measured", "mark"],
      prose: ["unit", "mark"],
      rows: judged.map(({ quantity, unit, model, measured, ratio, mark }) => [
        quantity,
        unit,
        model,
        measured?.low ?? null,
        ratio,
        markText(mark),
      ]),
    },
  };
}

function ratioOptions(
  judged: readonly (ValidationRow & { readonly ratio: number; readonly label: string })[],
  frame: Frame,
): Plot.PlotOptions {
  const reach = Math.max(1.1, ...judged.map(({ ratio }) => Math.max(ratio, 1 / ratio))) * 1.1;
  return {
    width: frame.width,
    height: 60 + ROW_HEIGHT * judged.length,
    marginLeft: 8,
    marginRight: 8,
    marginBottom: 40,
    x: {
      type: "log",
      domain: [1 / reach, reach],
      label: "model over measured",
      labelAnchor: "center",
      labelArrow: "none",
      tickFormat: (value: number) => axisText(value),
      ticks: frame.narrow ? [0.5, 1, 2] : [0.5, 0.7, 1, 1.4, 2],
      grid: true,
    },
    y: { axis: null, domain: judged.map(({ quantity }) => quantity) },
    marks: [
      Plot.ruleX([1], { stroke: "currentColor", strokeOpacity: 0.6 }),
      Plot.ruleY(judged, {
        y: "quantity",
        x1: 1,
        x2: "ratio",
        stroke: (row: ValidationRow) => MARK_INKS[row.mark],
        strokeWidth: 2,
        dy: 7,
      }),
      Plot.dot(judged, {
        y: "quantity",
        x: "ratio",
        r: 5,
        dy: 7,
        stroke: (row: ValidationRow) => MARK_INKS[row.mark],
        strokeWidth: 2,
        fill: (row: ValidationRow) => (row.mark === "fitted" ? MARK_INKS.fitted : "var(--ground)"),
      }),
      Plot.text(judged, {
        y: "quantity",
        frameAnchor: "left",
        text: frame.narrow ? "quantity" : "label",
        textAnchor: "start",
        dy: -8,
        fill: "currentColor",
      }),
    ],
  };
}

function returnsView({ returns }: ValidationResult): FigureView {
  const hour = returns.find(({ at }) => at === 1);
  const day = returns.find(({ at }) => at === 24);
  return {
    title: `${shareText(hour?.model ?? null)} of peers are back after an hour where ${shareText(hour?.measured ?? null)} was measured, ${shareText(day?.model ?? null)} after a day where ${shareText(day?.measured ?? null)} was`,
    subtitle: "Peers of a 24 h window that are online in the window so many hours later, share",
    note: "Dots: measured for addresses in January 2023. The day's is divided by the assumed address persistence and FITTED; the hour's is taken as it is and NOT FITTED. All other hours: NO MEASUREMENT.",
    draw: (frame) => [curveOptions(returns, frame, "hours later", "share", { zero: true })],
    table: pointTable("Returns by hours", "hours later", returns),
  };
}

interface CurveStyle {
  readonly zero?: boolean;
  readonly log?: boolean;
}

function curveOptions(
  points: readonly ValidationPoint[],
  frame: Frame,
  xLabel: string,
  yLabel: string,
  { zero = false, log = false }: CurveStyle,
): Plot.PlotOptions {
  const measured = points.filter((point) => point.measured !== null);
  return {
    width: frame.width,
    height: 260,
    marginLeft: 52,
    marginBottom: MARGIN_NARROW,
    x: { label: xLabel, labelAnchor: "center", labelArrow: "none", ticks: frame.narrow ? 4 : 8 },
    y: {
      ...(log ? { type: "log" as const } : {}),
      ...(zero ? { domain: [0, Math.max(1, ...points.map(({ model }) => model)) * 1.02] } : {}),
      label: yLabel,
      labelArrow: "none",
      grid: true,
      ticks: 5,
      tickFormat: (value: number) => axisText(value),
    },
    marks: [
      Plot.line(points, { x: "at", y: "model", stroke: MODEL_INK, strokeWidth: 2 }),
      Plot.dot(measured, {
        x: "at",
        y: "measured",
        r: 5,
        stroke: MEASURED_INK,
        strokeWidth: 2,
        fill: (point: ValidationPoint) => (point.mark === "fitted" ? MEASURED_INK : "var(--ground)"),
      }),
    ],
  };
}

function pointTable(caption: string, column: string, points: readonly ValidationPoint[]): FigureView["table"] {
  return {
    caption,
    columns: [column, "model", "measured", "mark"],
    prose: ["mark"],
    rows: points.map(({ at, model, measured, mark }) => [at, model, measured, markText(mark)]),
  };
}

function quantilesView(
  points: readonly ValidationPoint[],
  name: string,
  unit: string,
  measuredMean: string,
): FigureView {
  const at = (probability: number) => figureText(points.find((point) => point.at === probability)?.model ?? null);
  return {
    title: `Half of the legs are below ${at(0.5)} ${unit}, one in twenty above ${at(0.95)} ${unit}`,
    subtitle: `Quantiles of the ${name} of legs as they ran, ${unit}, log scale`,
    note: `NO MEASUREMENT of the spread: log-normal by assumption. The mean was measured: ${measuredMean}.`,
    draw: (frame) => [curveOptions(points, frame, "share of legs below", unit, { log: true })],
    table: pointTable(`Quantiles, ${unit}`, "probability", points),
  };
}

/** Measured and modelled mean of a row, in words. */
function meanText({ rows }: ValidationResult, quantity: string): string {
  const row = rows.find((candidate) => candidate.quantity === quantity);
  if (row === undefined) return "none";
  return `${figureText(row.measured?.low ?? null)} ${row.unit}, model ${figureText(row.model)}`;
}

function rhythmView({ legStartsByHour, peersByHour }: ValidationResult): FigureView {
  const span = (points: readonly ValidationPoint[]) =>
    figureText(Math.max(...points.map(({ model }) => model)) / Math.min(...points.map(({ model }) => model)));
  return {
    title: `The busiest hour starts ${span(legStartsByHour)} times the legs of the quietest, with ${span(peersByHour)} times the peers`,
    subtitle: "Legs started and peers online by hour UTC, over the mean hour",
    note: "NO MEASUREMENT: the shipped tables are by day. Rhythms by local hour are assumptions, spread here by where clients and peers live.",
    panelTitles: ["Legs started", "Peers online"],
    panelColumns: 2,
    draw: (frame) =>
      [legStartsByHour, peersByHour].map((points) =>
        curveOptions(points, frame, "hour UTC", "over the mean", { zero: true }),
      ),
    table: {
      caption: "By hour UTC, over the mean hour",
      columns: ["hour", "legs started", "peers online", "mark"],
      prose: ["mark"],
      rows: legStartsByHour.map(({ at, model, mark }, index) => [at, model, peersByHour[index].model, markText(mark)]),
    },
  };
}

/** The figures of the page, in its order. */
export const VALIDATION_FIGURES: readonly ValidationFigure[] = [
  { id: "ratios", size: "full", view: ratiosView },
  { id: "returns", size: "full", view: returnsView },
  {
    id: "leg-seconds",
    size: "half",
    view: (result) => quantilesView(result.legSeconds, "lengths", "s", meanText(result, "Mean length of a leg")),
  },
  {
    id: "leg-bytes",
    size: "half",
    view: (result) => quantilesView(result.legBytes, "bytes", "bytes", meanText(result, "Mean bytes of a leg")),
  },
  { id: "rhythm", size: "full", view: rhythmView },
  ...SHARE_FIGURES,
];
