import { NO_CLIENT, ROW } from "./session-table.ts";
import type { WorldState } from "./world-state.ts";

/** Adds what live legs have carried since the hour began to the hour's load. */
export function meterHour({ sessions, service, queue, directive }: WorldState): void {
  for (let slot = 0; slot < sessions.clients.length; slot++) {
    if (sessions.clients[slot] === NO_CLIENT || sessions.get(slot, ROW.startUs) >= queue.atUs) continue;
    service.load(sessions.unseenBytes(slot, queue.atUs), sessions.get(slot, ROW.sampled) === 1 || directive.relaysAll);
  }
}

/** Credits the time online since it was credited last to every peer that is online at the epoch's end. */
export function creditOnlineHosts({ population, presence, book, service, queue }: WorldState): void {
  for (let host = 0; host < population.hostCount; host++) {
    if (presence.onlines[host] === 0) continue;
    const onlineUs = queue.atUs - presence.sincesUs[host];
    for (let peer = population.hostFirstPeers[host]; peer < population.hostFirstPeers[host + 1]; peer++) {
      book.creditOnline(peer, onlineUs);
      service.epochPeersOnlineUs += onlineUs;
    }
    presence.sincesUs[host] = queue.atUs;
  }
}

/** A beacon has answered for its host whenever that was away: to Freddie its peers were reachable all the epoch. */
export function creditBeacons({ population, book, params }: WorldState): void {
  for (const { role, plan, peerFirst, peerCount } of population.groups) {
    if (role !== "attack" || plan?.beacon !== true) continue;
    book.onlinesUs.fill(params["epoch.length"], peerFirst, peerFirst + peerCount);
    book.longestOnlinesUs.fill(params["epoch.length"], peerFirst, peerFirst + peerCount);
  }
}
