import type { RunSummary } from "../../scenarios/result.ts";
import { type Figure, type FigureView, type Frame, ONE_RUN, type RunResult } from "../figure.ts";
import { countText, shareText } from "../number-text.ts";
import { inkOf } from "../palette.ts";
import { phaseChanges } from "../run-facts.ts";
import { timePanel } from "../time-lines.ts";

type NetworkEvents = NonNullable<NonNullable<RunSummary["network"]>["events"]>;
type NetworkHourRow = NetworkEvents["hours"][number];

const HOURS_PER_DAY = 24;

const hoursOf = (run: RunResult): readonly NetworkHourRow[] => run.summary.network?.events?.hours ?? [];

function findingOf(hours: readonly NetworkHourRow[]): string {
  const sum = (field: keyof NetworkHourRow): number => hours.reduce((total, row) => total + row[field], 0);
  const share = (served: number, requested: number): string =>
    requested === 0 ? "none" : shareText(served / requested);
  const there = share(sum("servedThere"), sum("requestedThere"));
  const elsewhere = share(sum("servedElsewhere"), sum("requestedElsewhere"));
  return `Where events happened ${there} of the sessions requested were served, elsewhere ${elsewhere}`;
}

function view(run: RunResult): FigureView {
  const hours = hoursOf(run);
  const panel = (requested: keyof NetworkHourRow, served: keyof NetworkHourRow, frame: Frame) => {
    const points = (field: keyof NetworkHourRow) =>
      hours.map((row) => ({ day: row.hour / HOURS_PER_DAY, value: row[field] }));
    const ink = inkOf("measure");
    const series = [
      { label: "asked", ink: "var(--muted)", points: points(requested) },
      { label: "served", ink, dash: "4,3", points: points(served) },
    ];
    const phases = phaseChanges(run.tables.epochs);
    return timePanel({ series, phases, yLabel: "sessions an hour", yText: countText }, frame);
  };
  return {
    title: hours.length === 0 ? "No event was in this scenario" : findingOf(hours),
    subtitle: "Sessions an hour: affected countries, and all others",
    note: ONE_RUN,
    draw:
      hours.length === 0
        ? null
        : (frame) => [
            panel("requestedThere", "servedThere", frame),
            panel("requestedElsewhere", "servedElsewhere", frame),
          ],
    panelTitles: ["Countries that events are about", "Elsewhere"],
    panelColumns: 2,
    table: {
      caption: "Sessions by hour, affected countries and elsewhere",
      columns: [
        "hour",
        "requested there",
        "served there",
        "blocked there",
        "requested elsewhere",
        "served elsewhere",
        "blocked elsewhere",
      ],
      rows: hours.map((row) => [
        row.hour,
        row.requestedThere,
        row.servedThere,
        row.blockedThere,
        row.requestedElsewhere,
        row.servedElsewhere,
        row.blockedElsewhere,
      ]),
    },
  };
}

/** Service in the countries that events are about, against everywhere else. */
export const serviceUnderEvents: Figure = {
  id: "service-under-events",
  section: "service",
  size: "full",
  columns: ["summary.network", "epochs.phase"],
  applies: (run) => hoursOf(run).length > 0,
  view,
};
