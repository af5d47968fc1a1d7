import { type Figure, type FigureView, ONE_RUN, type RunResult } from "../figure.ts";
import { figureText, THIN_SPACE } from "../number-text.ts";
import { inkOf } from "../palette.ts";
import { phaseChanges } from "../run-facts.ts";
import { timePanel } from "../time-lines.ts";

const MS_PER_S = 1_000;

const secondsText = (ms: number) => `${figureText(ms / MS_PER_S)}${THIN_SPACE}s`;

function view(run: RunResult): FigureView {
  const { epochs } = run.tables;
  const { service } = run.summary;
  const p50 = epochs.map((row) => ({ day: row.day, value: row.setupMsP50 / MS_PER_S }));
  const p95 = epochs.map((row) => ({ day: row.day, value: row.setupMsP95 / MS_PER_S }));
  return {
    title:
      service.sessionsServed === 0
        ? "No session was set up"
        : `Half of the sessions were up within ${secondsText(service.setupMsP50)}; one in twenty took longer than ${secondsText(service.setupMsP95)}`,
    subtitle: "Time from a user's request to a working connection, seconds, by epoch",
    note: `The band is the spread over sessions. ${ONE_RUN}`,
    draw:
      epochs.length === 0
        ? null
        : (frame) => [
            timePanel(
              {
                series: [
                  { label: "P95", ink: inkOf("measure"), dash: "2,3", points: p95 },
                  { label: "median", ink: inkOf("measure"), points: p50 },
                ],
                bands: [
                  {
                    ink: inkOf("measure"),
                    points: p50.map(({ day, value }, index) => ({ day, low: value, high: p95[index]?.value ?? value })),
                  },
                ],
                phases: phaseChanges(epochs),
                yLabel: "seconds",
              },
              frame,
            ),
          ],
    table: {
      caption: "Set-up time by epoch, milliseconds",
      columns: ["epoch", "day", "median", "P95"],
      rows: epochs.map((row) => [row.epoch, row.day, row.setupMsP50, row.setupMsP95]),
    },
  };
}

/** How long a user waits for a connection. */
export const setupTime: Figure = {
  id: "setup-time",
  section: "service",
  size: "half",
  columns: ["epochs.day", "epochs.phase", "epochs.setupMsP50", "epochs.setupMsP95", "summary.service"],
  view,
};
