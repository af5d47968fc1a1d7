import * as Plot from "@observablehq/plot";
import { type Figure, type FigureView, type Frame, ONE_RUN, type RunResult } from "../figure.ts";
import { figureText, shareText } from "../number-text.ts";
import { inkOf } from "../palette.ts";
import { lorenzCurve } from "../quantiles.ts";
import { honestPeers } from "../run-facts.ts";
import { HALO } from "../time-lines.ts";

const STEPS = 50;
type LorenzPoint = { readonly share: number; readonly held: number };

function options(curve: readonly LorenzPoint[], frame: Frame): Plot.PlotOptions {
  const equal = [
    { share: 0, held: 0 },
    { share: 1, held: 1 },
  ];
  return {
    width: frame.width,
    height: 300,
    marginTop: 34,
    marginBottom: 40,
    marginLeft: 52,
    marginRight: 20,
    x: {
      domain: [0, 1],
      label: "share of honest peers, poorest first",
      labelAnchor: "center",
      labelArrow: "none",
      ticks: 5,
      tickFormat: shareText,
    },
    y: { domain: [0, 1], label: "share of their pay", grid: true, ticks: 5, tickFormat: shareText },
    marks: [
      Plot.lineY(equal, { x: "share", y: "held", stroke: "var(--muted)", strokeDasharray: "4,4" }),
      Plot.text([{ share: 0.5, held: 0.5 }], {
        x: "share",
        y: "held",
        text: () => "all alike",
        textAnchor: "end",
        dx: -8,
        dy: -8,
        fill: "var(--muted)",
        ...HALO,
      }),
      Plot.areaY(curve, { x: "share", y: "held", fill: inkOf("honest"), fillOpacity: 0.14 }),
      Plot.lineY(curve, { x: "share", y: "held", stroke: inkOf("honest"), strokeWidth: 2.2 }),
      Plot.text(
        curve.filter((point) => point.share === 0.8),
        {
          x: "share",
          y: "held",
          text: () => "this run",
          textAnchor: "end",
          dx: -8,
          dy: -4,
          fill: inkOf("honest"),
          fontWeight: 600,
          ...HALO,
        },
      ),
    ],
  };
}

function view(run: RunResult): FigureView {
  const curve = lorenzCurve(
    honestPeers(run.tables.peers).map((peer) => peer.rewardLantern),
    STEPS,
  );
  const belowTop = curve.find((point) => point.share === 0.9);
  return {
    title:
      belowTop === undefined
        ? "Honest peers earned nothing that could be unequal"
        : `The best-paid tenth of honest peers took ${shareText(1 - belowTop.held)} of their pay (Gini ${figureText(run.summary.peers.gini)})`,
    subtitle: "Share of honest peers' pay held by the poorest share of them (Lorenz curve)",
    note: ONE_RUN,
    draw: curve.length === 0 ? null : (frame) => [options(curve, frame)],
    table: {
      caption: "Concentration of honest peers' pay",
      columns: ["poorest share of peers", "share of the pay"],
      rows: curve.filter((_, step) => step % 5 === 0).map((point) => [point.share, point.held]),
    },
  };
}

/** How unequally honest pay is spread: Lorenz curve and Gini. */
export const rewardConcentration: Figure = {
  id: "reward-concentration",
  section: "earnings",
  size: "half",
  columns: ["peers.role", "peers.rewardLantern", "summary.peers.gini"],
  view,
};
