import type { PreviewGroup } from "../scenarios/preview-result.ts";
import type { PeerRow } from "../scenarios/result.ts";
import type { ReplicationSummary } from "./quantities.ts";
import { replicationIn, runWorld, type WorkerTask } from "./worker.ts";

/** Pay of one group of honest peers in one world. */
export interface GroupPay {
  readonly by: PreviewGroup["by"];
  readonly group: string;
  readonly peers: number;
  /** LANTERN a peer. */
  readonly mean: number;
}

/** A replication with what its honest peers earned, by group. */
export interface PaidSummary extends ReplicationSummary {
  readonly pay: readonly GroupPay[];
}

/** Runs one world and groups its honest peers' pay. The default export is what the pool calls. */
export default async function replicate(task: WorkerTask): Promise<PaidSummary> {
  return await runWorld(task, import.meta.url, (run) => ({ ...replicationIn(run), pay: groupPay(run.tables.peers) }));
}

/** Honest peers by the tier in which they began (so that a group is the same peers in both worlds), country and kind. */
export function groupPay(peers: readonly PeerRow[]): readonly GroupPay[] {
  const sums = new Map<string, { by: GroupPay["by"]; group: string; peers: number; sum: number }>();
  for (const { role, tierStart, country, kind, rewardLantern } of peers) {
    if (role !== "honest") continue;
    for (const [by, group] of [
      ["tier", tierStart],
      ["country", country],
      ["kind", kind],
    ] as const) {
      const key = `${by} ${group}`;
      const own = sums.get(key) ?? { by, group, peers: 0, sum: 0 };
      own.peers++;
      own.sum += rewardLantern;
      sums.set(key, own);
    }
  }
  return [...sums.values()].map(({ sum, ...head }) => ({ ...head, mean: sum / head.peers }));
}
