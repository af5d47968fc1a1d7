import { MessageChannel } from "node:worker_threads";
import type { Piscina } from "piscina";
import type { ResolvedScenario } from "../../scenarios/resolved-scenario.ts";
import type { ReplicationSummary } from "../quantities.ts";
import type { WorkerTask } from "../worker.ts";
import { workerThreads } from "../worker-threads.ts";

/** Runs one world to its end; undefined where it was cancelled. */
export type RunWorld = (scenario: ResolvedScenario) => Promise<ReplicationSummary | undefined>;

const WORKER_FILE = new URL("../worker.ts", import.meta.url);

/** Threads that stay for a whole search: thousands of small worlds, and starting a thread costs as much as one of them. */
export class WorldPool {
  readonly #pool: Piscina<WorkerTask, ReplicationSummary>;
  readonly #signal: AbortSignal | undefined;

  constructor(workers: number, signal?: AbortSignal) {
    this.#pool = workerThreads(WORKER_FILE, workers);
    this.#signal = signal;
  }

  readonly run: RunWorld = async (scenario) => {
    if (this.#signal?.aborted === true) return undefined;
    const { port1: own, port2: port } = new MessageChannel();
    const cancel = () => own.postMessage("cancel");
    this.#signal?.addEventListener("abort", cancel, { once: true });
    try {
      const summary = await this.#pool.run({ scenario, port }, { transferList: [port] });
      return summary.complete ? summary : undefined;
    } finally {
      this.#signal?.removeEventListener("abort", cancel);
      own.close();
    }
  };

  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}
