import { flushCompileCache } from "node:module";
import type { CheckWorld } from "./check-plan.ts";
import type { WorldVerdict } from "./check-world.ts";
import type { WorkerProgress } from "./worker.ts";
import { inProcess, needsProcess, type WorkerPort } from "./worker-process.ts";

/** One world for a worker. */
export interface CheckTask {
  readonly world: CheckWorld;
  readonly port: WorkerPort;
}

/** Checks one world; undefined where it was cancelled. The default export is what the pool calls. */
export default async function check(task: CheckTask): Promise<WorldVerdict | undefined> {
  const { world, port } = task;
  const cancel = new AbortController();
  port.on("message", () => cancel.abort());
  const [{ checkWorld }, { scenarioOf }] = await Promise.all([import("./check-world.ts"), import("./check-plan.ts")]);
  // The pool ends its threads without the farewell at which Node would write the cache.
  flushCompileCache();
  const scenario = scenarioOf(world);
  try {
    if (needsProcess(scenario)) return await inProcess(import.meta.url, task);
    return await checkWorld(scenario, {
      signal: cancel.signal,
      onProgress: ({ day, events }) => port.postMessage({ day, events } satisfies WorkerProgress),
    });
  } finally {
    port.close();
  }
}
