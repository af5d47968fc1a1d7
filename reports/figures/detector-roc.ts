import * as Plot from "@observablehq/plot";
import type { DetectorRoc } from "../../protocol/plausibility/roc.ts";
import { type Figure, type FigureView, type Frame, ONE_RUN, type RunResult } from "../figure.ts";
import { figureText, shareText } from "../number-text.ts";
import { strategyInk } from "../palette.ts";
import { strategyTitle } from "../run-facts.ts";

const CHANCE: readonly (readonly [number, number])[] = [
  [0, 0],
  [1, 1],
];

function detectorTitle(detector: string): string {
  return detector.charAt(0).toUpperCase() + detector.slice(1);
}

/** The attack that the detectors together see worst, and the one detector that sees it best. */
function findingOf(rocs: readonly DetectorRoc[]): string {
  const attacks = [...new Set(rocs.map((roc) => roc.attack))];
  const best = attacks.flatMap((attack) =>
    rocs
      .filter((roc) => roc.attack === attack)
      .sort((a, b) => b.auc - a.auc)
      .slice(0, 1),
  );
  const hardest = best.sort((a, b) => a.auc - b.auc)[0];
  if (hardest === undefined) return "No attack that a detector could have seen took part";
  const reach = `${hardest.detector} tells it from honest peers best, with an area under the curve of ${hardest.auc.toFixed(3)}`;
  return `${strategyTitle(hardest.attack)} is the hardest to see: ${reach}`;
}

function panelOf(rocs: readonly DetectorRoc[], attacks: readonly string[], frame: Frame): Plot.PlotOptions {
  const lines = rocs.map((roc) => ({
    roc,
    ink: strategyInk(roc.attack, attacks),
    label: `${strategyTitle(roc.attack)} ${roc.auc.toFixed(3)}`,
  }));
  const axis = { domain: [0, 1], ticks: 4, tickFormat: shareText, grid: true, labelArrow: "none" } as const;
  return {
    width: frame.width,
    height: Math.min(frame.width, 290),
    marginTop: 26,
    marginBottom: 40,
    marginLeft: 50,
    x: { ...axis, label: "honest peers flagged", labelAnchor: "center" },
    y: { ...axis, label: "attacking peers flagged" },
    marks: [
      Plot.line(CHANCE, { stroke: "var(--muted)", strokeDasharray: "4,4" }),
      ...lines.flatMap(({ roc, ink, label }, index) => [
        Plot.line(roc.points, { x: "falsePositiveShare", y: "truePositiveShare", stroke: ink, strokeWidth: 2 }),
        Plot.dot([roc.atThreshold], { x: "falsePositiveShare", y: "truePositiveShare", fill: ink, r: 4 }),
        Plot.text([label], {
          frameAnchor: "bottom-right",
          dx: -4,
          dy: -6 - 15 * (lines.length - 1 - index),
          text: (text: string) => text,
          fill: ink,
          stroke: "var(--ground)",
          strokeWidth: 4,
          fontWeight: 600,
        }),
      ]),
    ],
  };
}

function view(run: RunResult): FigureView {
  const rocs = run.summary.detectors ?? [];
  const detectors = [...new Set(rocs.map((roc) => roc.detector))];
  const attacks = run.summary.attacks.map((attack) => attack.strategy);
  const peers = rocs[0] === undefined ? "" : ` ${rocs[0].negatives} honest peers are the negatives.`;
  return {
    title: findingOf(rocs),
    subtitle: "Share of attacking and of honest peers whose highest score exceeds a threshold, for all thresholds",
    note: `${ONE_RUN}${peers} Numbers are areas under the curve, the dot is the threshold in force; the dashed line is chance. A detector that convicts ends the evidence against whom it convicted.`,
    panelTitles: detectors.map(detectorTitle),
    panelColumns: Math.min(3, Math.max(1, detectors.length)),
    draw:
      rocs.length === 0
        ? null
        : (frame) =>
            detectors.map((detector) =>
              panelOf(
                rocs.filter((roc) => roc.detector === detector),
                attacks,
                frame,
              ),
            ),
    table: {
      caption: "Detectors against attacks",
      columns: [
        "detector",
        "attack",
        "attacking peers",
        "honest peers",
        "area under the curve",
        "threshold",
        "attacking peers above it",
        "honest peers above it",
      ],
      rows: rocs.map((roc) => [
        roc.detector,
        strategyTitle(roc.attack),
        roc.positives,
        roc.negatives,
        figureText(roc.auc),
        roc.threshold,
        shareText(roc.atThreshold.truePositiveShare),
        shareText(roc.atThreshold.falsePositiveShare),
      ]),
    },
  };
}

/** How well each detector tells attackers from honest peers; only of runs in which detectors look. */
export const detectorRoc: Figure = {
  id: "detector-roc",
  section: "security",
  size: "full",
  columns: ["summary.detectors", "summary.attacks"],
  applies: (run) => run.summary.detectors !== undefined,
  view,
};
