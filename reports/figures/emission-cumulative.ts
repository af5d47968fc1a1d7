import type { EpochRow } from "../../scenarios/result.ts";
import { type Figure, type FigureView, ONE_RUN, type RunResult } from "../figure.ts";
import { lanternOf, lanternText, shareText } from "../number-text.ts";
import { inkOf } from "../palette.ts";
import { phaseChanges } from "../run-facts.ts";
import { type TimeSeries, timePanel } from "../time-lines.ts";

/** Running sum of one column, one point an epoch, starting at zero on day 0. */
function runningSum(rows: readonly EpochRow[], column: (row: EpochRow) => number): TimeSeries["points"] {
  let sum = 0;
  const points = rows.map((row) => {
    sum += column(row);
    return { day: row.day, value: sum };
  });
  return points.length === 0 ? [] : [{ day: 0, value: 0 }, ...points];
}

function findingOf(run: RunResult): string {
  const scheduled = lanternOf(run.summary.emission.scheduledBase);
  const claimed = lanternOf(run.summary.emission.claimedBase);
  if (scheduled === 0) return "Nothing was scheduled";
  return `Peers claimed ${shareText(claimed / scheduled)} of the ${lanternText(scheduled)} scheduled`;
}

function view(run: RunResult): FigureView {
  const { epochs } = run.tables;
  const scheduled = runningSum(epochs, (row) => row.scheduledLantern);
  const minted = runningSum(epochs, (row) => row.mintedLantern);
  const claimed = runningSum(epochs, (row) => row.claimedLantern);
  // Minting on claim makes the two lines one: one label then, rather than two that seem to differ.
  const same = minted.every(
    (point, index) => Math.abs(point.value - (claimed[index]?.value ?? 0)) <= 1e-6 * point.value,
  );
  const series: TimeSeries[] = [
    { label: "scheduled", ink: inkOf("scheduled"), dash: "5,4", points: scheduled },
    ...(same ? [] : [{ label: "claimed", ink: inkOf("claimed"), dash: "2,3", points: claimed }]),
    { label: same ? "minted = claimed" : "minted", ink: inkOf("minted"), points: minted },
  ];
  return {
    title: findingOf(run),
    subtitle: "Emission since the start, LANTERN",
    note: `${ONE_RUN} The schedule is exact, not estimated.`,
    draw:
      epochs.length === 0
        ? null
        : (frame) => [
            timePanel({ series, phases: phaseChanges(epochs), yLabel: "LANTERN since the start", height: 280 }, frame),
          ],
    table: {
      caption: "Emission by epoch, LANTERN",
      columns: ["epoch", "day", "scheduled", "submitted", "minted", "claimed", "burned"],
      rows: epochs.map((row) => [
        row.epoch,
        row.day,
        row.scheduledLantern,
        row.submittedLantern,
        row.mintedLantern,
        row.claimedLantern,
        row.burnedLantern,
      ]),
    },
  };
}

/** What the schedule allowed, what was minted, what was claimed: cumulative lines. */
export const emissionCumulative: Figure = {
  id: "emission-cumulative",
  section: "emission",
  size: "half",
  columns: [
    "epochs.day",
    "epochs.phase",
    "epochs.scheduledLantern",
    "epochs.submittedLantern",
    "epochs.mintedLantern",
    "epochs.claimedLantern",
    "epochs.burnedLantern",
    "summary.emission",
  ],
  view,
};
