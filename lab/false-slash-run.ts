import { MessageChannel } from "node:worker_threads";
import { US_PER_DAY } from "../base/units.ts";
import {
  type FalseSlashPlan,
  type FalseSlashResult,
  type FalseSlashWorld,
  falseSlashResult,
  type HonestWorld,
  worldScenario,
} from "./false-slash.ts";
import type { FalseSlashStore } from "./false-slash-store.ts";
import type { FalseSlashTask } from "./false-slash-worker.ts";
import { workerThreads } from "./worker-threads.ts";

const WORKER_FILE = new URL("./false-slash-worker.ts", import.meta.url);

/** How far the worlds have come. */
export interface FalseSlashProgress {
  readonly forgeWorlds: number;
  readonly peerDays: number;
  readonly slashes: number;
  /** Of the world that reported last. */
  readonly day: number;
  readonly days: number;
}

export interface FalseSlashOptions {
  readonly workers: number;
  readonly onProgress?: (progress: FalseSlashProgress) => void;
}

/** The honest worlds that count: the first ones, in the order of their indices, that together have the peer-days. */
export function countedWorlds(plan: FalseSlashPlan, worlds: readonly FalseSlashWorld[]): readonly FalseSlashWorld[] {
  const byIndex = new Map(worlds.flatMap((world) => (world.kind === "honest" ? [[world.index, world] as const] : [])));
  const honest: HonestWorld[] = [];
  let peerDays = 0;
  for (let index = 0; peerDays < plan.request.peerDays; index++) {
    const world = byIndex.get(index);
    if (world === undefined) break;
    honest.push(world);
    peerDays += world.served;
  }
  return [...worlds.filter((world) => world.kind === "forged"), ...honest];
}

/**
 * Runs what the store lacks: the worlds with forgers, then honest ones until the peer-days are there. Which worlds count does not
 * depend on the number of workers or on interruptions.
 */
export async function runFalseSlash(
  plan: FalseSlashPlan,
  store: FalseSlashStore,
  { workers, onProgress }: FalseSlashOptions,
): Promise<FalseSlashResult> {
  const pool = workerThreads<FalseSlashTask, FalseSlashWorld>(WORKER_FILE, workers);
  const tasks = pendingWorlds(plan, store);
  const lane = async (): Promise<void> => {
    for (let next = tasks.next(); next.done !== true; next = tasks.next()) {
      const { kind, index } = next.value;
      const { port1: own, port2: port } = new MessageChannel();
      const scenario = worldScenario(plan, kind, index);
      own.on("message", (day: number) => onProgress?.({ ...tally(store), day, days: scenario.horizonUs / US_PER_DAY }));
      try {
        store.write(await pool.run({ kind, index, scenario, port }, { transferList: [port] }));
      } finally {
        own.close();
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: workers }, lane));
  } finally {
    await pool.destroy();
  }
  return falseSlashResult(plan, countedWorlds(plan, store.worlds));
}

/** Worlds still to run. Asks the store anew before each: it stops once enough peer-days are in. */
function* pendingWorlds(
  plan: FalseSlashPlan,
  store: FalseSlashStore,
): Generator<{ readonly kind: FalseSlashWorld["kind"]; readonly index: number }, void> {
  const found = new Set(store.worlds.map(({ kind, index }) => `${kind} ${index}`));
  for (let index = 0; index < plan.request.forgeWorlds; index++)
    if (!found.has(`forged ${index}`)) yield { kind: "forged", index };
  for (let index = 0; tally(store).peerDays < plan.request.peerDays; index++)
    if (!found.has(`honest ${index}`)) yield { kind: "honest", index };
}

function tally({ worlds }: FalseSlashStore): Pick<FalseSlashProgress, "forgeWorlds" | "peerDays" | "slashes"> {
  const honest = worlds.filter((world) => world.kind === "honest");
  return {
    forgeWorlds: worlds.length - honest.length,
    peerDays: honest.reduce((sum, world) => sum + world.served, 0),
    slashes: honest.reduce((sum, world) => sum + world.slashes, 0),
  };
}
