import { fork } from "node:child_process";
import { isMainThread } from "node:worker_threads";
import { type ResolvedScenario, settlesOnPrograms } from "../scenarios/resolved-scenario.ts";

const PROCESS_FILE = new URL("./worker-process-main.ts", import.meta.url);

/** What a worker and whoever gave it its world tell each other meanwhile: progress leaves, and any message that comes in cancels. */
export interface WorkerPort {
  postMessage(message: unknown): void;
  on(event: "message", listener: (message: unknown) => void): unknown;
  close(): void;
}

/** Sent to the process first: what its task is, and the module whose default export carries it out. */
export interface ProcessOrder {
  readonly file: string;
  readonly task: Readonly<Record<string, unknown>>;
}

/** What came in through the task's port, passed on. */
export interface ProcessMessage {
  readonly message: unknown;
}

/** Comes back from the process: progress, then how it ended. */
export type ProcessReport =
  | { readonly progress: unknown }
  | { readonly result: unknown }
  | { readonly failure: string };

/**
 * Whether a world must leave this thread for a process of its own. One that settles on the programs must: bankrun 0.4.0 brings a process
 * down in which a second thread has used it (memory of one thread's runtime freed in the other's; `lab/montecarlo.test.ts`).
 */
export function needsProcess({ chain }: ResolvedScenario): boolean {
  return !isMainThread && settlesOnPrograms(chain);
}

/**
 * Carries out a worker's task in a process of its own: as the default export of `file` would on this thread, its port included.
 * @throws Error with the message of what was thrown there, or of how the process ended without an answer
 */
export async function inProcess<Result>(
  file: string,
  { port, ...task }: { readonly port: WorkerPort },
): Promise<Result> {
  const child = fork(PROCESS_FILE, { serialization: "advanced" });
  port.on("message", (message) => child.connected && child.send({ message } satisfies ProcessMessage));
  return await new Promise<Result>((resolve, reject) => {
    child.on("message", (report: ProcessReport) => {
      if ("progress" in report) port.postMessage(report.progress);
      else if ("result" in report) resolve(report.result as Result);
      else reject(new Error(report.failure));
    });
    child.on("error", reject);
    child.on("exit", (code, signal) =>
      reject(new Error(`the world's process ended without an answer: ${signal ?? `exit code ${code}`}`)),
    );
    child.send({ file, task } satisfies ProcessOrder);
  });
}
