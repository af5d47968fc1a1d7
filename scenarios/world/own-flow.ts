import type { AttackSessionView } from "../../agents/view.ts";
import { US_PER_DAY } from "../../base/units.ts";
import { pairLearns } from "../../protocol/oracle/directive-protocol.ts";
import { isSampled } from "../../protocol/routing/directive.ts";
import type { Tier } from "../../protocol/tiers/tier.ts";
import { legDurationUs, legRateBytesPerSecond, upShare } from "../../sim/network/demand.ts";
import { exponentialOf, uniform } from "../../sim/random/counter-hash.ts";
import { EVENT } from "./events.ts";
import { freddieDraw } from "./freddies.ts";
import type { Group } from "./groups.ts";
import type { Legs } from "./legs.ts";
import { CASE } from "./oracle-desk.ts";
import { NO_CLIENT } from "./session-table.ts";
import type { WorldState } from "./world-state.ts";

/** Draw labels of an own session: peer, count x 8 + label. */
const OWN = { gap: 0, duration: 1, rate: 2, sampling: 3, matched: 4, upShare: 5, audit: 6, coin: 7 } as const;

/** Sessions that attackers open between their own clients and their own peers, by their strategy. */
export class OwnFlow {
  readonly #state: WorldState;
  readonly #legs: Legs;
  /** By peer: 1 while its next session is scheduled. */
  readonly #pending: Uint8Array;

  constructor(state: WorldState, legs: Legs) {
    this.#state = state;
    this.#legs = legs;
    this.#pending = new Uint8Array(state.population.peerCount);
  }

  begin(): void {
    for (const group of this.#state.population.groups) {
      if (group.role !== "attack" || group.plan === undefined || group.plan.ownSessionsPerDay === 0) continue;
      for (let peer = group.peerFirst; peer < group.peerFirst + group.peerCount; peer++) this.#schedule(peer, group, 0);
    }
  }

  /** The peer's operator has brought it back: its own sessions go on. */
  resume(peer: number): void {
    const { population, queue } = this.#state;
    const group = population.groups[population.peerGroups[peer]];
    if (this.#pending[peer] === 0 && (group.plan?.ownSessionsPerDay ?? 0) > 0) this.#schedule(peer, group, queue.atUs);
  }

  /** One session of `peer` falls due: it takes place if a slot is free, the host online and Freddie lets the two meet. */
  open(peer: number): void {
    const { population, presence, queue, attack, params } = this.#state;
    const group = population.groups[population.peerGroups[peer]];
    this.#pending[peer] = 0;
    if (presence.stopped[peer] === 1 || attack.away[peer] === 1 || this.#state.addresses?.refused[peer] === 1) return;
    const server = this.#serverOf(peer, group);
    const slot = this.#freeSlot(server);
    const meets = slot >= 0 && presence.onlines[population.peerHosts[server]] === 1 && this.#meets(peer, server, group);
    const hungUp = meets && this.#begin(peer, server, slot, group);
    presence.ownCounts[peer]++;
    attack.attempts[peer] = hungUp ? attack.attempts[peer] + 1 : 0;
    if (!hungUp) this.#schedule(peer, group, queue.atUs);
    else this.#push(peer, queue.atUs + params["attackers.reopenDelay"]);
  }

  /** All that a run changes here, not copied: for `World.snapshot`. */
  save() {
    return this.#pending;
  }

  /** Takes over what another one of the same shape saved. */
  load(saved: ReturnType<OwnFlow["save"]>): void {
    this.#pending.set(saved);
  }

  /** The client hangs up before a byte has moved. Freddie has assigned the session, so the oracle may count it. */
  #hangUp(peer: number, sampled: boolean): void {
    const { attack, book, params, queue, trace } = this.#state;
    attack.hungUp[peer]++;
    trace?.(queue.atUs, "own-hung-up", peer, sampled ? 1 : 0);
    if (params["oracle.hungUpSessions"] === "counted") book.observe(peer, sampled, 1, false);
  }

  /** Opens the session on `slot`; true where its client hangs up and asks anew. */
  #begin(peer: number, server: number, slot: number, group: Group): boolean {
    const state = this.#state;
    const { presence, queue, population, pool, tables, scenario } = state;
    const { plan, strategy, values } = group;
    if (plan === undefined || strategy === undefined || values === undefined) return false;
    const draw = (label: number): number => this.#draw(peer, label);
    const sampled = isSampled(
      state.phase,
      presence.tiers[server] as Tier,
      presence.investigated[server] !== 0,
      freddieDraw(state, server, draw(OWN.sampling)),
      state.samplingByTier,
    );
    const wanted = plan.ownBytesPerSecond ?? legRateBytesPerSecond(tables.demand, draw(OWN.rate));
    const capacity = population.hostCapacities[population.peerHosts[server]];
    const demandBytesPerSecond = Math.max(1, Math.min(capacity, Math.round(wanted)));
    const conduct = strategy.conduct(this.#view(peer, sampled, demandBytesPerSecond), values);
    if (conduct.hangsUp === true) {
      this.#hangUp(peer, sampled);
      return true;
    }
    // A receipt above the link is refused, so no colluding client signs one.
    const claimed = Math.min(capacity, Math.floor(conduct.claimedBytesPerSecond));
    const real = Math.min(capacity, Math.floor(conduct.realBytesPerSecond));
    if (claimed === 0 && real === 0) return false;
    const ordinal = (peer - group.peerFirst) * presence.ownCounts[peer] + presence.ownCounts[peer];
    const plannedUs = plan.ownSessionUs ?? legDurationUs(tables.demand, draw(OWN.duration));
    const durationUs = Math.max(1, Math.min(plannedUs, Math.floor(conduct.endsAfterUs ?? plannedUs)));
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
    return false;
  }

  /** What the operator sees of its own session; seeing the directive is counted. */
  #view(peer: number, sampled: boolean, demandBytesPerSecond: number): AttackSessionView {
    const { attack, directive, phase, params, queue } = this.#state;
    const known = pairLearns(directive);
    if (known) attack.see(peer, sampled);
    return {
      phase,
      atUs: queue.atUs,
      sampled: known ? sampled : undefined,
      demandBytesPerSecond,
      attempt: attack.attempts[peer],
      coin: this.#draw(peer, OWN.coin),
      earnedLastBase: attack.earnedLastBase[peer],
      paidBytesLast: attack.paidBytesLast[peer],
      rules: params,
    };
  }

