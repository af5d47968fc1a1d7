import type { Estimates } from "./result.ts";

/** One combination of the varied values. */
export interface SweepPoint {
  /** Value of each varied path as given, in the order of the axes. */
  readonly values: Readonly<Record<string, string>>;
  /** Replications finished. */
  readonly replications: number;
  readonly estimates: Estimates;
  /** This point less the first, world by world of the same seed; empty at the first point. */
  readonly differences: Estimates;
}

/** What a sweep found: `sweep.json` gives it with the names of `RunSummary` nested as there. */
export interface SweepResult {
  readonly format: 1;
  readonly scenario: string;
  readonly question: string;
  readonly seed: string;
  /** Replications asked for at each point; replication i has the seed `seed#i` at every point. */
  readonly seeds: number;
  /** All replications of all points are in. */
  readonly complete: boolean;
  /** Whether replications settled on the programs, in words. */
  readonly chain: string;
  readonly axes: readonly { readonly path: string; readonly values: readonly string[] }[];
  /** First axis slowest. */
  readonly points: readonly SweepPoint[];
  /** The scenario's checks: in how many of the worlds each failed. */
  readonly checks: readonly { readonly name: string; readonly failed: number; readonly worlds: number }[];
  /** What a reader must know before believing the rest. */
  readonly notes: readonly string[];
  readonly commit: string;
  readonly versions: Readonly<Record<string, string>>;
  /** The one-line command that repeats the sweep. */
  readonly replay: string;
}
