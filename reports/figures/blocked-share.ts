import type { EpochRow } from "../../scenarios/result.ts";
import { type Figure, type FigureView, ONE_RUN, type RunResult } from "../figure.ts";
import { figureText, shareText } from "../number-text.ts";
import { inkOf } from "../palette.ts";
import { phaseChanges } from "../run-facts.ts";
import { timePanel } from "../time-lines.ts";

const blockedShareOf = (row: EpochRow) => (row.sessionsRequested > 0 ? row.sessionsBlocked / row.sessionsRequested : 0);

function findingOf(run: RunResult): string {
  const { service } = run.summary;
  if (service.sessionsRequested === 0) return "No session was requested";
  const worst = run.tables.epochs.toSorted((a, b) => blockedShareOf(b) - blockedShareOf(a))[0];
  const overall = `${shareText(service.blockedShare)} of the sessions requested were blocked`;
  if (worst === undefined || blockedShareOf(worst) === 0) return overall;
  return `${overall}; at worst ${shareText(blockedShareOf(worst))}, on day ${figureText(worst.day)}`;
}

function view(run: RunResult): FigureView {
  const { epochs } = run.tables;
  const points = epochs.map((row) => ({ day: row.day, value: blockedShareOf(row) }));
  return {
    title: findingOf(run),
    subtitle: "Share of sessions requested that found no peer, by epoch",
    note: ONE_RUN,
    draw:
      epochs.length === 0
        ? null
        : (frame) => [
            timePanel(
              {
                series: [{ label: "blocked", ink: inkOf("measure"), points }],
                phases: phaseChanges(epochs),
                yLabel: "share of sessions requested",
                yText: shareText,
              },
              frame,
            ),
          ],
    table: {
      caption: "Sessions by epoch",
      columns: ["epoch", "day", "requested", "served", "blocked", "blocked share", "sampled"],
      rows: epochs.map((row) => [
        row.epoch,
        row.day,
        row.sessionsRequested,
        row.sessionsServed,
        row.sessionsBlocked,
        blockedShareOf(row),
        row.sessionsSampled,
      ]),
    },
  };
}

/** Sessions that found no peer, over time. */
export const blockedShare: Figure = {
  id: "blocked-share",
  section: "service",
  size: "half",
  columns: [
    "epochs.day",
    "epochs.phase",
    "epochs.sessionsRequested",
    "epochs.sessionsServed",
    "epochs.sessionsBlocked",
    "epochs.sessionsSampled",
    "summary.service",
  ],
  view,
};
