import { MessageChannel } from "node:worker_threads";
import type { Piscina } from "piscina";
import { type CheckPlan, type CheckWorld, checkLine } from "./check-plan.ts";
import { shrinkFailure } from "./check-shrink.ts";
import type { CheckStore } from "./check-store.ts";
import type { CheckTask } from "./check-worker.ts";
import type { Failure, WorldVerdict } from "./check-world.ts";
import { ReplicationFailure } from "./montecarlo.ts";
import type { WorkerProgress } from "./worker.ts";
import { workerThreads } from "./worker-threads.ts";

const WORKER_FILE = new URL("./check-worker.ts", import.meta.url);
/** How often a world whose worker died is begun. */
const ATTEMPTS_MAX = 3;
/** Failures that are shrunk: one is enough to begin with, and each takes up to 40 worlds. */
const SHRUNK_MAX = 3;

export interface CheckProgress {
  readonly worldsDone: number;
  readonly worlds: number;
  readonly failed: number;
  /** Simulated days of all worlds, those that were found done included. */
  readonly day: number;
  readonly days: number;
  readonly events: number;
  readonly eventsPerSecond: number;
  readonly etaSeconds: number;
}

export interface CheckOptions {
  readonly workers: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: CheckProgress) => void;
  readonly onWarning?: (text: string) => void;
  /** Looks for a smaller world for the first failures. */
  readonly shrink?: boolean;
}

/** A world that failed. */
export interface FailedWorld {
  readonly world: CheckWorld;
  readonly failures: readonly Failure[];
  /** The command that checks it alone. */
  readonly replay: string;
  /** The smallest world found that fails alike, and its command. */
  readonly shrunk?: { readonly sets: readonly string[]; readonly replay: string; readonly runs: number };
}

/** `check --json` prints it. */
export interface CheckOutcome {
  readonly complete: boolean;
  readonly worlds: number;
  readonly checked: number;
  /** Verdicts that were there already. */
  readonly found: number;
  readonly failed: readonly FailedWorld[];
  /** Of the worlds checked, the share in which each kind of fault struck. */
  readonly faultShares: Readonly<Record<string, number>>;
  /** 95% upper bound on the share of worlds that fail, where none did: 1 - 0.05^(1/n); null otherwise. */
  readonly failureShareBound: number | null;
}

/**
 * Checks what the store lacks of `plan`. Finished verdicts stay in the store, so that an interrupted check goes on.
 * @throws ReplicationFailure naming the world that could not be run `ATTEMPTS_MAX` times
 */
export async function runCheck(plan: CheckPlan, store: CheckStore, options: CheckOptions): Promise<CheckOutcome> {
  const { verdicts } = store;
  const found = verdicts.size;
  const missing = plan.worlds.flatMap((world, index) => (verdicts.has(index) ? [] : [{ world, index }]));
  await runMissing(missing, plan, store, options);
  const failed: FailedWorld[] = [];
  for (const [index, world] of plan.worlds.entries()) {
    const verdict = verdicts.get(index);
    if (verdict === undefined || verdict.failures.length === 0) continue;
    const one = { world, failures: verdict.failures, replay: checkLine(world) };
    const shrinks = options.shrink !== false && failed.length < SHRUNK_MAX && options.signal?.aborted !== true;
    failed.push(shrinks ? await shrunkOf(one, options.signal) : one);
  }
  const all = [...verdicts.values()];
  const complete = all.length === plan.worlds.length;
  return {
    complete,
    worlds: plan.worlds.length,
    checked: all.length,
    found,
    failed,
    faultShares: faultShares(all),
    failureShareBound: failed.length > 0 || all.length === 0 ? null : 1 - 0.05 ** (1 / all.length),
  };
}

async function shrunkOf(failed: FailedWorld, signal: AbortSignal | undefined): Promise<FailedWorld> {
  const { world, runs } = await shrinkFailure(failed.world, failed.failures[0].name, signal);
  return { ...failed, shrunk: { sets: world.sets, replay: checkLine(world), runs } };
}

