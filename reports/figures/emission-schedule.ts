import * as Plot from "@observablehq/plot";
import { LANTERN, US_PER_DAY } from "../../base/units.ts";
import type { ProtocolParams } from "../../protocol/params.ts";
import type { Figure, FigureView, Frame, RunResult } from "../figure.ts";
import { axisText, figureText, lanternText } from "../number-text.ts";
import { inkOf } from "../palette.ts";
import { paramsInForce } from "../params-in-force.ts";
import { runDays } from "../run-facts.ts";
import { scheduledLantern } from "../stake-coverage.ts";
import { HALO } from "../time-lines.ts";

const DAYS_PER_YEAR = 365;
/** The curve's resolution; the schedule is linear between halvings, so this only has to catch the corners. */
const POINTS_PER_PERIOD = 4;

interface ScheduleShape {
  readonly years: number;
  readonly points: readonly { readonly year: number; readonly lantern: number }[];
  readonly halvings: readonly number[];
  readonly pool: number;
}

function shapeOf(params: ProtocolParams): ScheduleShape {
  const periodDays = params["emission.periodLength"] / US_PER_DAY;
  const periods = params["emission.periodCount"] + 1;
  const points = Array.from({ length: periods * POINTS_PER_PERIOD + 1 }, (_, index) => {
    const days = (index / POINTS_PER_PERIOD) * periodDays;
    return { year: days / DAYS_PER_YEAR, lantern: scheduledLantern(days, params) };
  });
  const halvings = Array.from(
    { length: params["emission.periodCount"] - 1 },
    (_, index) => ((index + 1) * periodDays) / DAYS_PER_YEAR,
  );
  return { years: points.at(-1)?.year ?? 1, points, halvings, pool: params["emission.poolTotal"] / LANTERN };
}

/** Curve, halvings, pool and the run, each with its label. */
function scheduleMarks(shape: ScheduleShape, runYears: number): readonly Plot.Markish[] {
  return [
    Plot.ruleY([0], { stroke: "currentColor", strokeOpacity: 0.5 }),
    Plot.ruleX(shape.halvings, { stroke: "var(--muted)", strokeDasharray: "3,3" }),
    Plot.text(shape.halvings.slice(0, 1), {
      x: (year: number) => year,
      y: () => shape.pool * 0.8,
      text: () => "halving",
      textAnchor: "start",
      dx: 4,
      fill: "var(--muted)",
      ...HALO,
    }),
    Plot.ruleY([shape.pool], { stroke: inkOf("claimed"), strokeDasharray: "6,4" }),
    Plot.text([shape.pool], {
      y: (d: number) => d,
      text: () => "the pool",
      frameAnchor: "right",
      textAnchor: "end",
      dy: 10,
      fill: inkOf("claimed"),
      fontWeight: 600,
    }),
    Plot.lineY(shape.points, { x: "year", y: "lantern", stroke: inkOf("scheduled"), strokeWidth: 2 }),
    Plot.text(shape.points.slice(-1), {
      x: "year",
      y: "lantern",
      text: () => "scheduled",
      textAnchor: "end",
      dy: -12,
      fill: inkOf("scheduled"),
      fontWeight: 600,
      ...HALO,
    }),
    Plot.dot([{ x: runYears }], { x: "x", y: () => 0, fill: inkOf("minted"), r: 4 }),
    Plot.text([{ x: runYears }], {
      x: "x",
      y: () => 0,
      text: () => "this run",
      textAnchor: "start",
      dx: 7,
      dy: -12,
      fill: inkOf("minted"),
      fontWeight: 600,
      ...HALO,
    }),
  ];
}

function options(shape: ScheduleShape, runYears: number, frame: Frame): Plot.PlotOptions {
  return {
    width: frame.width,
    height: 280,
    marginTop: 34,
    marginBottom: 40,
    marginLeft: 56,
    marginRight: 16,
    x: {
      domain: [0, shape.years],
      label: "years since genesis",
      labelAnchor: "center",
      labelArrow: "none",
      tickFormat: axisText,
      ticks: 6,
    },
    y: {
      domain: [0, Math.max(shape.pool, 1)],
      label: "LANTERN since genesis",
      grid: true,
      ticks: 5,
      tickFormat: axisText,
    },
    marks: [...scheduleMarks(shape, runYears)],
  };
}

function view(run: RunResult): FigureView {
  const params = paramsInForce(run.manifest);
  const shape = shapeOf(params);
  const final = shape.points.at(-1)?.lantern ?? 0;
  const left = shape.pool - final;
  const runYears = runDays(run) / DAYS_PER_YEAR;
  return {
    title:
      left > 0
        ? `By year ${figureText(shape.years)} the schedule has left ${lanternText(left)} of its pool unminted`
        : `The schedule empties its pool of ${lanternText(shape.pool)} by year ${figureText(shape.years)}`,
    subtitle: "The whole emission schedule of this run's parameters, cumulative LANTERN",
    note: "Computed from the parameters, exact: no interval.",
    draw: (frame) => [options(shape, runYears, frame)],
    table: {
      caption: "Emission schedule, cumulative",
      columns: ["year", "scheduled, LANTERN", "left in the pool, LANTERN"],
      rows: shape.points
        .filter((_, index) => index % POINTS_PER_PERIOD === 0)
        .map(({ year, lantern }) => [year, lantern, shape.pool - lantern]),
    },
  };
}

/** The schedule from genesis to its tail, with the halvings, the pool, and how little of it the run covers. */
export const emissionSchedule: Figure = {
  id: "emission-schedule",
  section: "emission",
  size: "half",
  columns: ["manifest.changedParams", "summary.simulatedSeconds"],
  view,
};
