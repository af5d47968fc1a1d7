import { assert } from "../base/assert.ts";
import { LANTERN_CAP, US_PER_DAY, US_PER_HOUR, US_PER_S } from "../base/units.ts";
import { twinLeafDomain } from "../chain/clients/leaf-domain.ts";
import { createSodiumCrypto } from "../protocol/crypto/sodium-crypto.ts";
import type { ResolvedScenario } from "../scenarios/resolved-scenario.ts";
import { EVENT } from "../scenarios/world/events.ts";
import { NO_CLIENT, ROW } from "../scenarios/world/session-table.ts";
import { World } from "../scenarios/world/world.ts";
import type { WorldState } from "../scenarios/world/world-state.ts";

/** How far the run that is measured has come. */
export interface WatchProgress {
  readonly hour: number;
  readonly hours: number;
  readonly events: number;
}

/** What was seen of the ordinary peers, clients and legs of one world. */
export interface WatchedWorld {
  readonly state: WorldState;
  readonly hours: number;
  /** By peer: bit `hour` is set in which the peer was online at some time; rows of `hours` bytes. Ordinary peers alone count. */
  readonly onlineHours: Uint8Array;
  readonly ordinaryPeers: readonly number[];
  /** Of legs that ended by the run's end, in order: microseconds and whole bytes. */
  readonly legUs: readonly number[];
  readonly legBytes: readonly number[];
  /** By hour since the start: legs started, and the mean number under way. */
  readonly legStarts: Float64Array;
  readonly legsActiveMeans: Float64Array;
  /** Client by leg start. */
  readonly legClients: readonly number[];
  readonly events: number;
}

const EVENTS_PER_BREATH = 50_000;
const UNSEEN = -1;

/**
 * Runs a world for its whole epochs and watches its peers and legs, event by event; nothing of the world is changed by it. A leg counts
 * as it ran: cut short by its peer, or slowed by its link.
 * @throws AssertionFailure on an error of ours
 */
export async function watchWorld(
  scenario: ResolvedScenario,
  onProgress: (progress: WatchProgress) => void,
  signal?: AbortSignal,
): Promise<WatchedWorld | undefined> {
  const domain = twinLeafDomain(scenario.seed, Math.floor(scenario.genesisUnixUs / US_PER_S));
  const watch = new WorldWatch(scenario);
  const supply = LANTERN_CAP - scenario.params["emission.poolTotal"];
  const world = new World(scenario, createSodiumCrypto(), domain, supply, watch.trace);
  watch.begin(world);
  for (let epochs = 0; epochs < world.epochCount; ) {
    if (signal?.aborted === true) return undefined;
    for (let count = 0; count < EVENTS_PER_BREATH && epochs < world.epochCount; count++) {
      const settled = world.advance(1);
      watch.afterEvent(world);
      if (settled === undefined) continue;
      world.state.service.nextEpoch();
      epochs++;
    }
    onProgress({ hour: Math.min(watch.hours, world.nowUs / US_PER_HOUR), hours: watch.hours, events: world.events });
    await new Promise((resolve) => setImmediate(resolve));
  }
  return watch.seen(world);
}

/** Collects what one world does, from its trace and its table of sessions. */
class WorldWatch {
  readonly hours: number;
  #onlineHours = new Uint8Array(0);
  /** By peer: since when it is online, `UNSEEN` while it is not. */
  #onlineSinceUs = new Float64Array(0);
  /** By slot: client of the ordinary leg under way, `NO_CLIENT` without one. */
  #legClients = new Int32Array(0);
  #legStartsUs = new Float64Array(0);
  readonly #legUs: number[] = [];
  readonly #legBytes: number[] = [];
  readonly #startedBy: number[] = [];
  readonly #legStarts: Float64Array;
  readonly #legsActiveUs: Float64Array;
  #startedPeer = UNSEEN;
  #startedClient = UNSEEN;

  constructor(scenario: ResolvedScenario) {
    const epochUs = scenario.params["epoch.length"];
    this.hours = Math.floor((Math.floor(scenario.horizonUs / epochUs) * epochUs) / US_PER_HOUR);
    this.#legStarts = new Float64Array(this.hours);
    this.#legsActiveUs = new Float64Array(this.hours);
  }

  readonly trace = (atUs: number, name: string, subject: number, detail: number): void => {
    if (name === "peer-online") this.#onlineSinceUs[subject] = atUs;
    else if (name === "peer-offline") this.#closeOnline(subject, atUs);
    else if (name === "leg-sampled" || name === "leg-direct") {
      this.#startedClient = subject;
      this.#startedPeer = detail;
    }
  };

