import { Presets, SingleBar } from "cli-progress";
import type { Terminal } from "./terminal.ts";

/** What a run tells about itself while it runs. */
export interface ProgressFacts {
  /** Simulated days done, and to do. */
  readonly day: number;
  readonly days: number;
  readonly events: number;
  readonly eventsPerSecond: number;
  /** Transactions that really ran on chain so far. */
  readonly transactions: number;
  readonly etaSeconds: number;
  /** What the run is at, e.g. `simulating`. */
  readonly stage: string;
}

export interface ProgressLine {
  readonly update: (progress: ProgressFacts) => void;
  /** Takes the line away; call once, whatever happened. */
  readonly stop: () => void;
}

const PLAIN_INTERVAL_MS = 10_000;

/** One line: `day 12/21  3.2M events/s  1,402 tx  eta 0:31`. */
export function progressText(progress: ProgressFacts): string {
  const { day, days, eventsPerSecond, transactions, etaSeconds, stage } = progress;
  const parts = [`day ${Math.floor(day)}/${Math.ceil(days)}`, `${rateText(eventsPerSecond)} events/s`];
  parts.push(`${groupedText(transactions)} tx`, `eta ${clockText(etaSeconds)}`);
  return stage === "" ? parts.join("  ") : `${parts.join("  ")}  ${stage}`;
}

/** `999`, `12.3k`, `3.2M`. */
function rateText(value: number): string {
  if (value >= 999_950) return `${(value / 1e6).toFixed(1)}M`;
  return value >= 999.5 ? `${(value / 1e3).toFixed(1)}k` : value.toFixed(0);
}

function groupedText(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `0:31`, `1:02:03`; `-:--` while unknown. */
function clockText(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return "-:--";
  const whole = Math.ceil(seconds);
  const two = (part: number) => String(part).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** A line that redraws itself on a terminal; elsewhere a plain line every ten seconds. `nowMs` is a monotonic clock. */
export function startProgressLine(terminal: Terminal, nowMs: () => number): ProgressLine {
  return terminal.liveStream === undefined ? plainLines(terminal, nowMs) : liveLine(terminal.liveStream);
}

function plainLines(terminal: Terminal, nowMs: () => number): ProgressLine {
  let lastMs = nowMs();
  const update = (progress: ProgressFacts) => {
    if (nowMs() - lastMs < PLAIN_INTERVAL_MS) return;
    lastMs = nowMs();
    terminal.err(progressText(progress));
  };
  return { update, stop: () => undefined };
}

function liveLine(stream: NodeJS.WriteStream): ProgressLine {
  let latest = "starting";
  const format = () => latest;
  const bar = new SingleBar(
    { format, stream, clearOnComplete: true, hideCursor: true, linewrap: false },
    Presets.legacy,
  );
  bar.start(1, 0);
  const update = (progress: ProgressFacts) => {
    latest = progressText(progress);
    bar.update(Math.min(1, progress.day / progress.days));
  };
  return { update, stop: () => bar.stop() };
}
