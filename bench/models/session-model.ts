import { assertNever } from "../../base/assert.ts";
import { US_PER_S } from "../../base/units.ts";
import type { EventQueue } from "../../sim/engine/event-queue.ts";
import { exponentialOf, uniform } from "../../sim/random/counter-hash.ts";

/** What every engine of the bench models; the Rust and SimPy peers state the same numbers. */
const THINK_MEAN_US = 1_200 * US_PER_S;
const SESSION_MEAN_US = 600 * US_PER_S;
const ONLINE_MEAN_US = 14_400 * US_PER_S;
const OFFLINE_MEAN_US = 3_600 * US_PER_S;
const RECEIPT_US = 60 * US_PER_S;
const RECEIPT_BYTES_MIN = 1_000_000;
const RECEIPT_BYTES_SPAN = 4_000_000;
/** Peers that a client tries before it gives up until its next wish. */
const TRIES_MAX = 8;
/** Draws of one session: its receipts come first, at most 1,000 of them (a session is 10 min in the mean). */
const DRAWS_PER_SESSION = 1_024;

const KEY = { think: 11, session: 12, pick: 13, receipt: 14, online: 15, offline: 16 } as const;
const BEGIN = 1;
const RECEIPT = 2;
const END = 3;
const PEER_ON = 4;
const PEER_OFF = 5;
type Code = typeof BEGIN | typeof RECEIPT | typeof END | typeof PEER_ON | typeof PEER_OFF;

/**
 * A client's row: peer of its session, -1 = none; wishes so far, the stamp of a session's events; settled receipts of its session;
 * one number unused, so that no row lies across two cache lines.
 */
const ROW = 4;
const PEER = 0;
const TURN = 1;
const SETTLED = 2;

export interface SessionTotals {
  readonly events: number;
  readonly sessions: number;
  readonly blocked: number;
  /** Sessions that ended because their peer left. */
  readonly cut: number;
  readonly receipts: number;
  readonly bytes: number;
}

/**
 * Clients think, pick an online peer, and hold a session with a receipt each 60 s; peers come and go. With `elided`, a session's
 * receipts are no events: they are settled from their counter-based draws when it closes, and the totals are the same.
 */
export class SessionModel {
  readonly #queue: EventQueue;
  readonly #elided: boolean;
  readonly #receiptLane: number;
  readonly #peerCount: number;
  /** By peer: first client of its list of sessions, -1 = none. */
  readonly #firstClients: Int32Array;
  readonly #onlines: Uint8Array;
  /** By peer: times online or offline so far. */
  readonly #peerTurns: Int32Array;
  readonly #bytes: Float64Array;
  readonly #clientCount: number;
  /** By client, what each receipt meets, in one cache line (`PEER`, `TURN`, `SETTLED`). */
  readonly #clients: Int32Array;
  /** By client: the neighbours in its peer's list, -1 = none. */
  readonly #nextClients: Int32Array;
  readonly #previousClients: Int32Array;
  /** By client: start of its session. */
  readonly #startsUs: Float64Array;
  #events = 0;
  #sessions = 0;
  #blocked = 0;
  #cut = 0;
  #receipts = 0;

  constructor(queue: EventQueue, peerCount: number, clientCount: number, elided: boolean) {
    this.#queue = queue;
    this.#elided = elided;
    this.#receiptLane = queue.lane(RECEIPT_US);
    this.#peerCount = peerCount;
    this.#firstClients = new Int32Array(peerCount).fill(-1);
    this.#onlines = new Uint8Array(peerCount);
    this.#peerTurns = new Int32Array(peerCount);
    this.#bytes = new Float64Array(peerCount);
    this.#clientCount = clientCount;
    this.#clients = new Int32Array(clientCount * ROW);
    for (let client = 0; client < clientCount; client++) this.#clients[client * ROW + PEER] = -1;
    this.#nextClients = new Int32Array(clientCount);
    this.#previousClients = new Int32Array(clientCount);
    this.#startsUs = new Float64Array(clientCount);
    for (let peer = 0; peer < peerCount; peer++) {
      if (uniform(KEY.online, peer, 0) < ONLINE_MEAN_US / (ONLINE_MEAN_US + OFFLINE_MEAN_US)) this.#peerOn(peer);
      else this.#peerOff(peer);
    }
    for (let client = 0; client < clientCount; client++) this.#think(client);
  }

  /** Events pending at most: begin, or receipt and end, of a client, the stale end of one session before, and one a peer. */
  static capacity(peerCount: number, clientCount: number): number {
    return peerCount + 4 * clientCount;
  }