  /** Takes in a world that has begun: whoever starts online came online before anyone watched. */
  begin(world: World): void {
    const { population, sessions, presence } = world.state;
    this.#onlineHours = new Uint8Array(population.peerCount * this.hours);
    this.#onlineSinceUs = Float64Array.from(population.peerHosts, (host) =>
      presence.onlines[host] === 1 ? 0 : UNSEEN,
    );
    this.#legClients = new Int32Array(sessions.clients.length).fill(NO_CLIENT);
    this.#legStartsUs = new Float64Array(sessions.clients.length);
  }

  /** Takes in what the event that was just handled started or ended. */
  afterEvent(world: World): void {
    const { queue, population, pool } = world.state;
    if (queue.code === EVENT.legEnd) this.#closeIfOver(world, queue.subject);
    else if (queue.code === EVENT.hostOffline || queue.code === EVENT.peerAway) {
      const host = queue.code === EVENT.hostOffline ? queue.subject : population.peerHosts[queue.subject];
      const end = pool.firstSlots[population.hostFirstPeers[host + 1]];
      for (let slot = pool.firstSlots[population.hostFirstPeers[host]]; slot < end; slot++)
        this.#closeIfOver(world, slot);
    }
    if (this.#startedPeer !== UNSEEN) this.#open(world);
  }

  seen(world: World): WatchedWorld {
    const { population } = world.state;
    const endUs = this.hours * US_PER_HOUR;
    const ordinaryPeers: number[] = [];
    for (const group of population.groups)
      if (group.role === "honest")
        for (let peer = group.peerFirst; peer < group.peerFirst + group.peerCount; peer++) ordinaryPeers.push(peer);
    for (const peer of ordinaryPeers) if (this.#onlineSinceUs[peer] !== UNSEEN) this.#closeOnline(peer, endUs);
    this.#legClients.forEach((client, slot) => {
      if (client !== NO_CLIENT) this.#spreadActive(this.#legStartsUs[slot], endUs);
    });
    return {
      state: world.state,
      hours: this.hours,
      onlineHours: this.#onlineHours,
      ordinaryPeers,
      legUs: this.#legUs,
      legBytes: this.#legBytes,
      legStarts: this.#legStarts,
      legsActiveMeans: this.#legsActiveUs.map((activeUs) => activeUs / US_PER_HOUR),
      legClients: this.#startedBy,
      events: world.events,
    };
  }

  /** The leg whose start was traced has its row by now: it is found among the slots of its peer. */
  #open(world: World): void {
    const { pool, sessions } = world.state;
    const [peer, client] = [this.#startedPeer, this.#startedClient];
    this.#startedPeer = UNSEEN;
    for (let slot = pool.firstSlots[peer]; slot < pool.firstSlots[peer + 1]; slot++) {
      if (sessions.clients[slot] !== client || this.#legClients[slot] === client) continue;
      const startUs = sessions.get(slot, ROW.startUs);
      this.#legClients[slot] = client;
      this.#legStartsUs[slot] = startUs;
      this.#startedBy.push(client);
      const hour = Math.floor(startUs / US_PER_HOUR);
      if (hour < this.hours) this.#legStarts[hour]++;
      return;
    }
  }

  /** A slot keeps the bytes of its last leg until the next one begins. */
  #closeIfOver(world: World, slot: number): void {
    const { sessions, queue } = world.state;
    if (this.#legClients[slot] === NO_CLIENT || sessions.clients[slot] === this.#legClients[slot]) return;
    this.#legClients[slot] = NO_CLIENT;
    const endUs = Math.max(queue.atUs, this.#legStartsUs[slot]);
    this.#legUs.push(endUs - this.#legStartsUs[slot]);
    this.#legBytes.push(sessions.get(slot, ROW.creditedReal));
    this.#spreadActive(this.#legStartsUs[slot], endUs);
  }

  #spreadActive(fromUs: number, toUs: number): void {
    for (let hour = Math.floor(fromUs / US_PER_HOUR); hour < this.hours && hour * US_PER_HOUR < toUs; hour++)
      this.#legsActiveUs[hour] += Math.min(toUs, (hour + 1) * US_PER_HOUR) - Math.max(fromUs, hour * US_PER_HOUR);
  }

  #closeOnline(peer: number, untilUs: number): void {
    assert(this.#onlineSinceUs[peer] !== UNSEEN, "a peer goes offline that was online");
    const first = Math.floor(this.#onlineSinceUs[peer] / US_PER_HOUR);
    for (let hour = first; hour < this.hours && hour * US_PER_HOUR < untilUs; hour++)
      this.#onlineHours[peer * this.hours + hour] = 1;
    this.#onlineSinceUs[peer] = UNSEEN;
  }
}

/**
 * Of the peers online in a window of 24 h, the share online in the window `lagHours` later; mean over all windows that begin on a full
 * hour and fit, weighted with their peers. Undefined where none fits.
 */
export function returnShareSeen(seen: WatchedWorld, lagHours: number): number | undefined {
  const { hours, onlineHours, ordinaryPeers } = seen;
  const day = US_PER_DAY / US_PER_HOUR;
  let active = 0;
  let back = 0;
  const counts = new Uint16Array(hours + 1);
  for (const peer of ordinaryPeers) {
    for (let hour = 0; hour < hours; hour++) counts[hour + 1] = counts[hour] + onlineHours[peer * hours + hour];
    for (let start = 0; start + lagHours + day <= hours; start++) {
      if (counts[start + day] === counts[start]) continue;
      active++;
      if (counts[start + lagHours + day] > counts[start + lagHours]) back++;
    }
  }
  return active === 0 ? undefined : back / active;
}