function faultShares(verdicts: readonly WorldVerdict[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const kind of verdicts.flatMap(({ fired }) => fired)) counts[kind] = (counts[kind] ?? 0) + 1;
  return Object.fromEntries(Object.entries(counts).map(([kind, count]) => [kind, count / verdicts.length]));
}

async function runMissing(
  missing: readonly { readonly world: CheckWorld; readonly index: number }[],
  plan: CheckPlan,
  store: CheckStore,
  options: CheckOptions,
): Promise<void> {
  const threads = Math.min(options.workers, missing.length);
  if (threads === 0) return;
  const pool = workerThreads<CheckTask, WorldVerdict | undefined>(WORKER_FILE, threads);
  const meter = new Meter(plan, store, missing.length, options.onProgress);
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < missing.length && options.signal?.aborted !== true) {
      const { world, index } = missing[next++];
      const verdict = await attempt(pool, world, options, (facts) => meter.update(index, facts));
      if (verdict === undefined) continue;
      store.write(index, verdict);
      meter.finished(index);
    }
  };
  try {
    await Promise.all(Array.from({ length: threads }, lane));
  } finally {
    await pool.destroy();
  }
}

async function attempt(
  pool: Piscina<CheckTask, WorldVerdict | undefined>,
  world: CheckWorld,
  { signal, onWarning }: CheckOptions,
  onProgress: (facts: WorkerProgress) => void,
): Promise<WorldVerdict | undefined> {
  for (let count = 1; ; count++) {
    const { port1: own, port2: port } = new MessageChannel();
    const cancel = () => own.postMessage("cancel");
    own.on("message", onProgress);
    signal?.addEventListener("abort", cancel, { once: true });
    try {
      return await pool.run({ world, port }, { transferList: [port] });
    } catch (error) {
      if (count === ATTEMPTS_MAX) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new ReplicationFailure(
          `a world failed ${ATTEMPTS_MAX} times, last: ${reason}\n  replay: ${checkLine(world)}`,
          {
            cause: error,
          },
        );
      }
      onWarning?.(`${checkLine(world)}: ${error instanceof Error ? error.message : String(error)}; begun anew`);
    } finally {
      signal?.removeEventListener("abort", cancel);
      own.close();
    }
  }
}

/** Adds up the progress of all worlds. */
class Meter {
  readonly #plan: CheckPlan;
  readonly #store: CheckStore;
  readonly #report: CheckOptions["onProgress"];
  readonly #running = new Map<number, WorkerProgress>();
  readonly #startedMs = performance.now();
  readonly #dayStart: number;
  #eventsDone = 0;

  constructor(plan: CheckPlan, store: CheckStore, missing: number, report: CheckOptions["onProgress"]) {
    this.#plan = plan;
    this.#store = store;
    this.#report = report;
    this.#dayStart = (plan.days * (plan.worlds.length - missing)) / plan.worlds.length;
  }

  update(index: number, progress: WorkerProgress): void {
    this.#running.set(index, progress);
    this.#tell();
  }

  finished(index: number): void {
    this.#eventsDone += this.#running.get(index)?.events ?? 0;
    this.#running.delete(index);
    this.#tell();
  }

  #tell(): void {
    const { days, worlds } = this.#plan;
    const verdicts = [...this.#store.verdicts.values()];
    const running = [...this.#running.values()];
    const day = (days * verdicts.length) / worlds.length + running.reduce((sum, world) => sum + world.day, 0);
    const events = this.#eventsDone + running.reduce((sum, world) => sum + world.events, 0);
    const seconds = (performance.now() - this.#startedMs) / 1000;
    this.#report?.({
      worldsDone: verdicts.length,
      worlds: worlds.length,
      failed: verdicts.filter(({ failures }) => failures.length > 0).length,
      day: Math.min(day, days),
      days,
      events,
      eventsPerSecond: events / seconds,
      etaSeconds: day === this.#dayStart ? Number.NaN : (seconds * (days - day)) / (day - this.#dayStart),
    });
  }
}
