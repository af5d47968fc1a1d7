import type { SweepPoint, SweepResult } from "../scenarios/sweep-result.ts";
import { estimatesOf, pairedDifferences } from "./estimate.ts";
import {
  type MonteCarloOptions,
  type MonteCarloProgress,
  type Replication,
  replicationOf,
  runReplications,
} from "./montecarlo.ts";
import { type Quantities, quantitiesOf, type ReplicationSummary } from "./quantities.ts";
import { pointText, requireCount, type SweepPlan, worldLine } from "./sweep-plan.ts";
import type { SweepStore } from "./sweep-store.ts";

/** Threads beyond any machine that runs this. */
export const WORKERS_MAX = 1_024;

export interface SweepOptions {
  /** Worlds at a time. */
  readonly workers: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: MonteCarloProgress) => void;
  readonly onWarning?: (text: string) => void;
}

/** A sweep's result, and what it took: the latter differs between an interrupted and an uninterrupted one. */
export interface SweepOutcome {
  readonly result: SweepResult;
  /** Replications found in the store. */
  readonly found: number;
  /** Replications run now. */
  readonly ran: number;
  /** Shards that were damaged, each with what was wrong; they were run anew. */
  readonly damaged: readonly string[];
}

/** What the merge needs of one world. */
interface WorldFacts {
  readonly quantities: Quantities;
  readonly stateHash: string;
  readonly checks: ReplicationSummary["checks"];
}

/** Worlds by point and seed; undefined where none is in. */
type Worlds = readonly (WorldFacts | undefined)[][];

/**
 * Runs what the store lacks of `plan` and merges all of it. Merging goes by point and seed, so the result has the same bytes whatever
 * the number of workers and interruptions. With a signal, finished worlds stay in the store and the result says `complete: false`.
 * @throws TwinError SWEEP_COUNT; ReplicationFailure
 */
export async function runSweep(plan: SweepPlan, store: SweepStore, options: SweepOptions): Promise<SweepOutcome> {
  requireCount("--workers", options.workers, WORKERS_MAX);
  const { seeds } = plan.request;
  const worlds = plan.points.map(() => new Array<WorldFacts | undefined>(seeds).fill(undefined));
  const missing: { readonly point: number; readonly seedIndex: number; readonly replication: Replication }[] = [];
  const damaged: string[] = [];
  // Seed by seed, so that an interrupted sweep has about as many worlds at every point.
  for (let seedIndex = 0; seedIndex < seeds; seedIndex++) {
    for (let point = 0; point < plan.points.length; point++) {
      const reading = store.read(point, seedIndex);
      if (reading.kind === "whole") worlds[point][seedIndex] = factsOf(reading.summary);
      else missing.push({ point, seedIndex, replication: plannedReplication(plan, point, seedIndex) });
      if (reading.kind === "damaged") damaged.push(`${reading.file}: ${reading.problem}`);
    }
  }
  for (const text of damaged) options.onWarning?.(`damaged shard, run anew: ${text}`);
  let ran = 0;
  const keep: MonteCarloOptions["onResult"] = (index, summary) => {
    const { point, seedIndex } = missing[index];
    worlds[point][seedIndex] = factsOf(store.write(point, seedIndex, summary));
    ran++;
  };
  await runReplications(
    missing.map(({ replication }) => replication),
    { ...options, onResult: keep },
  );
  const found = plan.points.length * seeds - missing.length;
  return { result: mergedResult(plan, worlds), found, ran, damaged };
}

function plannedReplication(plan: SweepPlan, point: number, seedIndex: number): Replication {
  const scenario = replicationOf(plan.points[point].scenario, seedIndex);
  const name = `replication ${seedIndex} at ${pointText(plan.points[point])} (seed ${scenario.seed})`;
  return { name, scenario, replay: worldLine(plan.request.scenario, scenario) };
}

function factsOf(summary: ReplicationSummary): WorldFacts {
  return { quantities: quantitiesOf(summary), stateHash: summary.stateHash, checks: summary.checks };
}

function mergedResult(plan: SweepPlan, worlds: Worlds): SweepResult {
  const { request, points, axes } = plan;
  const [first] = points;
  const quantities = worlds.map((row) => row.map((world) => world?.quantities));
  return {
    format: 1,
    scenario: first.scenario.name,
    question: first.scenario.question,
    seed: first.scenario.seed,
    seeds: request.seeds,
    complete: worlds.every((row) => row.every((world) => world !== undefined)),
    chain: chainText(plan),
    axes,
    points: points.map(({ values }, index): SweepPoint => {
      return {
        values,
        replications: worlds[index].filter((world) => world !== undefined).length,
        estimates: estimatesOf(quantities[index]),
        differences: index === 0 ? {} : pairedDifferences(quantities[index], quantities[0]),
      };
    }),
    checks: checksOf(worlds),
    notes: notesOf(plan, worlds),
    commit: request.commit,
    versions: request.versions,
    replay: plan.replay,
  };
}

function chainText({ points }: SweepPlan): string {
  const cohorts = new Set(points.map(({ scenario: { chain } }) => (chain.backend === "none" ? "none" : chain.cohort)));
  if (cohorts.size === 1 && cohorts.has("none"))
    return "none: worlds of a sweep settle on the in-memory ledger alone unless it is asked --set chain.cohort=N";
  return `cohort ${[...cohorts].join(", ")}`;
}

function checksOf(worlds: Worlds): SweepResult["checks"] {
  const all = worlds.flatMap((row) => row.flatMap((world) => world?.checks ?? []));
  return [...new Set(all.map(({ name }) => name))].map((name) => {
    const own = all.filter((check) => check.name === name);
    return { name, failed: own.filter(({ passed }) => !passed).length, worlds: own.length };
  });
}

function notesOf(plan: SweepPlan, worlds: Worlds): readonly string[] {
  const notes: string[] = [];
  const [firstWorlds, ...others] = worlds;
  const same = others.flatMap((row, index) => {
    const equal = row.every((world, seed) => world !== undefined && world.stateHash === firstWorlds[seed]?.stateHash);
    return equal ? [pointText(plan.points[index + 1])] : [];
  });
  if (same.length > 0) {
    const which = same.length === others.length ? "all" : `${same.length} of ${others.length}`;
    notes.push(
      `${which} other points have the state hashes of the first (${same.join("; ")}): only books differ, if any`,
    );
  }
  if (plan.request.seeds < 2) notes.push("one replication a point: no interval can be given");
  return notes;
}
