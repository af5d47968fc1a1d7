import type { HourRow } from "../../scenarios/result.ts";
import { type Figure, type FigureView, ONE_RUN, type RunResult } from "../figure.ts";
import { hourBuckets } from "../hour-buckets.ts";
import { countText, figureText } from "../number-text.ts";
import { inkOf } from "../palette.ts";
import { phaseChanges } from "../run-facts.ts";
import { timePanel } from "../time-lines.ts";

/** Mean of sessions active at each hour of the day that was simulated at all, in the scenario's clock. */
function dayProfile(hours: readonly HourRow[]): readonly { readonly hour: number; readonly sessions: number }[] {
  const groups = Map.groupBy(hours, (row) => row.hour % 24);
  return [...groups].map(([hour, rows]) => ({
    hour,
    sessions: rows.reduce((sum, row) => sum + row.sessionsActive, 0) / rows.length,
  }));
}

const clock = (hour: number) => `${String(hour).padStart(2, "0")}:00`;

function findingOf(hours: readonly HourRow[]): string {
  const ranked = dayProfile(hours).toSorted((a, b) => b.sessions - a.sessions || a.hour - b.hour);
  const busiest = ranked[0];
  const quietest = ranked.at(-1);
  if (busiest === undefined || quietest === undefined || busiest.sessions === 0)
    return "No session was active in any hour";
  const peak = `Sessions peak at ${clock(busiest.hour)} with ${countText(Math.round(busiest.sessions))} at a time`;
  if (quietest.sessions === 0) return `${peak} and fall to none at ${clock(quietest.hour)}`;
  return `${peak}, ${figureText(busiest.sessions / quietest.sessions)} times the low at ${clock(quietest.hour)}`;
}

function view(run: RunResult): FigureView {
  const { hours, epochs } = run.tables;
  const buckets = hourBuckets(hours);
  const phases = phaseChanges(epochs);
  const dayMax = Math.max(1, Math.ceil(buckets.at(-1)?.day ?? 1));
  return {
    title: findingOf(hours),
    subtitle: "Sessions active and peers online, by hour",
    note: `${ONE_RUN} The two panels have their own scales; hours are the scenario's clock.`,
    panelTitles: ["Sessions active", "Peers online"],
    draw:
      buckets.length === 0
        ? null
        : (frame) => [
            timePanel(
              {
                series: [
                  {
                    label: "active",
                    ink: inkOf("measure"),
                    points: buckets.map((b) => ({ day: b.day, value: b.sessionsActive })),
                  },
                ],
                phases,
                yLabel: "at a time",
                height: 210,
                dayMax,
              },
              frame,
            ),
            timePanel(
              {
                series: [
                  {
                    label: "online",
                    ink: inkOf("honest"),
                    points: buckets.map((b) => ({ day: b.day, value: b.peersOnline })),
                  },
                ],
                phases,
                yLabel: "at a time",
                height: 210,
                dayMax,
              },
              frame,
            ),
          ],
    table: {
      caption: "Sessions active and peers online, means over the buckets drawn",
      columns: ["day", "sessions active", "peers online"],
      rows: buckets.map((b) => [b.day, b.sessionsActive, b.peersOnline]),
    },
  };
}

/** The daily tide of users and peers. */
export const onlineByHour: Figure = {
  id: "online-by-hour",
  section: "service",
  size: "full",
  columns: ["hours.hour", "hours.sessionsActive", "hours.peersOnline", "epochs.phase"],
  view,
};
