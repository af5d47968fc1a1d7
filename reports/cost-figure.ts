import * as Plot from "@observablehq/plot";
import { plotSvg } from "./plot-svg.ts";

/** What one size of the session model cost. */
export interface CostRow {
  readonly agents: number;
  /** `lanes` or `elided`: how receipts are counted. */
  readonly variant: string;
  /** CPU seconds of a simulated day. */
  readonly daySeconds: number;
  /** Memory over the runtime's baseline. */
  readonly bytesPerAgent: number;
}

const INKS: readonly string[] = ["#1f6f8b", "#c8553d"];
const PANEL_WIDTH = 400;
const PANEL_HEIGHT = 300;

/** Two panels against the number of agents, both axes logarithmic: CPU seconds a simulated day, and bytes an agent. Stands alone, on white. */
export function costFigure(rows: readonly CostRow[], document: Document): string {
  const panels = [
    panel(rows, "daySeconds", "CPU seconds a simulated day", document),
    panel(rows, "bytesPerAgent", "bytes an agent over the runtime's baseline", document),
  ];
  const placed = panels.map((svg, index) =>
    svg.replace(/^<svg aria-hidden="true" focusable="false" /, `<svg x="${index * PANEL_WIDTH}" `),
  );
  const size = `width="${panels.length * PANEL_WIDTH}" height="${PANEL_HEIGHT}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>\n${placed.join("\n")}\n</svg>\n`;
}

function panel(
  rows: readonly CostRow[],
  quantity: "daySeconds" | "bytesPerAgent",
  title: string,
  document: Document,
): string {
  const variants = [...new Set(rows.map(({ variant }) => variant))];
  const ink = ({ variant }: CostRow): string => INKS[variants.indexOf(variant) % INKS.length];
  const agentsMax = Math.max(...rows.map(({ agents }) => agents));
  return plotSvg(
    {
      style: { background: "#fff", color: "#222", fontSize: "12px" },
      width: PANEL_WIDTH,
      height: PANEL_HEIGHT,
      marginTop: 34,
      marginLeft: 54,
      marginBottom: 40,
      marginRight: 56,
      x: {
        type: "log",
        label: "agents",
        labelAnchor: "center",
        labelArrow: "none",
        grid: true,
        tickFormat: "~s",
        ticks: 4,
      },
      y: { type: "log", label: title, labelArrow: "none", grid: true, tickFormat: "~g", ticks: 4 },
      marks: [
        Plot.line(rows, { x: "agents", y: quantity, z: "variant", stroke: ink, strokeWidth: 2 }),
        Plot.dot(rows, { x: "agents", y: quantity, fill: ink, r: 3 }),
        Plot.text(
          rows.filter(({ agents }) => agents === agentsMax),
          { x: "agents", y: quantity, text: "variant", fill: ink, textAnchor: "start", dx: 8 },
        ),
      ],
    },
    document,
  );
}