  /** Runs to `horizonUs` and settles what is open. */
  run(horizonUs: number): SessionTotals {
    const queue = this.#queue;
    while (queue.pop() && queue.atUs < horizonUs) {
      this.#events++;
      this.#handle(queue.code as Code, queue.subject, queue.stamp);
    }
    for (let client = 0; client < this.#clientCount; client++)
      if (this.#clients[client * ROW + PEER] >= 0) this.#close(client, horizonUs);
    let bytes = 0;
    for (const own of this.#bytes) bytes += own;
    return {
      events: this.#events,
      sessions: this.#sessions,
      blocked: this.#blocked,
      cut: this.#cut,
      receipts: this.#receipts,
      bytes,
    };
  }

  #handle(code: Code, subject: number, stamp: number): void {
    switch (code) {
      case BEGIN:
        this.#begin(subject);
        break;
      case RECEIPT:
        if (this.#isLive(subject, stamp)) this.#receipt(subject, stamp);
        break;
      case END:
        if (this.#isLive(subject, stamp)) {
          this.#close(subject, this.#queue.atUs);
          this.#think(subject);
        }
        break;
      case PEER_ON:
        this.#peerOn(subject);
        break;
      case PEER_OFF:
        this.#peerOff(subject);
        break;
      default:
        assertNever(code);
    }
  }

  /** A session that was closed has been followed by a new wish, and with it a new stamp. */
  #isLive(client: number, stamp: number): boolean {
    return this.#clients[client * ROW + TURN] === stamp;
  }

  #think(client: number): void {
    const turn = ++this.#clients[client * ROW + TURN];
    const queue = this.#queue;
    queue.push(queue.atUs + delayUs(uniform(KEY.think, client, turn), THINK_MEAN_US), BEGIN, client, turn);
  }

  #begin(client: number): void {
    const turn = this.#clients[client * ROW + TURN];
    for (let attempt = 0; attempt < TRIES_MAX; attempt++) {
      const draw = uniform(KEY.pick, client, turn * TRIES_MAX + attempt);
      const peer = Math.floor(draw * this.#peerCount);
      if (this.#onlines[peer] === 1) {
        this.#open(client, peer, turn);
        return;
      }
    }
    this.#blocked++;
    this.#think(client);
  }

  #open(client: number, peer: number, turn: number): void {
    const queue = this.#queue;
    const first = this.#firstClients[peer];
    this.#sessions++;
    this.#clients[client * ROW + PEER] = peer;
    this.#nextClients[client] = first;
    this.#previousClients[client] = -1;
    if (first >= 0) this.#previousClients[first] = client;
    this.#firstClients[peer] = client;
    this.#startsUs[client] = queue.atUs;
    this.#clients[client * ROW + SETTLED] = 0;
    queue.push(queue.atUs + delayUs(uniform(KEY.session, client, turn), SESSION_MEAN_US), END, client, turn);
    if (!this.#elided) queue.pushLane(this.#receiptLane, RECEIPT, client, turn);
  }

  #receipt(client: number, turn: number): void {
    this.#settle(client, turn);
    this.#queue.pushLane(this.#receiptLane, RECEIPT, client, turn);
  }

  /** The session's next receipt. */
  #settle(client: number, turn: number): void {
    const clients = this.#clients;
    const row = client * ROW;
    const number = ++clients[row + SETTLED];
    this.#bytes[clients[row + PEER]] += receiptBytes(client, turn, number);
    this.#receipts++;
  }

  /** Settles what is due, the started minute in proportion, and takes the session off its peer's list. */
  #close(client: number, nowUs: number): void {
    const turn = this.#clients[client * ROW + TURN];
    const peer = this.#clients[client * ROW + PEER];
    const lengthUs = nowUs - this.#startsUs[client];
    const due = Math.floor(lengthUs / RECEIPT_US);
    while (this.#clients[client * ROW + SETTLED] < due) this.#settle(client, turn);
    const restShare = (lengthUs - due * RECEIPT_US) / RECEIPT_US;
    this.#bytes[peer] += Math.floor(receiptBytes(client, turn, due + 1) * restShare);
    const next = this.#nextClients[client];
    const previous = this.#previousClients[client];
    if (next >= 0) this.#previousClients[next] = previous;
    if (previous >= 0) this.#nextClients[previous] = next;
    else this.#firstClients[peer] = next;
    this.#clients[client * ROW + PEER] = -1;
  }

  #peerOn(peer: number): void {
    const queue = this.#queue;
    const turn = ++this.#peerTurns[peer];
    this.#onlines[peer] = 1;
    queue.push(queue.atUs + delayUs(uniform(KEY.online, peer, turn), ONLINE_MEAN_US), PEER_OFF, peer, 0);
  }

  #peerOff(peer: number): void {
    const queue = this.#queue;
    const turn = ++this.#peerTurns[peer];
    this.#onlines[peer] = 0;
    for (let client = this.#firstClients[peer]; client >= 0; client = this.#firstClients[peer]) {
      this.#cut++;
      this.#close(client, queue.atUs);
      this.#think(client);
    }
    queue.push(queue.atUs + delayUs(uniform(KEY.offline, peer, turn), OFFLINE_MEAN_US), PEER_ON, peer, 0);
  }
}

/** Exponential, whole microseconds, at least 1. */
function delayUs(u: number, meanUs: number): number {
  return 1 + Math.floor(exponentialOf(u) * meanUs);
}

function receiptBytes(client: number, turn: number, number: number): number {
  const draw = uniform(KEY.receipt, client, turn * DRAWS_PER_SESSION + number);
  return RECEIPT_BYTES_MIN + Math.floor(draw * RECEIPT_BYTES_SPAN);
}
