import { stretchBytes } from "../../protocol/receipts/issue-rule.ts";

/** Value of `clients` for a slot without a session. */
export const NO_CLIENT = -1;
/** Value of `droppedLeftsUs` for a leg that runs to the end its client wants. */
export const NOT_DROPPED = -1;

/**
 * Where a leg's numbers stand in its row of `SessionTable.rows`. What one event reads together lies together: eight numbers are a line
 * of the processor's cache, and a leg in a column for each of them costs a miss for each of them.
 */
export const ROW = {
  /** The stretch that runs: since when, bytes and claimed bytes until then, and its rates, bytes a second, whole. */
  stretchStartUs: 0,
  realBase: 1,
  claimBase: 2,
  /** Granted by the host's link. */
  realRate: 3,
  claimRate: 4,
  /** Already credited to an epoch. */
  creditedReal: 5,
  creditedClaim: 6,
  startUs: 7,
  /** Time and bytes since the last receipt, as of the stretch's start. */
  receiptSinceUs: 8,
  receiptSinceBytes: 9,
  upShare: 10,
  /** Real bytes already counted into an hour's load. */
  hourSeen: 11,
  /** Signed bytes over real ones; where nothing is really moved, signed bytes a second. */
  claimFactor: 12,
  /** Bytes a second, whole: wanted; 0 for a session that only pretends. */
  demandRate: 13,
  endUs: 14,
  /** Where the leg is going to be dropped at its end: how much longer its client wants it, `NOT_DROPPED` otherwise. */
  droppedLeftUs: 15,
  /** A transfer's bytes; 0 for a leg that ends by its time. */
  wantedBytes: 16,
  /** When the queue tells of the leg's end next; a transfer may have been slowed down since. */
  endDueUs: 17,
  /** Raised at each start and end: an event with an older stamp is outdated. */
  stamp: 18,
  /** The client's leg number: with the client it names the leg's draws. */
  leg: 19,
  /** 1: by way of the egress. */
  sampled: 20,
  /** 1: its receipts are issued and verified one by one. */
  audited: 21,
} as const;
/** Numbers from one leg's row to the next: three lines of 64 bytes, two numbers of them unused. */
export const ROW_LENGTH = 24;

/** A number of a leg, by its place in the row. */
export type RowField = (typeof ROW)[keyof typeof ROW];

/**
 * The legs that run now, one a slot: (session, peer) pairs. Index of the columns: the slot. Bytes are whole and cumulative since the
 * leg's start; a stretch is a time of constant rate, and bytes at time t are its base plus floor(rate x (t - start)), so that what is
 * credited at any sequence of times adds up to the same total.
 */
export class SessionTable {
  readonly clients: Int32Array;
  /** Client whose failing attempt holds the slot, `NO_CLIENT` otherwise. */
  readonly holders: Int32Array;
  /** 1: bytes count as the attacker's own traffic. */
  readonly owns: Uint8Array;
  /** By slot, `ROW_LENGTH` numbers each, in the order of `ROW`. */
  readonly rows: Float64Array;

  constructor(slotCount: number) {
    this.clients = new Int32Array(slotCount).fill(NO_CLIENT);
    this.holders = new Int32Array(slotCount).fill(NO_CLIENT);
    this.owns = new Uint8Array(slotCount);
    this.rows = new Float64Array(slotCount * ROW_LENGTH);
  }

  get(slot: number, field: RowField): number {
    return this.rows[slot * ROW_LENGTH + field];
  }

  /** One number of every slot, in a new array. */
  columnOf(field: RowField): Float64Array {
    const column = new Float64Array(this.clients.length);
    for (let slot = 0; slot < column.length; slot++) column[slot] = this.rows[slot * ROW_LENGTH + field];
    return column;
  }

  /** Bytes really moved since the leg's start. */
  realBytesAt(slot: number, atUs: number): number {
    const { rows } = this;
    const at = slot * ROW_LENGTH;
    return rows[at + ROW.realBase] + stretchBytes(rows[at + ROW.realRate], atUs - rows[at + ROW.stretchStartUs]);
  }

  /** Bytes that the client signs for, since the leg's start. */
  claimBytesAt(slot: number, atUs: number): number {
    const { rows } = this;
    const at = slot * ROW_LENGTH;
    return rows[at + ROW.claimBase] + stretchBytes(rows[at + ROW.claimRate], atUs - rows[at + ROW.stretchStartUs]);
  }

  /** Real bytes since the last call for this leg, for the hour's load. */
  unseenBytes(slot: number, atUs: number): number {
    const bytes = this.realBytesAt(slot, atUs);
    const unseen = bytes - this.rows[slot * ROW_LENGTH + ROW.hourSeen];
    this.rows[slot * ROW_LENGTH + ROW.hourSeen] = bytes;
    return unseen;
  }

  /** Begins the first stretch of a leg; the caller has set what else its row says. */
  start(slot: number, atUs: number, realRate: number): void {
    const { rows } = this;
    const at = slot * ROW_LENGTH;
    rows[at + ROW.stamp]++;
    rows[at + ROW.stretchStartUs] = atUs;
    rows[at + ROW.realBase] = 0;
    rows[at + ROW.claimBase] = 0;
    rows[at + ROW.creditedReal] = 0;
    rows[at + ROW.creditedClaim] = 0;
    rows[at + ROW.hourSeen] = 0;
    rows[at + ROW.receiptSinceUs] = 0;
    rows[at + ROW.receiptSinceBytes] = 0;
    this.#setRates(at, realRate);
  }

  /** Ends the stretch at `atUs` and begins one at another granted rate; receipts since the stretch began must have been settled. */
  restretch(slot: number, atUs: number, realRate: number): void {
    const { rows } = this;
    const at = slot * ROW_LENGTH;
    rows[at + ROW.realBase] = this.realBytesAt(slot, atUs);
    rows[at + ROW.claimBase] = this.claimBytesAt(slot, atUs);
    rows[at + ROW.stretchStartUs] = atUs;
    this.#setRates(at, realRate);
  }

  /** The slot is free again. */
  end(slot: number): void {
    this.rows[slot * ROW_LENGTH + ROW.stamp]++;
    this.clients[slot] = NO_CLIENT;
  }

  /** `at`: where the leg's row begins. */
  #setRates(at: number, realRate: number): void {
    const { rows } = this;
    const factor = rows[at + ROW.claimFactor];
    rows[at + ROW.realRate] = realRate;
    rows[at + ROW.claimRate] = rows[at + ROW.demandRate] === 0 ? factor : Math.floor(realRate * factor);
  }
}
