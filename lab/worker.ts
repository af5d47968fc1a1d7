import { flushCompileCache } from "node:module";
import type { ResolvedScenario } from "../scenarios/resolved-scenario.ts";
import type { ReplicationSummary } from "./quantities.ts";
import type { RunResult, runScenario } from "./run.ts";
import { inProcess, needsProcess, type WorkerPort } from "./worker-process.ts";

/** One world for a worker. */
export interface WorkerTask {
  readonly scenario: ResolvedScenario;
  readonly port: WorkerPort;
}

/** How far a worker's world has come. */
export interface WorkerProgress {
  readonly day: number;
  readonly events: number;
}

/** Runs one world, whole. A cancelled one comes back with `complete: false`. The default export is what the pool calls. */
export default async function replicate(task: WorkerTask): Promise<ReplicationSummary> {
  return await runWorld(task, import.meta.url, replicationIn);
}

/** Carries out the task that the worker module `file` was given, and gives what `outcome` makes of its run. */
export async function runWorld<Outcome>(
  task: WorkerTask,
  file: string,
  outcome: (run: RunResult) => Outcome,
): Promise<Outcome> {
  if (needsProcess(task.scenario)) return await inProcess(file, task);
  const { scenario, port } = task;
  const cancel = new AbortController();
  port.on("message", () => cancel.abort());
  try {
    const run = await loadEngine();
    const result = await run(scenario, {
      signal: cancel.signal,
      onProgress: ({ day, events }) => port.postMessage({ day, events } satisfies WorkerProgress),
    });
    return outcome(result);
  } finally {
    port.close();
  }
}

/** The summary without what differs from run to run. */
export function replicationIn({ summary }: RunResult): ReplicationSummary {
  const { wallSeconds, ...replication } = summary;
  return replication;
}

/** Loads the engine, and has Node keep the compiled code on disk (`workerThreads` says where). */
async function loadEngine(): Promise<typeof runScenario> {
  const engine = await import("./run.ts");
  // The pool ends its threads without the farewell at which Node would write the cache.
  flushCompileCache();
  return engine.runScenario;
}
