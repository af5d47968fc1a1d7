import { type Figure, type FigureView, ONE_RUN, type RunResult } from "../figure.ts";
import { figureText, THIN_SPACE } from "../number-text.ts";
import { inkOf } from "../palette.ts";
import { medianOf, phaseChanges } from "../run-facts.ts";
import { timePanel } from "../time-lines.ts";

function findingOf(run: RunResult): string {
  const { epochs } = run.tables;
  const phases = [...new Set(epochs.map((row) => row.phase))];
  const typical = phases.map((phase) =>
    medianOf(epochs.filter((row) => row.phase === phase).map((row) => row.throughputMbpsP50)),
  );
  if (epochs.every((row) => row.throughputMbpsP50 === 0)) return "No session carried a measurable rate";
  const first = `A typical session ran at ${figureText(typical[0] ?? null)}${THIN_SPACE}Mbit/s`;
  return phases.length < 2
    ? first
    : `${first} in phase ${phases[0]} and ${figureText(typical.at(-1) ?? null)} in phase ${phases.at(-1)}`;
}

function view(run: RunResult): FigureView {
  const { epochs } = run.tables;
  const line = (label: string, dash: string | undefined, value: (row: (typeof epochs)[number]) => number) => ({
    label,
    ink: inkOf("measure"),
    ...(dash === undefined ? {} : { dash }),
    points: epochs.map((row) => ({ day: row.day, value: value(row) })),
  });
  const band = epochs.map((row) => ({ day: row.day, low: row.throughputMbpsP10, high: row.throughputMbpsP90 }));
  return {
    title: findingOf(run),
    subtitle: "Throughput of sessions, Mbit/s, by epoch: median with the 10th to 90th percentile",
    note: `The band is the spread over sessions. ${ONE_RUN}`,
    draw:
      epochs.length === 0
        ? null
        : (frame) => [
            timePanel(
              {
                series: [
                  line("P90", "2,3", (row) => row.throughputMbpsP90),
                  line("median", undefined, (row) => row.throughputMbpsP50),
                  line("P10", "2,3", (row) => row.throughputMbpsP10),
                ],
                bands: [{ ink: inkOf("measure"), points: band }],
                phases: phaseChanges(epochs),
                yLabel: "Mbit/s",
              },
              frame,
            ),
          ],
    table: {
      caption: "Throughput of sessions, Mbit/s, by epoch",
      columns: ["epoch", "day", "P10", "median", "P90"],
      rows: epochs.map((row) => [
        row.epoch,
        row.day,
        row.throughputMbpsP10,
        row.throughputMbpsP50,
        row.throughputMbpsP90,
      ]),
    },
  };
}

/** What a session's user got, and how that spreads. */
export const throughput: Figure = {
  id: "throughput",
  section: "service",
  size: "half",
  columns: [
    "epochs.day",
    "epochs.phase",
    "epochs.throughputMbpsP10",
    "epochs.throughputMbpsP50",
    "epochs.throughputMbpsP90",
  ],
  view,
};
