import { type Figure, type FigureView, ONE_RUN, type RunResult } from "../figure.ts";
import { figureText, lanternText } from "../number-text.ts";
import { inkOf } from "../palette.ts";
import { medianOf, phaseChanges } from "../run-facts.ts";
import { timePanel } from "../time-lines.ts";

function findingOf(run: RunResult): string {
  const paid = run.tables.epochs.filter((row) => row.verifiedGb > 0);
  const phases = [...new Set(paid.map((row) => row.phase))];
  const medians = phases.map((phase) => ({
    phase,
    value: medianOf(paid.filter((row) => row.phase === phase).map((row) => row.lanternPerGb)),
  }));
  const first = medians[0];
  if (first === undefined) return "No traffic was verified, so no GB was paid";
  const last = medians.at(-1) ?? first;
  if (medians.length === 1) return `A verified GB earned ${lanternText(first.value)} in the median epoch`;
  return `A verified GB earned ${figureText(first.value)} LANTERN in phase ${first.phase} and ${figureText(last.value)} in phase ${last.phase}`;
}

function view(run: RunResult): FigureView {
  const { epochs } = run.tables;
  const points = epochs.map((row) => ({ day: row.day, value: row.lanternPerGb }));
  return {
    title: findingOf(run),
    subtitle: "LANTERN for each verified GB, by epoch",
    note: `${ONE_RUN} The simulated peers share the whole schedule, so fewer bytes mean more LANTERN for each.`,
    draw:
      epochs.length === 0
        ? null
        : (frame) => [
            timePanel(
              {
                series: [{ label: "per GB", ink: inkOf("measure"), points }],
                phases: phaseChanges(epochs),
                yLabel: "LANTERN for each GB",
              },
              frame,
            ),
          ],
    table: {
      caption: "LANTERN for each verified GB, by epoch",
      columns: ["epoch", "day", "LANTERN per GB", "verified, GB", "delivered, GB"],
      rows: epochs.map((row) => [row.epoch, row.day, row.lanternPerGb, row.verifiedGb, row.deliveredGb]),
    },
  };
}

/** What a verified GB earned over time: the number that makes networks of different size comparable. */
export const lanternPerGb: Figure = {
  id: "lantern-per-gb",
  section: "earnings",
  size: "full",
  columns: ["epochs.day", "epochs.phase", "epochs.lanternPerGb", "epochs.verifiedGb", "epochs.deliveredGb"],
  view,
};
