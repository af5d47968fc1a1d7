import { NO_REGION } from "../../sim/faults/fault-draws.ts";
import { REGIONS } from "../../sim/network/countries.ts";
import type { ClientFlow } from "./client-flow.ts";
import { announces } from "./host-flow.ts";
import type { Legs } from "./legs.ts";
import { NO_CLIENT } from "./session-table.ts";
import { hostRegion } from "./world-faults.ts";
import type { WorldState } from "./world-state.ts";

/**
 * Cuts one region off, hour by hour. Its hosts stay up: legs of ordinary clients break off and count as dropped, no new one begins, and
 * the time still counts as online, since neither the peer nor the oracle can tell whose fault it is. ASSUMPTIONS.md#faults
 */
export class RegionOutage {
  readonly #state: WorldState;
  readonly #legs: Legs;
  readonly #clientFlow: ClientFlow;

  constructor(state: WorldState, legs: Legs, clientFlow: ClientFlow) {
    this.#state = state;
    this.#legs = legs;
    this.#clientFlow = clientFlow;
  }

  /** Sets what is dark in the hour that begins now. */
  beginHour(): void {
    const { faults, queue } = this.#state;
    if (faults === undefined) return;
    const before = faults.darkRegion;
    const dark = faults.draws.darkRegion(REGIONS.length, queue.atUs);
    if (dark === before) return;
    faults.darkRegion = dark;
    for (let host = 0; host < this.#state.population.hostCount; host++) {
      const region = hostRegion(this.#state, host);
      if (region === dark) this.cutOff(host);
      else if (region === before && before !== NO_REGION) this.reach(host);
    }
  }

  /** Breaks off what ordinary clients have with the host's peers, and offers no slot of theirs. */
  cutOff(host: number): void {
    const { pool, sessions, queue } = this.#state;
    for (const slot of slotsOf(this.#state, host)) {
      const client = sessions.clients[slot];
      // What an attacker's own client does with its own peer needs no way through.
      if (client !== NO_CLIENT && sessions.owns[slot] === 1) continue;
      const leftUs = client === NO_CLIENT ? 0 : this.#legs.leftUs(slot, queue.atUs);
      if (client !== NO_CLIENT) this.#legs.end(slot, queue.atUs, true);
      this.#clientFlow.forgetHeld(slot);
      pool.makeOffline(slot);
      if (client !== NO_CLIENT) this.#clientFlow.migrate(client, leftUs);
    }
  }

  /** Offers the host's slots again. */
  reach(host: number): void {
    const { pool, presence } = this.#state;
    if (presence.onlines[host] === 0) return;
    for (const slot of slotsOf(this.#state, host))
      if (pool.isOffline(slot) && announces(this.#state, pool.peers[slot])) pool.makeIdle(slot);
  }
}

function* slotsOf({ population, pool }: WorldState, host: number): Generator<number> {
  const [first, end] = [population.hostFirstPeers[host], population.hostFirstPeers[host + 1]];
  for (let slot = pool.firstSlots[first]; slot < pool.firstSlots[end]; slot++) yield slot;
}
