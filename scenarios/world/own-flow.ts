import { US_PER_DAY } from "../../base/units.ts";
import { pairLearns } from "../../protocol/oracle/directive-protocol.ts";
import { isSampled } from "../../protocol/routing/directive.ts";
import type { Tier } from "../../protocol/tiers/tier.ts";
import { legDurationUs, legRateBytesPerSecond, upShare } from "../../sim/network/demand.ts";
import { exponentialOf, uniform } from "../../sim/random/counter-hash.ts";
import { EVENT } from "./events.ts";
import type { Group } from "./groups.ts";
import type { Legs } from "./legs.ts";
import { CASE } from "./oracle-desk.ts";
import { NO_CLIENT } from "./session-table.ts";
import type { WorldState } from "./world-state.ts";

/** Draw labels of an own session: peer, count x 8 + label. */
const OWN = { gap: 0, duration: 1, rate: 2, sampling: 3, matched: 4, upShare: 5, audit: 6 } as const;

/** Sessions that attackers open between their own clients and their own peers, by their strategy. */
export class OwnFlow {
  readonly #state: WorldState;
  readonly #legs: Legs;

  constructor(state: WorldState, legs: Legs) {
    this.#state = state;
    this.#legs = legs;
  }

  begin(): void {
    for (const group of this.#state.population.groups) {
      if (group.role !== "attack" || group.plan === undefined || group.plan.ownSessionsPerDay === 0) continue;
      for (let peer = group.peerFirst; peer < group.peerFirst + group.peerCount; peer++) this.#schedule(peer, group, 0);
    }
  }

  /** One session of `peer` falls due: it takes place if a slot is free, the host online and Freddie lets the two meet. */
  open(peer: number): void {
    const { population, presence, queue } = this.#state;
    const group = population.groups[population.peerGroups[peer]];
    if (presence.stopped[peer] === 1 || this.#state.addresses?.refused[peer] === 1) return;
    const slot = this.#freeSlot(peer);
    if (slot >= 0 && presence.onlines[population.peerHosts[peer]] === 1 && this.#meets(peer, group))
      this.#begin(peer, slot, group);
    presence.ownCounts[peer]++;
    this.#schedule(peer, group, queue.atUs);
  }

  #begin(peer: number, slot: number, group: Group): void {
    const state = this.#state;
    const { presence, queue, population, pool, tables, scenario } = state;
    const { plan, strategy, values } = group;
    if (plan === undefined || strategy === undefined || values === undefined) return;
    const draw = (label: number): number => this.#draw(peer, label);
    const sampled = isSampled(
      state.phase,
      presence.tiers[peer] as Tier,
      presence.investigated[peer] !== 0,
      draw(OWN.sampling),
      state.samplingByTier,
    );
    const wanted = plan.ownBytesPerSecond ?? legRateBytesPerSecond(tables.demand, draw(OWN.rate));
    const capacity = population.hostCapacities[population.peerHosts[peer]];
    const demandBytesPerSecond = Math.max(1, Math.min(capacity, Math.round(wanted)));
    const conduct = strategy.conduct(
      {
        phase: state.phase,
        atUs: queue.atUs,
        sampled: pairLearns(state.directive) ? sampled : undefined,
        demandBytesPerSecond,
      },
      values,
    );
    // A receipt above the link is refused, so no colluding client signs one.
    const claimed = Math.min(capacity, Math.floor(conduct.claimedBytesPerSecond));
    const real = Math.min(capacity, Math.floor(conduct.realBytesPerSecond));
    const ordinal = (peer - group.peerFirst) * presence.ownCounts[peer] + presence.ownCounts[peer];
    const durationUs = plan.ownSessionUs ?? legDurationUs(tables.demand, draw(OWN.duration));
    pool.makeBusy(slot);
    state.trace?.(queue.atUs, sampled ? "own-sampled" : "own-direct", peer, claimed);
    this.#legs.start(slot, {
      client: group.clientFirst + (ordinal % group.clientCount),
      leg: peer * 65_536 + presence.ownCounts[peer],
      startUs: queue.atUs,
      endUs: queue.atUs + durationUs,
      sampled,
      audited:
        scenario.receipts.mode === "all" ||
        (scenario.receipts.mode === "audited" && draw(OWN.audit) < scenario.receipts.auditedShare),
      own: true,
      demandRate: real,
      claimFactor: real === 0 ? claimed : claimed / real,
      upShare: upShare(tables.demand, draw(OWN.upShare)),
    });
  }

  /**
   * With client choice a colluding client picks its own operator's peer. With server-random matching it gets any idle slot, and drops
   * every session that is not on one of its operator's peers: only their share of the free slots takes place. Which of the operator's
   * peers it is makes no difference to the operator, so it is the one whose session fell due.
   */
  #meets(peer: number, group: Group): boolean {
    const { params, pool, presence } = this.#state;
    // A suspect of implausible traffic is given random clients whatever the policy, and then it is this peer that must be drawn.
    if (presence.investigated[peer] === CASE.randomClients)
      return this.#draw(peer, OWN.matched) < pool.slotCountOf(peer) / (pool.slotCountOf(peer) + pool.idleCount);
    if (params["matching.policy"] === "client-choice") return true;
    const own = pool.firstSlots[group.peerFirst + group.peerCount] - pool.firstSlots[group.peerFirst];
    return this.#draw(peer, OWN.matched) < own / (own + pool.idleCount);
  }

  #freeSlot(peer: number): number {
    const { pool, sessions } = this.#state;
    for (let slot = pool.firstSlots[peer]; slot < pool.firstSlots[peer + 1]; slot++) {
      if (sessions.clients[slot] === NO_CLIENT && !pool.isBusy(slot)) return slot;
    }
    return -1;
  }

  /** Drawn sessions come as a Poisson process; sessions of fixed length follow each other evenly. */
  #schedule(peer: number, group: Group, fromUs: number): void {
    const { queue } = this.#state;
    const { plan } = group;
    if (plan === undefined) return;
    const meanUs = US_PER_DAY / plan.ownSessionsPerDay;
    const first = fromUs === 0;
    const u = this.#draw(peer, OWN.gap);
    const gapUs = plan.ownSessionUs === undefined ? meanUs * exponentialOf(u) : meanUs * (first ? u : 1);
    queue.push(fromUs + Math.max(1, Math.round(gapUs)), EVENT.ownSession, peer, 0);
  }

  #draw(peer: number, label: number): number {
    const { keys, presence, population } = this.#state;
    const group = population.groups[population.peerGroups[peer]];
    const host = population.peerHosts[peer];
    return uniform(
      population.hostDrawKeys[host] ^ keys.own,
      peer - group.peerFirst,
      presence.ownCounts[peer] * 8 + label,
    );
  }
}
