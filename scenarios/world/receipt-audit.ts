import { createHash } from "node:crypto";
import { US_PER_S } from "../../base/units.ts";
import { fromBase16 } from "../../protocol/crypto/base16.ts";
import { encodeReceipt, type ReceiptClaim, SESSION_ID_BYTES } from "../../protocol/receipts/codec.ts";
import { nextReceiptDueUs, receiptPeriodUs, stretchBytes } from "../../protocol/receipts/issue-rule.ts";
import {
  extendWindow,
  openWindow,
  type ReceiptWindow,
  stretchBytesDown,
} from "../../protocol/receipts/receipt-window.ts";
import { ReplayGuard } from "../../protocol/receipts/replay-guard.ts";
import { acceptReceipt } from "../../protocol/receipts/verify-receipt.ts";
import { identitySeed } from "./population.ts";
import { extraReceipts } from "./receipt-abuse.ts";
import { ReceiptPost, type Sender } from "./receipt-post.ts";
import { ROW } from "./session-table.ts";
import { refill } from "./state-copy.ts";
import type { WorldState } from "./world-state.ts";

/** One audited leg: what its client has signed so far. */
interface AuditedLeg extends Sender {
  readonly peerId: Uint8Array;
  readonly sessionId: Uint8Array;
  readonly clientId: Uint8Array;
  readonly clientSeed: Uint8Array;
  readonly peer: number;
  /** The client is the peer's operator's own. */
  readonly own: boolean;
  /** Receipts that the operator keeps to hand in again when the session is over. */
  readonly kept: Uint8Array[];
  window: ReceiptWindow;
  /** Bytes since the last receipt, as of the stretch's start. */
  sinceDown: number;
  sinceUp: number;
  /** Accepted and not yet credited. */
  acceptedBytes: number;
}

/**
 * Receipts of the drawn legs, one by one as in production: the client encodes and signs, the oracle decodes, verifies and guards.
 * By the same rules the other legs' receipts settle as trains; a test holds the ledgers of the two equal.
 */
export class ReceiptAudit {
  /** Receipts that went this way. */
  audited = 0;
  /** By code. */
  readonly rejected: Record<string, number> = {};
  readonly #state: WorldState;
  readonly #guard: ReplayGuard;
  #legs = new Map<number, AuditedLeg>();
  /** Where receipts can get lost on their way. */
  readonly #post: ReceiptPost<AuditedLeg> | undefined;

  constructor(state: WorldState) {
    this.#state = state;
    this.#guard = new ReplayGuard(genesisUnixSeconds(state));
    this.#post = state.faults === undefined ? undefined : new ReceiptPost(state.faults.draws);
  }