  /**
   * With client choice a colluding client picks its own operator's peer. With server-random matching it gets any idle slot, and drops
   * every session that is not on one of its operator's peers: only their share of the free slots takes place. Which of the operator's
   * peers it is makes no difference to the operator, so it is the one whose session fell due.
   */
  #meets(peer: number, server: number, group: Group): boolean {
    const { params, pool, presence } = this.#state;
    // A suspect of implausible traffic is given random clients whatever the policy, and then it is this peer that must be drawn.
    if (presence.investigated[server] === CASE.randomClients)
      return this.#draw(peer, OWN.matched) < pool.slotCountOf(server) / (pool.slotCountOf(server) + pool.idleCount);
    if (params["matching.policy"] === "client-choice") return true;
    const victims = group.plan?.victims;
    const groupSlots = pool.firstSlots[group.peerFirst + group.peerCount] - pool.firstSlots[group.peerFirst];
    const own = victims === undefined ? groupSlots : victims * pool.slotCountOf(server);
    return this.#draw(peer, OWN.matched) < own / (own + pool.idleCount);
  }

  /** The peer that a session of `peer` goes to: itself, or the next of the honest peers that the plan frames. */
  #serverOf(peer: number, { plan, peerFirst }: Group): number {
    const { population, keys, presence } = this.#state;
    if (plan?.victims === undefined) return peer;
    const honest = population.groups.filter(({ role }) => role === "honest");
    const count = honest.reduce((sum, { peerCount }) => sum + peerCount, 0);
    if (count === 0) return peer;
    const victim = presence.ownCounts[peer] % plan.victims;
    const key = population.hostDrawKeys[population.peerHosts[peerFirst]] ^ keys.own;
    let index = Math.floor(uniform(key, -1 - victim, 0) * count);
    for (const { peerFirst: first, peerCount } of honest) {
      if (index < peerCount) return first + index;
      index -= peerCount;
    }
    return peer;
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
    const { plan } = group;
    if (plan === undefined) return;
    const meanUs = US_PER_DAY / plan.ownSessionsPerDay;
    const first = fromUs === 0;
    const u = this.#draw(peer, OWN.gap);
    const gapUs = plan.ownSessionUs === undefined ? meanUs * exponentialOf(u) : meanUs * (first ? u : 1);
    this.#push(peer, fromUs + Math.max(1, Math.round(gapUs)));
  }

  #push(peer: number, atUs: number): void {
    this.#pending[peer] = 1;
    this.#state.queue.push(atUs, EVENT.ownSession, peer, 0);
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
