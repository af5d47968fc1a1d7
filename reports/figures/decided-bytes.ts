import type { RunSummary } from "../../scenarios/result.ts";
import { type Figure, type FigureView, ONE_RUN, type RunResult } from "../figure.ts";
import { countText, shareText, signedShareText } from "../number-text.ts";
import { inkOf } from "../palette.ts";
import { phaseChanges } from "../run-facts.ts";
import { type TimeSeries, timePanel } from "../time-lines.ts";

type CommitteeSummary = NonNullable<RunSummary["phase3"]>;

type EpochDecision = CommitteeSummary["perEpoch"][number];

function findingOf(phase3: CommitteeSummary | undefined): string {
  if (phase3 === undefined) return "No phase 3 was in this scenario";
  const decided = phase3.epochsAgreed + phase3.epochsForged;
  if (decided === 0) return "No epoch was decided, so nobody was paid";
  const of = `${countText(phase3.epochsForged)} of ${countText(decided)} decided epochs`;
  const moved = `${shareText(Math.abs(phase3.friendShareGain))} of all paid bytes`;
  if (Math.abs(phase3.friendShareGain) < 1e-4) return `Liars forged ${of} and moved under 0.01% of paid bytes`;
  return `Liars forged ${of}; their friends ${phase3.friendShareGain > 0 ? "gained" : "lost"} ${moved}`;
}

function view(run: RunResult): FigureView {
  const { phase3 } = run.summary;
  const { epochs } = run.tables;
  const decisions = phase3?.perEpoch ?? [];
  const dayOf = new Map(epochs.map((row) => [row.epoch, row.day]));
  const points = (value: (row: EpochDecision) => number | null): TimeSeries["points"] =>
    decisions.map((row) => ({ day: dayOf.get(row.epoch) ?? Number.NaN, value: value(row) ?? Number.NaN }));
  const series: TimeSeries[] = [
    { label: "all others", ink: inkOf("honest"), dash: "5,4", points: points((row) => row.othersDeviation) },
    { label: "liars' friends", ink: inkOf("attack-1"), points: points((row) => row.friendsDeviation) },
  ].map((line) => ({ ...line, points: line.points.filter(({ day }) => Number.isFinite(day)) }));
  const drawn = series.some((line) => line.points.some(({ value }) => Number.isFinite(value)));
  return {
    title: findingOf(phase3),
    subtitle: "Decided above true bytes of the epoch, per cent of the true bytes",
    note: `${ONE_RUN} The true bytes are known to the simulator alone, and honest meters miss a little of them; an epoch without a root has no point.`,
    draw: drawn
      ? (frame) => [
          timePanel(
            { series, phases: phaseChanges(epochs), yLabel: "decided above true", yText: signedShareText, height: 260 },
            frame,
          ),
        ]
      : null,
    table: {
      caption: "What verifiers decided, by epoch",
      columns: [
        "epoch",
        "outcome",
        "others, decided above true",
        "friends, decided above true",
        "peers outside honest reports",
      ],
      rows: decisions.map((row) => [
        row.epoch,
        row.outcome,
        row.othersDeviation === null ? null : signedShareText(row.othersDeviation),
        row.friendsDeviation === null ? null : signedShareText(row.friendsDeviation),
        row.outsidePeers,
      ]),
    },
  };
}

/** Phase 3: decided against true bytes, epoch by epoch, of the peers that lying verifiers favour and of all others. */
export const decidedBytes: Figure = {
  id: "decided-bytes",
  section: "verifiers",
  size: "full",
  columns: ["summary.phase3", "epochs.epoch", "epochs.day", "epochs.phase"],
  applies: (run) => run.summary.phase3 !== undefined,
  view,
};
