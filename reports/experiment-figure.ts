import * as Plot from "@observablehq/plot";
import { plotSvg } from "./plot-svg.ts";

/** What a figure of an experiment draws: a share of one variant, with its 95% interval. */
export interface ShareRow {
  readonly variant: string;
  readonly measure: string;
  /** 0 to 1. */
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

const LABEL_PIXELS = 7;
const INKS: readonly string[] = ["#1f6f8b", "#c8553d", "#588157", "#6d597a", "#b5838d"];

/** One panel a measure, one line a variant, on a common scale from 0 to 100%. An SVG that stands alone, on white. */
export function experimentFigure(rows: readonly ShareRow[], document: Document): string {
  const variants = [...new Set(rows.map(({ variant }) => variant))];
  const measures = [...new Set(rows.map(({ measure }) => measure))];
  const inkOf = ({ variant }: ShareRow): string => INKS[variants.indexOf(variant) % INKS.length];
  const svg = plotSvg(
    {
      // The page's style sheet does not reach a picture of its own: colours and ground are written into it.
      style: { background: "#fff", color: "#222", fontSize: "12px" },
      width: 760,
      height: 50 + measures.length * (26 + variants.length * 22),
      marginLeft: 16 + LABEL_PIXELS * Math.max(...variants.map(({ length }) => length)),
      marginRight: 60,
      marginTop: 24,
      x: { domain: [0, 1], grid: true, tickFormat: "%", label: null },
      y: { domain: variants, label: null, tickSize: 0 },
      fy: { domain: measures, label: null, axis: null, padding: 0.35 },
      marks: [
        Plot.ruleX([0]),
        Plot.ruleY(rows, {
          fy: "measure",
          y: "variant",
          x1: "low",
          x2: "high",
          stroke: inkOf,
          strokeWidth: 3,
          strokeOpacity: 0.5,
        }),
        Plot.dot(rows, { fy: "measure", y: "variant", x: "mean", fill: inkOf, r: 4.5 }),
        Plot.text(rows, {
          fy: "measure",
          y: "variant",
          x: "high",
          text: ({ mean }: ShareRow) => `${(mean * 100).toFixed(1)}%`,
          textAnchor: "start",
          dx: 8,
        }),
        Plot.text(measures, {
          fy: (text: string) => text,
          text: (text: string) => text,
          frameAnchor: "top-left",
          dy: -14,
          fontWeight: "bold",
        }),
      ],
    },
    document,
  );
  return `${svg.replace(/^<svg aria-hidden="true" focusable="false" /, '<svg xmlns="http://www.w3.org/2000/svg" ')}\n`;
}
