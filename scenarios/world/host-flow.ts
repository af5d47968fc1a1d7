import { offlineDurationUs, onlineDurationUs, residualOnlineUs, startsOnline } from "../../sim/network/churn.ts";
import { localHourAt } from "../../sim/network/diurnal.ts";
import { uniform } from "../../sim/random/counter-hash.ts";
import type { ClientFlow } from "./client-flow.ts";
import { EVENT } from "./events.ts";
import type { Legs } from "./legs.ts";
import { NO_CLIENT } from "./session-table.ts";
import { isCutOff } from "./world-faults.ts";
import type { WorldState } from "./world-state.ts";

/** Draw labels of a host under its group's churn key: turn x 4 + label. */
const TURN = { length: 0, position: 1, starts: 2 } as const;

/** Hosts come online and go offline, with all peers on them; legs under way migrate. */
export class HostFlow {
  readonly #state: WorldState;
  readonly #legs: Legs;
  readonly #clientFlow: ClientFlow;

  constructor(state: WorldState, legs: Legs, clientFlow: ClientFlow) {
    this.#state = state;
    this.#legs = legs;
    this.#clientFlow = clientFlow;
  }

  /** Schedules every host's first change; inert ones have none, joining ones begin when they register. */
  begin(): void {
    const { population, queue } = this.#state;
    for (const group of population.groups) {
      if (group.role === "inert") continue;
      for (let host = group.hostFirst; host < group.hostFirst + group.hostCount; host++) {
        if (this.keptOff(host)) continue;
        const joinsUs = population.hostJoinsUs[host];
        if (population.hostAlwaysOn[host] === 1) queue.push(0, EVENT.hostOnline, host, 0);
        else if (joinsUs >= 0) queue.push(joinsUs, EVENT.hostOnline, host, 0);
        else this.#beginWarm(host);
      }
    }
  }

