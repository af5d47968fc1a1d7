import * as Plot from "@observablehq/plot";
import type { FrontierCurve, FrontierDefence, FrontierResult, FrontierSurface } from "../scenarios/frontier-result.ts";
import type { DataTable, FigureView, Frame } from "./figure.ts";
import { axisText, figureText } from "./number-text.ts";
import { inkOf } from "./palette.ts";
import { zeroDomain } from "./time-lines.ts";

const HEIGHT = 230;
const DEFENCE_ROW = 22;
const PIXELS_PER_CHARACTER = 7;

/** Values of an axis as equal steps: they span decades, and some are zero. */
function stepScale(label: string): Plot.ScaleOptions {
  return { type: "point", label, labelAnchor: "center", labelArrow: "none", padding: 0.4, tickFormat: axisText };
}

/** Below, with a fallback of its mean, the interval of a cell. */
function banded(cells: FrontierCurve["cells"]) {
  return cells.map(({ x, profitUsd: { mean, ci95 } }) => ({
    x,
    mean,
    low: ci95?.[0] ?? mean,
    high: ci95?.[1] ?? mean,
  }));
}

function curveFinding({ axis, evenAt, cells }: FrontierCurve): string {
  const [first] = evenAt;
  if (first !== undefined) return `Even at ${figureText(first)}: ${axis.label}`;
  const positive = (cells[0]?.profitUsd.mean ?? 0) > 0;
  return `The mean stays ${positive ? "above" : "below"} zero: ${axis.label}`;
}

/** Profit along one axis, with its interval and zero. */
export function frontierCurveFigure(curve: FrontierCurve, seeds: number): FigureView {
  const rows = banded(curve.cells);
  const ink = inkOf("attack-1");
  const domain = zeroDomain(rows.flatMap(({ low, high }) => [low, high]));
  const options = (frame: Frame): Plot.PlotOptions => ({
    width: frame.width,
    height: HEIGHT,
    marginLeft: 64,
    marginBottom: 44,
    x: stepScale(curve.axis.label.split(" (")[0]),
    y: { domain, grid: true, ticks: 4, label: "profit, USD", tickFormat: axisText },
    marks: [
      Plot.ruleY([0], { stroke: "currentColor", strokeOpacity: 0.6 }),
      Plot.ruleX(rows, { x: "x", y1: "low", y2: "high", stroke: ink, strokeWidth: 3, strokeOpacity: 0.5 }),
      Plot.lineY(rows, { x: "x", y: "mean", stroke: ink, strokeWidth: 1.5 }),
      Plot.dot(rows, { x: "x", y: "mean", fill: ink, r: 3.5 }),
    ],
  });
  const inForce = curve.axis.inForce === null ? "" : ` In force: ${figureText(curve.axis.inForce)}.`;
  return {
    title: curveFinding(curve),
    subtitle: `profit of the attack, USD, against: ${curve.axis.label}`,
    note: `Whiskers: 95% interval of the mean over ${seeds} worlds, the same seeds at every value. Values in equal steps.${inForce}`,
    draw: rows.length === 0 ? null : (frame) => [options(frame)],
    table: {
      caption: `Profit and break-even price by ${curve.axis.label}`,
      columns: [curve.axis.name, "profit, USD", "95% low", "95% high", "break-even price, USD"],
      rows: curve.cells.map(({ x, profitUsd: { mean, ci95 }, breakEvenPriceUsd }) => [
        x,
        mean,
        ci95?.[0] ?? null,
        ci95?.[1] ?? null,
        breakEvenPriceUsd,
      ]),
    },
  };
}

