import { flushCompileCache } from "node:module";
import type { MessagePort } from "node:worker_threads";
import type { CheckWorld } from "./check-plan.ts";
import type { WorldVerdict } from "./check-world.ts";
import type { WorkerProgress } from "./worker.ts";

/** One world for a worker. Progress leaves through `port`; any message that comes in through it cancels. */
export interface CheckTask {
  readonly world: CheckWorld;
  readonly port: MessagePort;
}

/** Checks one world; undefined where it was cancelled. The default export is what the pool calls. */
export default async function check({ world, port }: CheckTask): Promise<WorldVerdict | undefined> {
  const cancel = new AbortController();
  port.on("message", () => cancel.abort());
  const [{ checkWorld }, { scenarioOf }] = await Promise.all([import("./check-world.ts"), import("./check-plan.ts")]);
  // The pool ends its threads without the farewell at which Node would write the cache.
  flushCompileCache();
  try {
    return await checkWorld(scenarioOf(world), {
      signal: cancel.signal,
      onProgress: ({ day, events }) => port.postMessage({ day, events } satisfies WorkerProgress),
    });
  } finally {
    port.close();
  }
}
