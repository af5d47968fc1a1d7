import * as Plot from "@observablehq/plot";
import type { SweepPoint, SweepResult } from "../scenarios/sweep-result.ts";
import type { FigureView, Frame } from "./figure.ts";
import { axisText, shareText } from "./number-text.ts";
import { inkOf } from "./palette.ts";
import { headlineFinding, type SweepHeadline } from "./sweep-headlines.ts";
import { labelRoom, spreadLabels, zeroDomain } from "./time-lines.ts";

const HEIGHT = 250;
const MARGIN_TOP = 20;
const MARGIN_BOTTOM = 44;
const LABEL_CHARACTERS_MAX = 18;
/** Colours of the lines where other axes make several; beyond, lines are in the table only, and the note says so. */
const LINE_INKS = (["attack-1", "attack-2", "attack-3", "attack-4", "attack-5", "attack-6"] as const).map(inkOf);

interface LinePoint {
  readonly x: number | string;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Whether `low` and `high` are an interval. */
  readonly banded: boolean;
}

interface Line {
  readonly label: string;
  readonly ink: string;
  readonly points: readonly LinePoint[];
}

/** Values of an axis as numbers in one unit. */
interface Measure {
  readonly unit: string;
  readonly numbers: readonly number[];
}

/** Numbers of `values` where all are numbers in one unit; undefined for choices. */
export function measureOf(values: readonly string[]): Measure | undefined {
  const parts = values.map((value) => /^(-?\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?)\s*([^\d\s.].*)?$/.exec(value.trim()));
  const [first] = parts;
  const unit = first?.[2] ?? "";
  if (parts.some((part) => part === null || (part[2] ?? "") !== unit)) return undefined;
  return { unit, numbers: parts.map((part) => Number((part?.[1] ?? "").replaceAll("_", ""))) };
}

function shortened(text: string): string {
  return text.length > LABEL_CHARACTERS_MAX ? `${text.slice(0, LABEL_CHARACTERS_MAX - 1)}…` : text;
}

/** One line for each combination of the axes after the first, in the order of the points. */
function linesOf(result: SweepResult, headline: SweepHeadline): readonly Line[] {
  const [axis, ...others] = result.axes;
  const numbers = measureOf(axis.values)?.numbers;
  const labelOf = ({ values }: SweepPoint) => others.map(({ path }) => values[path]).join(" · ");
  const labels = [...new Set(result.points.map(labelOf))];
  return labels.map((label, index): Line => {
    const points = result.points
      .filter((point) => labelOf(point) === label)
      .flatMap((point): LinePoint[] => {
        const estimate = point.estimates[headline.quantity];
        if (estimate === undefined) return [];
        const place = axis.values.indexOf(point.values[axis.path]);
        const mean = estimate.mean * headline.scale;
        const [low, high] = (estimate.ci95 ?? [estimate.mean, estimate.mean]).map((edge) => edge * headline.scale);
        return [{ x: numbers?.[place] ?? axis.values[place], mean, low, high, banded: estimate.ci95 !== null }];
      });
    const sorted = numbers === undefined ? points : [...points].sort((a, b) => Number(a.x) - Number(b.x));
    const ink = labels.length === 1 ? headline.ink : (LINE_INKS[index] ?? inkOf("measure"));
    return { label: shortened(label), ink, points: sorted };
  });
}

function lineMarks({ ink, points }: Line, ordinal: boolean): readonly Plot.Markish[] {
  const at = { x: "x", y: "mean" } as const;
  const banded = points.filter((point) => point.banded);
  const uncertainty = ordinal
    ? Plot.ruleX(banded, { x: "x", y1: "low", y2: "high", stroke: ink, strokeWidth: 2, strokeOpacity: 0.55 })
    : Plot.areaY(banded, { x: "x", y1: "low", y2: "high", fill: ink, fillOpacity: 0.18 });
  const line = ordinal ? [] : [Plot.lineY(points, { ...at, stroke: ink, strokeWidth: 2 })];
  return [uncertainty, ...line, Plot.dot(points, { ...at, fill: ink, r: 3 })];
}

