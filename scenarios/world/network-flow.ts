import type { ClientFlow } from "./client-flow.ts";
import { EVENT } from "./events.ts";
import { announces } from "./host-flow.ts";
import type { Legs } from "./legs.ts";
import type { NetworkWatch } from "./network-watch.ts";
import type { RegionOutage } from "./region-outage.ts";
import { NO_CLIENT } from "./session-table.ts";
import type { WorldState } from "./world-state.ts";

/** What must happen at the very moment a window of the scenario's events begins or ends; all else is looked up when it matters. */
export class NetworkFlow {
  readonly #state: WorldState;
  readonly #network: NetworkWatch;
  readonly #legs: Legs;
  readonly #clientFlow: ClientFlow;
  readonly #outage: RegionOutage;

  constructor(state: WorldState, network: NetworkWatch, legs: Legs, clientFlow: ClientFlow, outage: RegionOutage) {
    this.#state = state;
    this.#network = network;
    this.#legs = legs;
    this.#clientFlow = clientFlow;
    this.#outage = outage;
  }

  /** Schedules where blackouts begin and end. */
  begin(): void {
    for (const [index, event] of this.#network.events.entries()) {
      if (event.kind !== "blackout") continue;
      this.#state.queue.push(event.fromUs, EVENT.network, index, 0);
      if (Number.isFinite(event.toUs)) this.#state.queue.push(event.toUs, EVENT.network, index, 1);
    }
  }

  /** A blackout begins: hosts there are cut off, and clients there lose their legs. It ends: the hosts are reached again. */
  change(index: number, begins: boolean): void {
    const { population, queue } = this.#state;
    for (let host = 0; host < population.hostCount; host++) {
      const country = population.hosts.countries[host];
      if (!this.#network.isAbout(index, country)) continue;
      if (begins) this.#outage.cutOff(host);
      else if (!this.#network.isDark(country, queue.atUs)) this.#outage.reach(host);
    }
    if (begins) this.#cutClients(index);
  }

  #cutClients(index: number): void {
    const { sessions, pool, population, queue } = this.#state;
    for (let slot = 0; slot < sessions.clients.length; slot++) {
      const client = sessions.clients[slot];
      if (client === NO_CLIENT || sessions.owns[slot] === 1) continue;
      if (!this.#network.isAbout(index, population.clients.countries[client])) continue;
      const leftUs = this.#legs.leftUs(slot, queue.atUs);
      this.#legs.end(slot, queue.atUs, true);
      this.#network.legsCutByBlackout++;
      if (announces(this.#state, pool.peers[slot])) pool.makeIdle(slot);
      else pool.makeOffline(slot);
      this.#clientFlow.migrate(client, leftUs);
    }
  }
}
