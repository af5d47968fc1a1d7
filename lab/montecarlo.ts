import { MessageChannel } from "node:worker_threads";
import type { Piscina } from "piscina";
import { US_PER_DAY } from "../base/units.ts";
import type { ResolvedScenario } from "../scenarios/resolved-scenario.ts";
import type { ReplicationSummary } from "./quantities.ts";
import type { WorkerProgress, WorkerTask } from "./worker.ts";
import { workerThreads } from "./worker-threads.ts";

/** How often a replication is begun before the whole is given up. */
const ATTEMPTS_MAX = 3;
const WORKER_FILE = new URL("./worker.ts", import.meta.url);

/** One world to run. */
export interface Replication {
  /** How messages call it, e.g. `point 2 of 6, seed lantern#4`. */
  readonly name: string;
  readonly scenario: ResolvedScenario;
  /** The command that runs it alone. */
  readonly replay: string;
}

/** How far all worlds together have come. */
export interface MonteCarloProgress {
  readonly worldsDone: number;
  readonly worlds: number;
  /** Simulated days of all worlds, done and to do. */
  readonly day: number;
  readonly days: number;
  readonly events: number;
  readonly eventsPerSecond: number;
  readonly etaSeconds: number;
}

export interface MonteCarloOptions {
  /** Worlds at a time, each in a thread of its own. */
  readonly workers: number;
  /** Cancels: worlds under way are dropped, finished ones kept. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: MonteCarloProgress) => void;
  /** Told of each finished world, in the order in which they finish. */
  readonly onResult?: (index: number, summary: ReplicationSummary) => void;
  /** Told of each worker that failed, though its replication is begun anew. */
  readonly onWarning?: (text: string) => void;
  /** The module that workers load, instead of `worker.ts`. */
  readonly workerFile?: URL;
}

/** A replication failed as often as it was begun: an error of ours, or of the machine. */
export class ReplicationFailure extends Error {
  override readonly name = "ReplicationFailure";
}

/**
 * The scenario with the seed of its replication `index`: `seed#index`. The same index gives the same seed under any other parameters,
 * so that worlds can be compared pairwise (common random numbers).
 */
export function replicationOf(scenario: ResolvedScenario, index: number): ResolvedScenario {
  const seed = `${scenario.seed}#${index}`;
  return { ...scenario, seed, resolved: { ...scenario.resolved, seed } };
}

/**
 * Runs every replication in a world of its own on `workers` threads. The results stand in the order of `replications` whatever the
 * number of workers, and are the same bytes; undefined where it was cancelled.
 * @throws ReplicationFailure naming the replication that failed `ATTEMPTS_MAX` times
 */
export async function runReplications(
  replications: readonly Replication[],
  options: MonteCarloOptions,
): Promise<readonly (ReplicationSummary | undefined)[]> {
  const summaries = new Array<ReplicationSummary | undefined>(replications.length).fill(undefined);
  const workers = Math.min(options.workers, replications.length);
  if (workers === 0 || options.signal?.aborted === true) return summaries;
  const pool = workerThreads<WorkerTask, ReplicationSummary>(options.workerFile ?? WORKER_FILE, workers);
  pool.on("error", (error: Error) => options.onWarning?.(`an idle worker failed: ${error.message}`));
  const failed = new AbortController();
  const signal = AbortSignal.any([failed.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  const meter = new Meter(replications, options.onProgress);
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < replications.length && !signal.aborted) {
      const index = next++;
      const summary = await withRetries(replications[index], index, { pool, signal, meter, options });
      if (summary?.complete !== true) continue;
      summaries[index] = summary;
      meter.finished(index);
      options.onResult?.(index, summary);
    }
  };
  const stopOthers = (error: unknown): never => {
    failed.abort();
    throw error;
  };
  try {
    const lanes = await Promise.allSettled(Array.from({ length: workers }, () => lane().catch(stopOthers)));
    const broken = lanes.find((outcome) => outcome.status === "rejected");
    if (broken !== undefined) throw broken.reason;
  } finally {
    await pool.destroy();
  }
  return summaries;
}

interface Surroundings {
  readonly pool: Piscina<WorkerTask, ReplicationSummary>;
  readonly signal: AbortSignal;
  readonly meter: Meter;
  readonly options: MonteCarloOptions;
}

/** Runs one replication, anew where its worker failed; undefined where it was cancelled before it began. */
async function withRetries(
  replication: Replication,
  index: number,
  surroundings: Surroundings,
): Promise<ReplicationSummary | undefined> {
  const { signal, options } = surroundings;
  for (let attempt = 1; !signal.aborted; attempt++) {
    try {
      return await attemptOnce(replication.scenario, index, surroundings);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (attempt === ATTEMPTS_MAX) {
        const problem = `${replication.name} failed ${ATTEMPTS_MAX} times, last: ${reason}`;
        throw new ReplicationFailure(`${problem}\n  replay: ${replication.replay}`, { cause: error });
      }
      options.onWarning?.(`${replication.name}: ${reason}; begun anew (attempt ${attempt + 1} of ${ATTEMPTS_MAX})`);
    }
  }
  return undefined;
}

async function attemptOnce(
  scenario: ResolvedScenario,
  index: number,
  { pool, signal, meter }: Surroundings,
): Promise<ReplicationSummary> {
  const { port1: own, port2: port } = new MessageChannel();
  // Asked to stop rather than terminated: a world ends between two of its events, and its chain's process with it.
  const cancel = () => own.postMessage("cancel");
  own.on("message", (progress: WorkerProgress) => meter.update(index, progress));
  signal.addEventListener("abort", cancel, { once: true });
  try {
    return await pool.run({ scenario, port }, { transferList: [port] });
  } finally {
    signal.removeEventListener("abort", cancel);
    own.close();
  }
}

/** Adds up the progress of all worlds. */
class Meter {
  readonly #report: MonteCarloOptions["onProgress"];
  readonly #days: readonly number[];
  readonly #daysTotal: number;
  readonly #running = new Map<number, WorkerProgress>();
  readonly #startedMs = performance.now();
  #worldsDone = 0;
  #daysDone = 0;
  #eventsDone = 0;

  constructor(replications: readonly Replication[], report: MonteCarloOptions["onProgress"]) {
    this.#report = report;
    this.#days = replications.map(({ scenario }) => scenario.horizonUs / US_PER_DAY);
    this.#daysTotal = this.#days.reduce((sum, days) => sum + days, 0);
  }

  update(index: number, progress: WorkerProgress): void {
    this.#running.set(index, progress);
    this.#tell();
  }

  finished(index: number): void {
    this.#eventsDone += this.#running.get(index)?.events ?? 0;
    this.#running.delete(index);
    this.#daysDone += this.#days[index];
    this.#worldsDone++;
    this.#tell();
  }

  #tell(): void {
    const running = [...this.#running.values()];
    const day = running.reduce((sum, world) => sum + world.day, this.#daysDone);
    const events = running.reduce((sum, world) => sum + world.events, this.#eventsDone);
    const seconds = (performance.now() - this.#startedMs) / 1000;
    this.#report?.({
      worldsDone: this.#worldsDone,
      worlds: this.#days.length,
      day,
      days: this.#daysTotal,
      events,
      eventsPerSecond: events / seconds,
      etaSeconds: day === 0 ? Number.NaN : (seconds * (this.#daysTotal - day)) / day,
    });
  }
}