/** Labels at the right end of each line, moved apart where they would overlap. */
function endLabels(lines: readonly Line[], domain: readonly [number, number]): readonly Plot.Markish[] {
  const inner = HEIGHT - MARGIN_TOP - MARGIN_BOTTOM;
  const ended = lines.flatMap((line) => {
    const last = line.points.at(-1);
    return last === undefined || line.label === "" ? [] : [{ line, last }];
  });
  const wanted = ended.map(({ last }) => inner * (1 - (last.mean - domain[0]) / (domain[1] - domain[0])));
  const placed = spreadLabels(wanted, inner);
  return ended.map(({ line, last }, index) =>
    Plot.text([last], {
      x: "x",
      y: "mean",
      text: () => line.label,
      textAnchor: "start",
      dx: 8,
      dy: Math.round(placed[index] - wanted[index]),
      fill: line.ink,
      fontWeight: 600,
    }),
  );
}

function options(result: SweepResult, headline: SweepHeadline, frame: Frame): Plot.PlotOptions {
  const [axis] = result.axes;
  const measure = measureOf(axis.values);
  const lines = linesOf(result, headline).slice(0, LINE_INKS.length);
  const domain = zeroDomain(lines.flatMap(({ points }) => points.flatMap(({ low, high }) => [low, high])));
  const label = measure === undefined || measure.unit === "" ? axis.path : `${axis.path}, ${measure.unit}`;
  const x = { label, labelAnchor: "center", labelArrow: "none" } as const;
  return {
    width: frame.width,
    height: HEIGHT,
    marginTop: MARGIN_TOP,
    marginBottom: MARGIN_BOTTOM,
    marginLeft: 60,
    marginRight: labelRoom(lines.map((line) => line.label)),
    x:
      measure === undefined
        ? { ...x, type: "point", domain: axis.values, padding: 0.5, tickFormat: shortened }
        : { ...x, type: "linear", ticks: frame.narrow ? 4 : 6, tickFormat: axisText, nice: true },
    y: {
      domain,
      label: headline.unit === "" ? "share" : headline.unit,
      grid: true,
      ticks: 4,
      tickFormat: headline.unit === "" ? shareText : axisText,
    },
    marks: [
      Plot.ruleY([0], { stroke: "currentColor", strokeOpacity: 0.5 }),
      ...lines.flatMap((line) => lineMarks(line, measure === undefined)),
      ...endLabels(lines, domain),
    ],
  };
}

/** One headline quantity against the first varied path, with its 95% band; a line for each combination of the other paths. */
export function sweepFigure(result: SweepResult, headline: SweepHeadline): FigureView {
  const [axis, ...others] = result.axes;
  const lineCount = new Set(linesOf(result, headline).map(({ label }) => label)).size;
  const unit = headline.unit === "" ? "share" : headline.unit;
  const byOthers = others.length === 0 ? "" : `, a line for each ${others.map(({ path }) => path).join(" and ")}`;
  const hidden =
    lineCount > LINE_INKS.length ? ` ${lineCount - LINE_INKS.length} more lines are in the table only.` : "";
  const banded = result.seeds > 1;
  const band = measureOf(axis.values) === undefined ? "Whiskers" : "The band";
  const drawn = result.points.some(({ estimates }) => estimates[headline.quantity] !== undefined);
  return {
    title: headlineFinding(result, headline),
    subtitle: `${headline.title} against ${axis.path}, ${unit}${byOthers}`,
    note: banded
      ? `${band}: 95% interval of the mean over ${result.seeds} worlds a point (Student's t). Differences pair worlds of one seed.${hidden}`
      : `One world a point, no interval.${hidden}`,
    draw: drawn ? (frame) => [options(result, headline, frame)] : null,
    table: {
      caption: `${headline.title} (${headline.quantity}), ${unit}, by point`,
      columns: [
        ...result.axes.map(({ path }) => path),
        `mean, ${unit}`,
        "95% low",
        "95% high",
        "worlds",
        "difference from first",
        "95% low of it",
        "95% high of it",
      ],
      prose: result.axes.map(({ path }) => path),
      rows: result.points.map((point) => tableRow(result, point, headline)),
    },
  };
}

function tableRow(
  { axes }: SweepResult,
  point: SweepPoint,
  { quantity, scale }: SweepHeadline,
): readonly (string | number | null)[] {
  const scaled = (value: number | undefined) => (value === undefined ? null : value * scale);
  const estimate = point.estimates[quantity];
  const difference = point.differences[quantity];
  return [
    ...axes.map(({ path }) => point.values[path]),
    scaled(estimate?.mean),
    scaled(estimate?.ci95?.[0]),
    scaled(estimate?.ci95?.[1]),
    estimate?.n ?? 0,
    scaled(difference?.mean),
    scaled(difference?.ci95?.[0]),
    scaled(difference?.ci95?.[1]),
  ];
}
