import { Presets, SingleBar } from "cli-progress";
import type { Terminal } from "./terminal.ts";

const PLAIN_INTERVAL_MS = 10_000;

/** What a search tells while it runs. */
export interface SearchProgress {
  readonly onStage: (stage: string) => void;
  readonly onWorld: () => void;
  readonly stop: () => void;
}

/** Worlds done and the rung the search is on: a line that redraws itself, elsewhere one every ten seconds. `nowMs`: a monotonic clock. */
export function startSearchProgress(terminal: Terminal, nowMs: () => number): SearchProgress {
  const startedMs = nowMs();
  let [stage, worlds, lastMs] = ["starting", 0, startedMs];
  const text = () => `${worlds} worlds  ${Math.round((nowMs() - startedMs) / 1000)} s  ${stage}`;
  const stream = terminal.liveStream;
  const bar =
    stream === undefined
      ? undefined
      : new SingleBar(
          { format: text, stream, clearOnComplete: true, hideCursor: true, linewrap: false },
          Presets.legacy,
        );
  bar?.start(1, 0);
  const tell = () => {
    if (bar !== undefined) bar.update(0);
    else if (nowMs() - lastMs >= PLAIN_INTERVAL_MS) {
      lastMs = nowMs();
      terminal.err(text());
    }
  };
  return {
    onStage: (name) => {
      stage = name;
      tell();
    },
    onWorld: () => {
      worlds++;
      tell();
    },
    stop: () => bar?.stop(),
  };
}