  open(slot: number): void {
    const { sessions, population, pool, scenario, crypto, params } = this.#state;
    const client = sessions.clients[slot];
    const group = population.groups[population.clientGroups[client]];
    const drawId = population.clientDrawIds[client];
    // A blind session has a key of its own; its credential was checked when Freddie let it in, and costs the model nothing.
    const clientSeed =
      params["receipts.privacy"] === "blind"
        ? identitySeed(scenario.seed, "client", `${group.name}/${drawId}/session`, sessions.get(slot, ROW.leg))
        : identitySeed(scenario.seed, "client", group.name, drawId);
    const peer = pool.peers[slot];
    const leg: AuditedLeg = {
      client,
      leg: sessions.get(slot, ROW.leg),
      peerId: fromBase16(population.peerIds[peer]),
      sessionId: sessionIdOf(scenario.seed, client, sessions.get(slot, ROW.leg)),
      clientId: crypto.publicKeyOf(clientSeed),
      clientSeed,
      peer,
      own: sessions.owns[slot] === 1,
      kept: [],
      window: openWindow(sessions.get(slot, ROW.startUs)),
      sinceDown: 0,
      sinceUp: 0,
      acceptedBytes: 0,
    };
    this.#legs.set(slot, leg);
    const linkBytesPerSecond = population.hostCapacities[population.peerHosts[peer]];
    this.#guard.openLeg({
      ...leg,
      openedAtUs: sessions.get(slot, ROW.startUs),
      linkDownBytesPerSecond: linkBytesPerSecond,
      linkUpBytesPerSecond: linkBytesPerSecond,
    });
  }

  /** Issues what fell due from the stretch's start until `atUs`; `sinceUs`: time since the last receipt as the stretch began. */
  stretch(slot: number, atUs: number, sinceUs: number, closes: boolean): void {
    const { sessions, params } = this.#state;
    const leg = this.#legOf(slot);
    const startUs = sessions.get(slot, ROW.stretchStartUs);
    const rate = sessions.get(slot, ROW.claimRate);
    const rateUp = Math.floor(rate * sessions.get(slot, ROW.upShare));
    const elapsedUs = atUs - startUs;
    const interval = params["receipts.interval"];
    const threshold = params["receipts.bytes"];
    const periodUs = receiptPeriodUs(rate, interval, threshold);
    let doneDown = 0;
    let doneUp = 0;
    const issueAt = (intoUs: number): void => {
      const down = stretchBytesDown(rate - rateUp, rateUp, intoUs);
      const up = stretchBytes(rateUp, intoUs);
      this.#issue(leg, startUs + intoUs, leg.sinceDown + down - doneDown, leg.sinceUp + up - doneUp);
      leg.sinceDown = 0;
      leg.sinceUp = 0;
      doneDown = down;
      doneUp = up;
    };
    for (
      let dueUs = nextReceiptDueUs(rate, sinceUs, leg.sinceDown + leg.sinceUp, interval, threshold);
      dueUs <= elapsedUs;
      dueUs += periodUs
    )
      issueAt(dueUs);
    const restDown = leg.sinceDown + stretchBytesDown(rate - rateUp, rateUp, elapsedUs) - doneDown;
    const restUp = leg.sinceUp + stretchBytes(rateUp, elapsedUs) - doneUp;
    if (closes && restDown + restUp > 0) issueAt(elapsedUs);
    leg.sinceDown = closes ? 0 : restDown;
    leg.sinceUp = closes ? 0 : restUp;
  }

  /** Bytes accepted on the leg since the last call. */
  takeAccepted(slot: number): number {
    const leg = this.#legOf(slot);
    for (const late of this.#post?.flush(leg) ?? []) this.#judge(leg, late, this.#state.queue.atUs);
    const bytes = leg.acceptedBytes;
    leg.acceptedBytes = 0;
    return bytes;
  }

  close(slot: number, endUs: number): void {
    const leg = this.#legOf(slot);
    this.#guard.endLeg(leg.sessionId, leg.peerId, endUs);
    this.#guard.closeSession(leg.sessionId);
    // The guard knows the session no more: whatever is handed in now finds no leg, and no epoch left to count in.
    for (const bytes of leg.kept) this.#handInExtra(leg, bytes, endUs);
    this.#post?.forget(leg);
    this.#legs.delete(slot);
  }

  /** All that a run changes here, not copied: for `World.snapshot`. */
  save() {
    return {
      audited: this.audited,
      rejected: this.rejected,
      guard: this.#guard.save(),
      legs: this.#legs,
      post: this.#post?.save(),
    };
  }

  /** Takes over what another one of the same shape saved. */
  load(saved: ReturnType<ReceiptAudit["save"]>): void {
    this.audited = saved.audited;
    refill(this.rejected, saved.rejected);
    this.#guard.load(saved.guard);
    this.#legs = saved.legs;
    if (saved.post !== undefined) this.#post?.load(saved.post);
  }

  #issue(leg: AuditedLeg, atUs: number, bytesDown: number, bytesUp: number): void {
    const { crypto } = this.#state;
    leg.window = extendWindow(leg.window, atUs, bytesDown, bytesUp);
    const { startSecond, endSecond } = leg.window;
    const claim = {
      peerId: leg.peerId,
      sessionId: leg.sessionId,
      clientId: leg.clientId,
      bytesDown: leg.window.bytesDown,
      bytesUp: leg.window.bytesUp,
      timestampSeconds: this.#guard.genesisUnixSeconds + endSecond + this.#clockErrorSeconds(leg, atUs),
      windowSeconds: endSecond - startSecond,
    };
    const bytes = encodeReceipt(crypto, claim, leg.clientSeed);
    this.audited++;
    for (const arrived of this.#post?.carry(leg, bytes, atUs) ?? [bytes]) this.#judge(leg, arrived, atUs);
    this.#abuse(leg, claim, bytes, atUs);
  }

  #judge(leg: AuditedLeg, bytes: Uint8Array, atUs: number): void {
    const { crypto, params } = this.#state;
    const outcome = acceptReceipt(crypto, this.#guard, bytes, atUs, params);
    if (outcome.kind === "accepted") leg.acceptedBytes += outcome.newBytesDown + outcome.newBytesUp;
    else this.rejected[outcome.code] = (this.rejected[outcome.code] ?? 0) + 1;
  }

  /** By which the client's clock is wrong, whole seconds. */
  #clockErrorSeconds(leg: AuditedLeg, atUs: number): number {
    const errorUs = this.#state.faults?.draws.clockErrorUs(leg.client, atUs) ?? 0;
    return Math.trunc(errorUs / US_PER_S);
  }

  /** What the peer's operator does with a receipt beside handing it in. */
  #abuse(leg: AuditedLeg, claim: ReceiptClaim, bytes: Uint8Array, atUs: number): void {
    const { attack, crypto, population } = this.#state;
    const abuse = attack.abuseOf(leg.peer);
    if (abuse === undefined) return;
    const { peerFirst, peerCount } = population.groups[population.peerGroups[leg.peer]];
    const other = peerFirst + ((leg.peer - peerFirst + 1) % peerCount);
    const held = {
      claim,
      bytes,
      clientSeed: leg.own ? leg.clientSeed : undefined,
      otherPeerId: other === leg.peer ? undefined : fromBase16(population.peerIds[other]),
    };
    for (const extra of extraReceipts(crypto, held, abuse)) this.#handInExtra(leg, extra, atUs);
    for (let copy = 0; copy < abuse.replaysLater; copy++) leg.kept.push(bytes);
  }

  /** One receipt more than the client meant: judged by the same code, and credited where that lets it pass. */
  #handInExtra(leg: AuditedLeg, bytes: Uint8Array, atUs: number): void {
    const { attack, crypto, params } = this.#state;
    attack.extraReceipts++;
    const outcome = acceptReceipt(crypto, this.#guard, bytes, atUs, params);
    if (outcome.kind === "accepted") {
      leg.acceptedBytes += outcome.newBytesDown + outcome.newBytesUp;
      attack.extraBytes += outcome.newBytesDown + outcome.newBytesUp;
      return;
    }
    attack.refuse(outcome.code);
  }

  #legOf(slot: number): AuditedLeg {
    const leg = this.#legs.get(slot);
    if (leg === undefined) throw new Error(`slot ${slot} has no audited leg`);
    return leg;
  }
}

/** Unix seconds of the scenario's epoch. */
export function genesisUnixSeconds(state: Pick<WorldState, "scenario">): number {
  return Math.floor(state.scenario.genesisUnixUs / US_PER_S);
}

function sessionIdOf(runSeed: string, client: number, leg: number): Uint8Array {
  return createHash("sha256").update(`${runSeed}/session/${client}/${leg}`).digest().subarray(0, SESSION_ID_BYTES);
}
