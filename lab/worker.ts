import { flushCompileCache } from "node:module";
import type { ResolvedScenario } from "../scenarios/resolved-scenario.ts";
import type { ReplicationSummary } from "./quantities.ts";
import type { runScenario } from "./run.ts";
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
  if (needsProcess(task.scenario)) return await inProcess(import.meta.url, task);
  const { scenario, port } = task;
  const cancel = new AbortController();
  port.on("message", () => cancel.abort());
  try {
    const run = await loadEngine();
    const { summary } = await run(scenario, {
      signal: cancel.signal,
      onProgress: ({ day, events }) => port.postMessage({ day, events } satisfies WorkerProgress),
    });
    const { wallSeconds, ...replication } = summary;
    return replication;
  } finally {
    port.close();
  }
}

/** Loads the engine, and has Node keep the compiled code on disk (`workerThreads` says where). */
export async function loadEngine(): Promise<typeof runScenario> {
  const engine = await import("./run.ts");
  // The pool ends its threads without the farewell at which Node would write the cache.
  flushCompileCache();
  return engine.runScenario;
}
