import * as Plot from "@observablehq/plot";
import type { TierName } from "../../scenarios/result.ts";
import { type Figure, type FigureView, type Frame, ONE_RUN, type RunResult } from "../figure.ts";
import { shareText } from "../number-text.ts";
import { tierInk } from "../palette.ts";
import { paramsInForce } from "../params-in-force.ts";
import { TIERS } from "../stake-coverage.ts";

interface TierSampling {
  readonly tier: TierName;
  readonly name: string;
  readonly sessions: number;
  readonly sampled: number;
  readonly share: number;
  /** What the tier's parameter asks for. */
  readonly target: number;
}

/** Sampled share of each tier that had sessions, over the epochs of the last phase. */
function samplingByTier(run: RunResult): readonly TierSampling[] {
  const params = paramsInForce(run.manifest);
  const phase = run.tables.epochs.at(-1)?.phase;
  const epochs = new Set(run.tables.epochs.filter((row) => row.phase === phase).map((row) => row.epoch));
  return TIERS.flatMap((tier) => {
    const rows = run.tables.tiers.filter((row) => row.tier === tier && epochs.has(row.epoch));
    const sessions = rows.reduce((sum, row) => sum + row.sessions, 0);
    const sampled = rows.reduce((sum, row) => sum + row.sampledSessions, 0);
    if (sessions === 0) return [];
    const name = tier.charAt(0).toUpperCase() + tier.slice(1);
    return [{ tier, name, sessions, sampled, share: sampled / sessions, target: params[`tiers.${tier}.sampling`] }];
  });
}

function findingOf(rows: readonly TierSampling[], phase: number | undefined): string {
  const furthest = rows.toSorted((a, b) => Math.abs(b.share - b.target) - Math.abs(a.share - a.target))[0];
  if (furthest === undefined) return "No session could be sampled";
  if (phase === 1)
    return `In phase 1 every tier is verified in full: ${shareText(Math.min(...rows.map((row) => row.share)))} of sessions or more`;
  const gap = Math.abs(furthest.share - furthest.target);
  if (gap < 0.005) return "Every tier was sampled at its rate, within half a point";
  return `${furthest.name} was sampled furthest from its rate: ${shareText(furthest.share)} against ${shareText(furthest.target)}`;
}

function options(rows: readonly TierSampling[], frame: Frame): Plot.PlotOptions {
  return {
    width: frame.width,
    height: 62 + 34 * rows.length,
    marginTop: 22,
    marginBottom: 40,
    marginLeft: 72,
    marginRight: 52,
    x: {
      domain: [0, 1],
      label: "share of sessions sampled",
      labelAnchor: "center",
      labelArrow: "none",
      grid: true,
      ticks: 4,
      tickFormat: shareText,
    },
    y: { domain: rows.map((row) => row.name), label: null, tickSize: 0 },
    marks: [
      Plot.barX(rows, {
        y: "name",
        x: "share",
        fill: (row: TierSampling) => tierInk(row.tier),
        insetTop: 3,
        insetBottom: 3,
      }),
      Plot.tickX(rows, { y: "name", x: "target", stroke: "currentColor", strokeWidth: 3 }),
      Plot.ruleX([0], { stroke: "currentColor", strokeOpacity: 0.5 }),
      Plot.text(rows, {
        y: "name",
        frameAnchor: "right",
        textAnchor: "start",
        dx: 6,
        text: (row: TierSampling) => shareText(row.share),
        fontWeight: 600,
      }),
    ],
  };
}

function view(run: RunResult): FigureView {
  const rows = samplingByTier(run);
  const phase = run.tables.epochs.at(-1)?.phase;
  return {
    title: findingOf(rows, phase),
    subtitle: `Share of sessions sent through the egress by tier${phase === undefined ? "" : `, phase ${phase}`}; the upright stroke is the tier's rate`,
    note: `${ONE_RUN} Peers under investigation are sampled in full, which lifts a tier above its rate.`,
    draw: rows.length === 0 ? null : (frame) => [options(rows, frame)],
    table: {
      caption: "Sampled sessions by tier",
      columns: ["tier", "sessions", "sampled", "share", "the tier's rate"],
      rows: rows.map((row) => [row.name, row.sessions, row.sampled, row.share, row.target]),
    },
  };
}

/** Whether sampling did what the tiers say. */
export const sampledShare: Figure = {
  id: "sampled-share",
  section: "service",
  size: "half",
  columns: [
    "tiers.tier",
    "tiers.epoch",
    "tiers.sessions",
    "tiers.sampledSessions",
    "epochs.phase",
    "manifest.changedParams",
  ],
  view,
};
