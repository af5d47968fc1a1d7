import { loadResolved } from "../scenarios/load.ts";
import type { RunManifest } from "../scenarios/result.ts";
import { labError } from "./codes.ts";
import { commitOf, dependencyVersions } from "./provenance.ts";
import { type Progress, runScenario } from "./run.ts";

/** How a repeated run compares with its record. */
export interface ReplayOutcome {
  readonly scenario: string;
  readonly seed: string;
  /** Epochs of the record. */
  readonly epochs: number;
  /** Epochs whose state hashes agree, from the first. */
  readonly agreeing: number;
  /** Where the two part: the first epoch whose hash differs; null where none does. */
  readonly partsAt: { readonly epoch: number; readonly recorded: string; readonly repeated: string } | null;
  /** Interrupted before it parted or ended. */
  readonly interrupted: boolean;
  /** What is not as it was at the time of the record: commit, Node, packages. */
  readonly changed: readonly { readonly what: string; readonly recorded: string; readonly now: string }[];
}

export interface ReplayOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Runs the record's resolved scenario again and compares state hashes epoch by epoch, up to the first that differs or the record's
 * last (a record may be of an interrupted run).
 * @throws ScenarioError where the record is no scenario of this version, TwinError REPLAY_EMPTY
 */
export async function replayRun(
  manifest: RunManifest,
  file: string,
  options: ReplayOptions = {},
): Promise<ReplayOutcome> {
  const recorded = manifest.stateHashes;
  if (recorded.length === 0) {
    const facts = { file, field: "stateHashes", value: recorded, expected: "a run of at least one epoch" };
    throw labError("REPLAY_EMPTY", "nothing to compare with", facts);
  }
  const scenario = loadResolved(manifest.scenario, manifest.resolved, file);
  const repeated: string[] = [];
  const enough = new AbortController();
  const signal = AbortSignal.any([enough.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  await runScenario(scenario, {
    signal,
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    onEpoch: ({ stateHash }) => {
      repeated.push(stateHash);
      const parted = stateHash !== recorded[repeated.length - 1];
      if (parted || repeated.length === recorded.length) enough.abort();
    },
  });
  const different = recorded.findIndex((hash, epoch) => repeated[epoch] !== undefined && repeated[epoch] !== hash);
  return {
    scenario: manifest.scenario,
    seed: manifest.seed,
    epochs: recorded.length,
    agreeing: different < 0 ? repeated.length : different,
    partsAt: different < 0 ? null : { epoch: different, recorded: recorded[different], repeated: repeated[different] },
    interrupted: different < 0 && repeated.length < recorded.length,
    changed: await changesSince(manifest),
  };
}

async function changesSince({ commit, versions }: RunManifest): Promise<ReplayOutcome["changed"]> {
  const now: Readonly<Record<string, string>> = { commit: commitOf(), ...(await dependencyVersions()) };
  const then: Readonly<Record<string, string>> = { commit, ...versions };
  return Object.keys({ ...then, ...now })
    .filter((what) => then[what] !== now[what])
    .map((what) => ({ what, recorded: then[what] ?? "none", now: now[what] ?? "none" }));
}
