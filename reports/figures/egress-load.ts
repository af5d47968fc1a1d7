import * as Plot from "@observablehq/plot";
import type { EpochRow } from "../../scenarios/result.ts";
import { type Figure, type FigureView, type Frame, ONE_RUN, type RunResult } from "../figure.ts";
import { type HourBucket, hourBuckets } from "../hour-buckets.ts";
import { axisText, shareText } from "../number-text.ts";
import { inkOf } from "../palette.ts";
import { type PhaseChange, phaseChanges } from "../run-facts.ts";
import { labelRoom, phaseMarks, spreadLabels } from "../time-lines.ts";

function egressShareOf(rows: readonly EpochRow[]): number | null {
  const egress = rows.reduce((sum, row) => sum + row.egressGb, 0);
  const all = rows.reduce((sum, row) => sum + row.egressGb + row.directGb, 0);
  return all > 0 ? egress / all : null;
}

function findingOf(epochs: readonly EpochRow[]): string {
  const phases = [...new Set(epochs.map((row) => row.phase))];
  const parts = phases.flatMap((phase) => {
    const share = egressShareOf(epochs.filter((row) => row.phase === phase));
    return share === null ? [] : [`${shareText(share)}${phases.length > 1 ? ` in phase ${phase}` : ""}`];
  });
  if (parts.length === 0) return "No traffic passed, through the egress or directly";
  const [first, ...rest] = parts;
  return `The egress carried ${first}${phases.length > 1 ? "" : " of the traffic"}${rest.length > 0 ? ` of the traffic, ${rest.join(", ")}` : ""}`.replace(
    /( in phase \d+)( of the traffic)/,
    "$2$1",
  );
}

const HEIGHT = 270;
const MARGIN_TOP = 34;
const MARGIN_BOTTOM = 40;

function options(buckets: readonly HourBucket[], phases: readonly PhaseChange[], frame: Frame): Plot.PlotOptions {
  const top = Math.max(...buckets.map((b) => b.egressMbps + b.directMbps));
  const yMax = top > 0 ? top : 1;
  const last = buckets.at(-1) ?? { egressMbps: 0, directMbps: 0 };
  const inner = HEIGHT - MARGIN_TOP - MARGIN_BOTTOM;
  const toPixel = (value: number) => inner * (1 - value / yMax);
  const labels = [
    { text: "direct", ink: inkOf("direct"), y: toPixel(last.egressMbps + last.directMbps / 2) },
    { text: "egress", ink: inkOf("egress"), y: toPixel(last.egressMbps / 2) },
  ];
  const placed = spreadLabels(
    labels.map((label) => label.y),
    inner,
  );
  return {
    width: frame.width,
    height: HEIGHT,
    marginTop: MARGIN_TOP,
    marginBottom: MARGIN_BOTTOM,
    marginLeft: 56,
    marginRight: labelRoom(["egress"]),
    x: {
      domain: [0, Math.max(1, Math.ceil(buckets.at(-1)?.day ?? 1))],
      label: "day of the run",
      labelAnchor: "center",
      labelArrow: "none",
      tickFormat: axisText,
      ticks: frame.narrow ? 4 : 8,
    },
    y: { domain: [0, yMax], label: "Mbit/s", grid: true, ticks: 4, tickFormat: axisText },
    marks: [
      Plot.areaY(buckets, { x: "day", y1: 0, y2: "egressMbps", fill: inkOf("egress"), fillOpacity: 0.75 }),
      Plot.areaY(buckets, {
        x: "day",
        y1: "egressMbps",
        y2: (b: HourBucket) => b.egressMbps + b.directMbps,
        fill: inkOf("direct"),
        fillOpacity: 0.4,
      }),
      Plot.ruleY([0], { stroke: "currentColor", strokeOpacity: 0.5 }),
      ...phaseMarks(phases),
      ...labels.map((label, index) =>
        Plot.text([label.text], {
          frameAnchor: "top-right",
          textAnchor: "start",
          dx: 7,
          dy: Math.round(placed[index] ?? 0) - 4,
          text: (d: string) => d,
          fill: label.ink,
          fontWeight: 600,
        }),
      ),
    ],
  };
}

function view(run: RunResult): FigureView {
  const buckets = hourBuckets(run.tables.hours);
  return {
    title: findingOf(run.tables.epochs),
    subtitle: "Traffic through the egress and direct, stacked, Mbit/s, by hour",
    note: ONE_RUN,
    draw: buckets.length === 0 ? null : (frame) => [options(buckets, phaseChanges(run.tables.epochs), frame)],
    table: {
      caption: "Traffic by path, Mbit/s, means over the buckets drawn",
      columns: ["day", "egress", "direct", "egress share"],
      rows: buckets.map((b) => [
        b.day,
        b.egressMbps,
        b.directMbps,
        b.egressMbps + b.directMbps > 0 ? b.egressMbps / (b.egressMbps + b.directMbps) : null,
      ]),
    },
  };
}

/** What verification costs the operator of the egress. */
export const egressLoad: Figure = {
  id: "egress-load",
  section: "service",
  size: "full",
  columns: ["hours.hour", "hours.egressMbps", "hours.directMbps", "epochs.phase", "epochs.egressGb", "epochs.directGb"],
  view,
};
