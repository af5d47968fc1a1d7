import { US_PER_S } from "../../base/units.ts";
import { CLIENT_LIMIT_REACHED, countsAccounts, limitCovers } from "../../protocol/oracle/client-allowance.ts";
import { exceedsMeter } from "../../protocol/oracle/reconcile.ts";
import { UNNAMED_CLIENT } from "../../protocol/plausibility/traffic-book.ts";
import { ADVANCE, ADVANCE_LENGTH, advanceReceipts } from "../../protocol/receipts/issue-rule.ts";
import { maxMinShares } from "../../sim/network/shares.ts";
import { EVENT } from "./events.ts";
import type { LegStart } from "./leg-start.ts";
import { recordOwnLeg } from "./own-books.ts";
import type { ReceiptAudit } from "./receipt-audit.ts";
import { NO_CLIENT, NOT_DROPPED, ROW, ROW_LENGTH } from "./session-table.ts";
import type { WorldState } from "./world-state.ts";

/**
 * Legs from start to end: rates granted by the host's link, bytes metered, receipts issued, and all of it reported to the oracle's
 * book. A session's receipts settle as a train, in closed form, unless it is audited: then each goes through `ReceiptAudit`.
 */
export class Legs {
  /** Receipts signed so far, audited or not. */
  receiptsSigned = 0;
  readonly #state: WorldState;
  readonly #audit: ReceiptAudit;
  readonly #advance = new Float64Array(ADVANCE_LENGTH);
  readonly #demands: Float64Array;
  readonly #grants: Float64Array;
  readonly #liveSlots: Int32Array;

  constructor(state: WorldState, audit: ReceiptAudit) {
    this.#state = state;
    this.#audit = audit;
    const slotsOfHost = (host: number): number => {
      const { hostFirstPeers } = state.population;
      return state.pool.firstSlots[hostFirstPeers[host + 1]] - state.pool.firstSlots[hostFirstPeers[host]];
    };
    let most = 1;
    for (let host = 0; host < state.population.hostCount; host++) most = Math.max(most, slotsOfHost(host));
    this.#demands = new Float64Array(most);
    this.#grants = new Float64Array(most);
    this.#liveSlots = new Int32Array(most);
  }

