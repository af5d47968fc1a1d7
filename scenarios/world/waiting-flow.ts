import { NAT_UNRESTRICTED } from "../../sim/network/nat.ts";
import { uniform } from "../../sim/random/counter-hash.ts";
import { EVENT } from "./events.ts";
import type { WorldState } from "./world-state.ts";

/** Draw labels of an attempt, under the attempt key: client, attempt x 4 + label. */
export const ATTEMPT = { wait: 0, pick: 1, taken: 2 } as const;

/** The client joins its line; with the first one in it the watch over waits begins. */
export function waitInLine(state: WorldState, client: number): void {
  const { waiting, queue, params } = state;
  if (waiting === undefined) return;
  if (!waiting.watched) queue.push(queue.atUs + params["matching.giveUpAfter"], EVENT.waitOut, 0, 0);
  waiting.watched = true;
  waiting.join(client, needsOpenPeer(state, client));
}

/** Takes clients off their lines, those that have waited longest first, as far as idle slots fit them: each gets one by `offer`. */
export function serveWaiting(state: WorldState, offer: (client: number, slot: number) => void): void {
  const { waiting, pool, clients, keys } = state;
  while (waiting !== undefined && waiting.count > 0 && pool.idleCount > 0) {
    const client = waiting.first(clients.requestsUs, pool.idleOpenCount > 0 ? "both" : "any-peer");
    if (client < 0) return;
    const u = uniform(keys.attempt, client, clients.attempts[client]++ * 4 + ATTEMPT.pick);
    const slot = pool.pick(u, needsOpenPeer(state, client));
    waiting.leave(client);
    offer(client, slot);
  }
}

/** Takes off their lines those who have waited as long as clients do, and schedules when the next one will have. */
export function endWaits({ waiting, clients, queue, params }: WorldState, giveUp: (client: number) => void): void {
  if (waiting === undefined) return;
  for (;;) {
    const client = waiting.first(clients.requestsUs, "both");
    waiting.watched = client >= 0;
    if (client < 0) return;
    const outUs = clients.requestsUs[client] + params["matching.giveUpAfter"];
    if (outUs > queue.atUs) {
      queue.push(outUs, EVENT.waitOut, 0, 0);
      return;
    }
    waiting.leave(client);
    giveUp(client);
  }
}

function needsOpenPeer({ population }: WorldState, client: number): boolean {
  return population.clients.nats[client] !== NAT_UNRESTRICTED;
}