/** Profit over two axes: cells in the colour of their sign, filled where the interval does not hold zero, each with its mean. */
export function frontierSurfaceFigure({ x, y, cells }: FrontierSurface, seeds: number): FigureView {
  const rows = cells.map(({ x: column, y: row, profitUsd: { mean, ci95 } }) => ({
    x: column,
    y: row ?? 0,
    mean,
    sure: ci95 !== null && (ci95[0] > 0 || ci95[1] < 0),
  }));
  const paying = rows.filter(({ mean, sure }) => sure && mean > 0).length;
  const options = (frame: Frame): Plot.PlotOptions => ({
    width: frame.width,
    height: 60 + 40 * new Set(rows.map((row) => row.y)).size,
    marginLeft: 72,
    marginBottom: 44,
    x: { ...stepScale(x.label), type: "band" },
    y: { ...stepScale(y.label), type: "band", reverse: true },
    marks: [
      Plot.cell(rows, {
        x: "x",
        y: "y",
        fill: ({ mean }: (typeof rows)[number]) => (mean > 0 ? "var(--bad)" : "var(--good)"),
        fillOpacity: ({ sure }: (typeof rows)[number]) => (sure ? 0.28 : 0.08),
        inset: 1,
      }),
      Plot.text(rows, {
        x: "x",
        y: "y",
        text: ({ mean }: (typeof rows)[number]) => figureText(mean, frame.narrow ? 2 : 3),
        fontSize: frame.narrow ? 10 : 12,
      }),
    ],
  });
  return {
    title: `The attack pays in ${paying} of ${rows.length} cells with 95% confidence`,
    subtitle: `profit, USD: ${x.label} across, ${y.label} upwards`,
    note: `Red: pays, green: loses; pale where the 95% interval over ${seeds} worlds holds zero. Same seeds in every cell.`,
    draw: rows.length === 0 ? null : (frame) => [options(frame)],
    table: {
      caption: "Profit and break-even price by cell",
      columns: [x.name, y.name, "profit, USD", "95% low", "95% high", "break-even price, USD"],
      rows: cells.map((cell) => [
        cell.x,
        cell.y,
        cell.profitUsd.mean,
        cell.profitUsd.ci95?.[0] ?? null,
        cell.profitUsd.ci95?.[1] ?? null,
        cell.breakEvenPriceUsd,
      ]),
    },
  };
}

function defenceTitle(defences: readonly FrontierDefence[]): string {
  const best = defences
    .filter(({ change, differenceUsd: { ci95 } }) => change === "added" && ci95 !== null && ci95[1] < 0)
    .sort((a, b) => a.profitUsd.mean - b.profitUsd.mean)[0];
  if (best === undefined) return "No defence added alone lowers the profit beyond chance";
  const ends = best.profitUsd.mean < 0 ? "and ends it" : "without ending it";
  return `Of the defences added alone, ${best.defence} takes most from the attack, ${ends}`;
}

/** Profit with each defence added alone, or left out alone, beside the profit as given. */
export function frontierDefencesFigure({ defences, asGiven, seeds }: FrontierResult): FigureView {
  const rows = defences.map(({ defence, change, profitUsd: { mean, ci95 } }) => ({
    label: `${change === "added" ? "+" : "−"} ${defence}`,
    mean,
    low: ci95?.[0] ?? mean,
    high: ci95?.[1] ?? mean,
    ink: inkOf(change === "added" ? "honest" : "attack-1"),
  }));
  const labels = rows.map(({ label }) => label);
  const given = asGiven === null ? [] : [asGiven.profitUsd.mean];
  const options = (frame: Frame): Plot.PlotOptions => ({
    width: frame.width,
    height: 60 + DEFENCE_ROW * rows.length,
    marginLeft: 16 + PIXELS_PER_CHARACTER * Math.max(...labels.map(({ length }) => length)),
    marginBottom: 40,
    x: {
      domain: zeroDomain([...given, ...rows.flatMap(({ low, high }) => [low, high])]),
      nice: true,
      grid: true,
      label: "profit, USD",
      labelAnchor: "center",
      labelArrow: "none",
      ticks: frame.narrow ? 3 : 6,
      tickFormat: axisText,
    },
    y: { domain: labels, label: null, tickSize: 0 },
    marks: [
      Plot.ruleX([0], { stroke: "currentColor", strokeOpacity: 0.6 }),
      Plot.ruleX(given, { stroke: "currentColor", strokeDasharray: "4 3" }),
      Plot.ruleY(rows, { y: "label", x1: "low", x2: "high", stroke: "ink", strokeWidth: 4, strokeOpacity: 0.45 }),
      Plot.dot(rows, { y: "label", x: "mean", fill: "ink", r: 4 }),
    ],
  });
  return {
    title: defenceTitle(defences),
    subtitle: "profit of the attack, USD, with one defence added (+) or left out (−)",
    note: `Dashed: as given. Bars: 95% interval of the mean over ${seeds} worlds, the same seeds in every row.`,
    draw: rows.length === 0 ? null : (frame) => [options(frame)],
    table: defencesTable(defences),
  };
}

function defencesTable(defences: readonly FrontierDefence[]): DataTable {
  return {
    caption: "Profit with one defence changed",
    columns: [
      "defence",
      "change",
      "profit, USD",
      "95% low",
      "95% high",
      "difference",
      "95% low of it",
      "95% high of it",
    ],
    prose: ["defence", "change"],
    rows: defences.map(({ defence, change, profitUsd, differenceUsd }) => [
      defence,
      change,
      profitUsd.mean,
      profitUsd.ci95?.[0] ?? null,
      profitUsd.ci95?.[1] ?? null,
      differenceUsd.mean,
      differenceUsd.ci95?.[0] ?? null,
      differenceUsd.ci95?.[1] ?? null,
    ]),
  };
}