  goOnline(host: number): void {
    const { presence, population, tables, queue } = this.#state;
    // A host that its operator took off the network and brought back may have an earlier return pending.
    if (presence.onlines[host] === 1 || this.keptOff(host)) return;
    this.#setOnline(host);
    if (population.hostAlwaysOn[host] === 1) return;
    const lengthUs = onlineDurationUs(tables.churn, this.#draw(host, TURN.length), population.hosts.kinds[host]);
    presence.turns[host]++;
    queue.push(queue.atUs + lengthUs, EVENT.hostOffline, host, 0);
  }

  goOffline(host: number): void {
    const { presence, population, pool, sessions, queue, service, book } = this.#state;
    const nowUs = queue.atUs;
    if (presence.onlines[host] === 0) return;
    presence.onlines[host] = 0;
    this.#state.network?.hostLeaves(host, nowUs);
    for (let peer = population.hostFirstPeers[host]; peer < population.hostFirstPeers[host + 1]; peer++) {
      service.peersOnline--;
      book.creditOnline(peer, nowUs - presence.sincesUs[host]);
      service.epochPeersOnlineUs += nowUs - presence.sincesUs[host];
      this.#state.trace?.(nowUs, "peer-offline", peer, 0);
      for (let slot = pool.firstSlots[peer]; slot < pool.firstSlots[peer + 1]; slot++) {
        const client = sessions.clients[slot];
        const own = sessions.owns[slot] === 1;
        const leftUs = client === NO_CLIENT ? 0 : this.#legs.leftUs(slot, nowUs);
        if (client !== NO_CLIENT) this.#legs.end(slot, nowUs, true);
        this.#clientFlow.forgetHeld(slot);
        pool.makeOffline(slot);
        if (client !== NO_CLIENT && !own) this.#clientFlow.migrate(client, leftUs);
      }
    }
    if (population.hostAlwaysOn[host] === 0 && !this.keptOff(host)) this.#scheduleOnline(host);
  }

  /** Whether an operator keeps every peer of the host off the network. */
  keptOff(host: number): boolean {
    const { population, attack } = this.#state;
    for (let peer = population.hostFirstPeers[host]; peer < population.hostFirstPeers[host + 1]; peer++)
      if (attack.away[peer] === 0) return false;
    return true;
  }

  /** The peer goes off the network by its operator's will: no new legs, and with the host's last peer the host. */
  takeAway(peer: number): void {
    const { attack, population, pool } = this.#state;
    attack.away[peer] = 1;
    const host = population.peerHosts[peer];
    if (this.keptOff(host)) this.goOffline(host);
    for (let slot = pool.firstSlots[peer]; slot < pool.firstSlots[peer + 1]; slot++)
      if (pool.isIdle(slot)) pool.makeOffline(slot);
  }

  /** The peer is back; its host comes online at once where it is not. */
  bringBack(peer: number): void {
    const { attack, population, pool, presence, queue } = this.#state;
    attack.away[peer] = 0;
    const host = population.peerHosts[peer];
    if (presence.onlines[host] === 0) queue.push(queue.atUs, EVENT.hostOnline, host, 0);
    else if (announces(this.#state, peer))
      for (let slot = pool.firstSlots[peer]; slot < pool.firstSlots[peer + 1]; slot++)
        if (pool.isOffline(slot)) pool.makeIdle(slot);
  }

  #beginWarm(host: number): void {
    const { tables, population, presence, queue } = this.#state;
    const kind = population.hosts.kinds[host];
    const localHour = this.#localHour(host, 0);
    if (
      !startsOnline(tables.churn, this.#draw(host, TURN.starts), kind, population.hosts.availabilities[host], localHour)
    ) {
      this.#scheduleOnline(host);
      return;
    }
    this.#setOnline(host);
    const leftUs = residualOnlineUs(tables.churn, this.#draw(host, TURN.length), this.#draw(host, TURN.position), kind);
    presence.turns[host]++;
    queue.push(leftUs, EVENT.hostOffline, host, 0);
  }

  #scheduleOnline(host: number): void {
    const { tables, population, presence, queue } = this.#state;
    const { kinds, availabilities } = population.hosts;
    const gapUs = offlineDurationUs(
      tables.churn,
      this.#draw(host, TURN.length),
      kinds[host],
      availabilities[host],
      this.#localHour(host, queue.atUs),
    );
    presence.turns[host]++;
    queue.push(queue.atUs + gapUs, EVENT.hostOnline, host, 0);
  }

  #setOnline(host: number): void {
    const { presence, population, pool, queue, service } = this.#state;
    presence.onlines[host] = 1;
    presence.sincesUs[host] = queue.atUs;
    this.#state.network?.hostArrives(host, queue.atUs);
    for (let peer = population.hostFirstPeers[host]; peer < population.hostFirstPeers[host + 1]; peer++) {
      service.peersOnline++;
      this.#state.trace?.(queue.atUs, "peer-online", peer, 0);
      if (!announces(this.#state, peer)) continue;
      for (let slot = pool.firstSlots[peer]; slot < pool.firstSlots[peer + 1]; slot++) pool.makeIdle(slot);
    }
  }

  #draw(host: number, label: number): number {
    const { population, presence, keys } = this.#state;
    return uniform(
      population.hostDrawKeys[host] ^ keys.churn,
      population.hostDrawIds[host],
      presence.turns[host] * 4 + label,
    );
  }

  #localHour(host: number, atUs: number): number {
    const { tables, population } = this.#state;
    return localHourAt(atUs, tables.utcOffsetHours[population.hosts.countries[host]]);
  }
}

/** Whether a peer's slots are offered to ordinary clients. */
export function announces(state: WorldState, peer: number): boolean {
  const { population } = state;
  if (state.addresses?.refused[peer] === 1 || state.attack.away[peer] === 1 || isCutOff(state, peer)) return false;
  const { plan } = population.groups[population.peerGroups[peer]];
  return plan === undefined || plan.servesOthers;
}