  /** Puts a leg on `slot`, which the caller has taken, and schedules its end. */
  start(slot: number, leg: LegStart): void {
    const { sessions, queue, population, pool, presence, service, meter, attack } = this.#state;
    const { rows } = sessions;
    const at = slot * ROW_LENGTH;
    const host = population.peerHosts[pool.peers[slot]];
    const bursts = leg.own ? undefined : this.#state.bursts;
    bursts?.begin(slot, leg.client, leg.leg, leg.startUs, leg.demandRate);
    const rate = this.#demandOf(slot, leg.demandRate);
    sessions.clients[slot] = leg.client;
    rows[at + ROW.leg] = leg.leg;
    rows[at + ROW.sampled] = leg.sampled ? 1 : 0;
    // An attacker's extra receipts must really be judged.
    const audited = leg.audited || attack.abuseOf(pool.peers[slot]) !== undefined;
    rows[at + ROW.audited] = audited ? 1 : 0;
    rows[at + ROW.droppedLeftUs] = leg.droppedLeftUs ?? NOT_DROPPED;
    sessions.owns[slot] = leg.own ? 1 : 0;
    rows[at + ROW.startUs] = leg.startUs;
    rows[at + ROW.endUs] = leg.endUs;
    rows[at + ROW.demandRate] = leg.demandRate;
    rows[at + ROW.claimFactor] = leg.claimFactor;
    rows[at + ROW.upShare] = leg.upShare;
    presence.demands[host] += rate;
    sessions.start(slot, leg.startUs, rate);
    rows[at + ROW.wantedBytes] = this.#wantedBytesOf(leg);
    rows[at + ROW.endDueUs] = Number.POSITIVE_INFINITY;
    if (leg.sampled) meter.openLeg(slot);
    if (leg.sampled || this.#state.directive.relaysAll) this.#state.servers?.egressChange(1, leg.demandRate);
    service.startLeg(leg.sampled);
    if (audited) this.#audit.open(slot);
    if (presence.demands[host] > population.hostCapacities[host] || presence.congested[host] === 1)
      this.#share(host, queue.atUs);
    if (rows[at + ROW.endDueUs] === Number.POSITIVE_INFINITY) this.#scheduleEnd(slot, leg.startUs);
    bursts?.schedule(slot, leg.startUs, 0, rows[at + ROW.realRate], queue);
  }

  /** A phase of the leg on `slot` may be over: its client begins to transfer, or to read, and the host's link is shared anew. */
  burst(slot: number, stamp: number): void {
    const { bursts, sessions, queue, population, pool, presence } = this.#state;
    if (bursts?.isOver(slot, stamp, queue) !== true) return;
    const host = population.peerHosts[pool.peers[slot]];
    const peakRate = sessions.get(slot, ROW.demandRate);
    const bytes = sessions.realBytesAt(slot, queue.atUs);
    presence.demands[host] -= bursts.demandOf(slot, peakRate);
    bursts.next(slot, queue.atUs, bytes, peakRate);
    const rate = bursts.demandOf(slot, peakRate);
    presence.demands[host] += rate;
    if (presence.demands[host] > population.hostCapacities[host] || presence.congested[host] === 1)
      this.#share(host, queue.atUs);
    else this.#regrant(slot, queue.atUs, rate);
    bursts.schedule(slot, queue.atUs, bytes, sessions.get(slot, ROW.realRate), queue);
  }

  /** A transfer whose link has slowed down since its end was scheduled goes on: schedules the new end. False where the leg is over. */
  goesOn(slot: number): boolean {
    const { sessions, queue } = this.#state;
    const { rows } = sessions;
    const at = slot * ROW_LENGTH;
    if (rows[at + ROW.endUs] <= queue.atUs) return false;
    rows[at + ROW.endDueUs] = rows[at + ROW.endUs];
    // Its client reads: the end comes into sight with the next page.
    if (rows[at + ROW.endUs] === Number.POSITIVE_INFINITY) return true;
    queue.push(rows[at + ROW.endUs], EVENT.legEnd, slot, rows[at + ROW.stamp]);
    return true;
  }

  /** What the leg still wants at `atUs`, microseconds at the rate it asked for; never below 0, what its peer cuts off included. */
  leftUs(slot: number, atUs: number): number {
    const { sessions } = this.#state;
    const { rows } = sessions;
    const at = slot * ROW_LENGTH;
    const fromUs = Math.max(atUs, rows[at + ROW.startUs]);
    const wanted = rows[at + ROW.wantedBytes];
    if (wanted === 0) return rows[at + ROW.endUs] - fromUs + Math.max(0, rows[at + ROW.droppedLeftUs]);
    const left = Math.max(0, wanted - sessions.realBytesAt(slot, fromUs));
    return Math.ceil((left * US_PER_S) / (rows[at + ROW.demandRate] * this.#onShareOf(slot)));
  }

  /** Takes the leg off its slot at `atUs` (no earlier than its start); the slot stays busy, the caller says what becomes of it. */
  end(slot: number, atUs: number, dropped: boolean): void {
    const { sessions, population, pool, presence, service, book } = this.#state;
    const { rows } = sessions;
    const at = slot * ROW_LENGTH;
    const endUs = Math.max(atUs, rows[at + ROW.startUs]);
    const peer = pool.peers[slot];
    const host = population.peerHosts[peer];
    this.credit(slot, endUs);
    const sampled = rows[at + ROW.sampled] === 1;
    const realBytes = rows[at + ROW.creditedReal];
    const claimedBytes = rows[at + ROW.creditedClaim];
    if (this.#state.phase >= 2 && sampled && exceedsMeter(claimedBytes, realBytes, this.#state.params))
      book.overMeter[peer]++;
    book.observe(peer, sampled, sampled ? realBytes : claimedBytes, dropped);
    const blind = this.#state.params["receipts.privacy"] === "blind";
    this.#state.watch?.book.observe(
      peer,
      blind ? UNNAMED_CLIENT : sessions.clients[slot],
      sampled ? realBytes : claimedBytes,
      rows[at + ROW.startUs],
      endUs,
    );
    service.load(sessions.unseenBytes(slot, endUs), sampled || this.#state.directive.relaysAll);
    if (sessions.owns[slot] === 1)
      recordOwnLeg(this.#state, peer, sessions.clients[slot], { realBytes, claimedBytes, atUs: endUs });
    if (rows[at + ROW.audited] === 1) this.#audit.close(slot, endUs);
    if (sampled || this.#state.directive.relaysAll) this.#state.servers?.egressChange(-1, rows[at + ROW.demandRate]);
    presence.demands[host] -= this.#demandOf(slot, rows[at + ROW.demandRate]);
    this.#state.bursts?.end(slot);
    service.sessionsActive--;
    sessions.end(slot);
    if (presence.congested[host] === 1) this.#share(host, atUs);
  }

  /** Credits the leg's bytes up to `atUs` to this epoch, closing the open receipt window: at its end, and at each epoch's. */
  credit(slot: number, atUs: number): void {
    const { sessions, pool, book, service, meter, phase, directive } = this.#state;
    const { rows } = sessions;
    const at = slot * ROW_LENGTH;
    if (atUs <= rows[at + ROW.startUs]) return;
    const sampled = rows[at + ROW.sampled] === 1;
    const accepted = this.#settleReceipts(slot, atUs, true);
    sessions.restretch(slot, atUs, rows[at + ROW.realRate]);
    const real = rows[at + ROW.realBase] - rows[at + ROW.creditedReal];
    rows[at + ROW.creditedReal] += real;
    rows[at + ROW.creditedClaim] += accepted;
    const counted = this.#withinLimit(slot, sampled, sampled ? real : accepted, atUs);
    if (sampled) {
      const up = Math.floor(rows[at + ROW.realBase] * rows[at + ROW.upShare]);
      meter.read(slot, pool.peers[slot], rows[at + ROW.realBase] - up, up);
      book.overLimit[pool.peers[slot]] += real - counted;
    } else book.creditReceipts(pool.peers[slot], phase, counted);
    service.carry(real, sampled || directive.relaysAll);
  }

  /** Settles every live leg at `atUs`. */
  creditAll(atUs: number): void {
    const { clients } = this.#state.sessions;
    for (let slot = 0; slot < clients.length; slot++) if (clients[slot] !== NO_CLIENT) this.credit(slot, atUs);
  }

  /** All that a run changes here, not copied: for `World.snapshot`. */
  save() {
    return { receiptsSigned: this.receiptsSigned };
  }

  /** Takes over what another one saved. */
  load(saved: ReturnType<Legs["save"]>): void {
    this.receiptsSigned = saved.receiptsSigned;
  }

  /** Of `bytes` credited now, those within the daily limit of the leg's client account, where one is in force. */
  #withinLimit(slot: number, sampled: boolean, bytes: number, atUs: number): number {
    const { allowance, sessions, params } = this.#state;
    if (allowance === undefined || !limitCovers(sampled, params) || !countsAccounts(sampled, params)) return bytes;
    const counted = allowance.take(sessions.clients[slot], bytes, atUs);
    const { rejected } = this.#audit;
    if (counted < bytes) rejected[CLIENT_LIMIT_REACHED] = (rejected[CLIENT_LIMIT_REACHED] ?? 0) + 1;
    return counted;
  }

  /**
   * Issues the receipts that fell due in the current stretch until `atUs`, and with `closes` the one that closes the open window.
   * Returns the bytes they brought that the oracle accepted: a train's, when it closes, else those of single receipts.
   */
  #settleReceipts(slot: number, atUs: number, closes: boolean): number {
    const { sessions, params, phase } = this.#state;
    if (phase < 2 && !params["receipts.inPhase1"]) return 0;
    const { rows } = sessions;
    const at = slot * ROW_LENGTH;
    const elapsedUs = atUs - rows[at + ROW.stretchStartUs];
    const advance = this.#advance;
    const since = rows[at + ROW.receiptSinceUs];
    advanceReceipts(
      rows[at + ROW.claimRate],
      elapsedUs,
      since,
      rows[at + ROW.receiptSinceBytes],
      params["receipts.interval"],
      params["receipts.bytes"],
      advance,
    );
    const closing = closes && advance[ADVANCE.sinceBytes] > 0 ? 1 : 0;
    this.receiptsSigned += advance[ADVANCE.count] + closing;
    // Where there is nothing to sign, closing signs nothing: the window that the next receipt states stays open.
    rows[at + ROW.receiptSinceUs] = closing === 1 ? 0 : advance[ADVANCE.sinceUs];
    rows[at + ROW.receiptSinceBytes] = closes ? 0 : advance[ADVANCE.sinceBytes];
    if (rows[at + ROW.audited] === 1) this.#audit.stretch(slot, atUs, since, closes);
    if (!closes) return 0;
    if (rows[at + ROW.audited] === 1) return this.#audit.takeAccepted(slot);
    return sessions.claimBytesAt(slot, atUs) - rows[at + ROW.creditedClaim];
  }

  /** Shares the host's link anew among its live legs, max-min, whole bytes a second. */
  #share(host: number, atUs: number): void {
    const { sessions, population, pool, presence } = this.#state;
    const first = pool.firstSlots[population.hostFirstPeers[host]];
    const end = pool.firstSlots[population.hostFirstPeers[host + 1]];
    let count = 0;
    for (let slot = first; slot < end; slot++) {
      if (sessions.clients[slot] === NO_CLIENT) continue;
      this.#liveSlots[count] = slot;
      this.#demands[count++] = this.#demandOf(slot, sessions.get(slot, ROW.demandRate));
    }
    presence.congested[host] = presence.demands[host] > population.hostCapacities[host] ? 1 : 0;
    maxMinShares(this.#demands, count, population.hostCapacities[host], this.#grants);
    for (let index = 0; index < count; index++) {
      const slot = this.#liveSlots[index];
      const granted = Math.floor(this.#grants[index]);
      if (granted === sessions.get(slot, ROW.realRate)) continue;
      this.#regrant(slot, Math.max(atUs, sessions.get(slot, ROW.startUs)), granted);
    }
  }

  /** The leg goes on at another rate: what moves with it is its receipts, its end, and its page's. */
  #regrant(slot: number, atUs: number, granted: number): void {
    const { sessions, bursts, queue } = this.#state;
    this.#settleReceipts(slot, atUs, false);
    sessions.restretch(slot, atUs, granted);
    if (sessions.get(slot, ROW.wantedBytes) > 0) this.#scheduleEnd(slot, atUs);
    if (sessions.owns[slot] === 0) bursts?.schedule(slot, atUs, sessions.get(slot, ROW.realBase), granted, queue);
  }

  /** What the leg on `slot` asks of its link now: its peak rate, or nothing while its client reads. */
  #demandOf(slot: number, peakRate: number): number {
    return this.#state.bursts?.demandOf(slot, peakRate) ?? peakRate;
  }

  /** Mean over peak of what the leg asks for. */
  #onShareOf(slot: number): number {
    const { bursts, sessions } = this.#state;
    return bursts === undefined || sessions.owns[slot] === 1 ? 1 : bursts.model.onShare;
  }

  /** Bytes at which the leg ends; 0 for one that ends by its time: an attacker's own, and one that is going to be cut off. */
  #wantedBytesOf({ own, droppedLeftUs, demandRate, startUs, endUs }: LegStart): number {
    if (!this.#state.params["demand.elastic"] || own || droppedLeftUs !== undefined) return 0;
    const meanRate = demandRate * (this.#state.bursts?.model.onShare ?? 1);
    return Math.max(1, Math.round((meanRate * (endUs - startUs)) / US_PER_S));
  }

  /** Schedules the end of the stretch that begins at `fromUs`; a transfer's only where it is now earlier than the one in the queue. */
  #scheduleEnd(slot: number, fromUs: number): void {
    const { rows } = this.#state.sessions;
    const at = slot * ROW_LENGTH;
    const wanted = rows[at + ROW.wantedBytes];
    if (wanted > 0) {
      const left = Math.max(0, wanted - rows[at + ROW.realBase]);
      if (left > 0 && this.#state.bursts !== undefined && rows[at + ROW.realRate] === 0) {
        rows[at + ROW.endUs] = Number.POSITIVE_INFINITY;
        return;
      }
      rows[at + ROW.endUs] = fromUs + Math.ceil((left * US_PER_S) / Math.max(1, rows[at + ROW.realRate]));
      if (rows[at + ROW.endUs] >= rows[at + ROW.endDueUs]) return;
      if (rows[at + ROW.endDueUs] !== Number.POSITIVE_INFINITY) rows[at + ROW.stamp]++;
    }
    rows[at + ROW.endDueUs] = rows[at + ROW.endUs];
    this.#state.queue.push(rows[at + ROW.endUs], EVENT.legEnd, slot, rows[at + ROW.stamp]);
  }
}
