import { stretchBytes } from "../../protocol/receipts/issue-rule.ts";

/** Value of `clients` for a slot without a session. */
export const NO_CLIENT = -1;
/** Value of `droppedLeftsUs` for a leg that runs to the end its client wants. */
export const NOT_DROPPED = -1;

/**
 * The legs that run now, one a slot: (session, peer) pairs. Index of every array: the slot. Bytes are whole and cumulative since the
 * leg's start; a stretch is a time of constant rate, and bytes at time t are its base plus floor(rate x (t - start)), so that what is
 * credited at any sequence of times adds up to the same total.
 */
export class SessionTable {
  readonly clients: Int32Array;
  /** Client whose failing attempt holds the slot, `NO_CLIENT` otherwise. */
  readonly holders: Int32Array;
  /** Raised at each start and end: an event with an older stamp is outdated. */
  readonly stamps: Int32Array;
  /** The client's leg number: with the client it names the leg's draws. */
  readonly legs: Int32Array;
  readonly sampleds: Uint8Array;
  /** Its receipts are issued and verified one by one. */
  readonly auditeds: Uint8Array;
  /** 1: bytes count as the attacker's own traffic. */
  readonly owns: Uint8Array;
  readonly startsUs: Float64Array;
  readonly endsUs: Float64Array;
  /** Where the leg is going to be dropped at its end: how much longer its client wants it, `NOT_DROPPED` otherwise. */
  readonly droppedLeftsUs: Float64Array;
  /** Bytes a second, whole: wanted (0 for a session that only pretends), and granted by the host's link. */
  readonly demandRates: Float64Array;
  readonly realRates: Float64Array;
  /** Signed bytes over real ones; where nothing is really moved, signed bytes a second. */
  readonly claimFactors: Float64Array;
  readonly claimRates: Float64Array;
  readonly upShares: Float64Array;
  readonly stretchStartsUs: Float64Array;
  readonly realBases: Float64Array;
  readonly claimBases: Float64Array;
  /** Already credited to an epoch. */
  readonly creditedReals: Float64Array;
  readonly creditedClaims: Float64Array;
  /** Real bytes already counted into an hour's load. */
  readonly hourSeens: Float64Array;
  /** Time and bytes since the last receipt, as of the stretch's start. */
  readonly receiptSincesUs: Float64Array;
  readonly receiptSincesBytes: Float64Array;

  constructor(slotCount: number) {
    const floats = (): Float64Array => new Float64Array(slotCount);
    this.clients = new Int32Array(slotCount).fill(NO_CLIENT);
    this.holders = new Int32Array(slotCount).fill(NO_CLIENT);
    this.stamps = new Int32Array(slotCount);
    this.legs = new Int32Array(slotCount);
    this.sampleds = new Uint8Array(slotCount);
    this.auditeds = new Uint8Array(slotCount);
    this.owns = new Uint8Array(slotCount);
    this.startsUs = floats();
    this.endsUs = floats();
    this.droppedLeftsUs = floats();
    this.demandRates = floats();
    this.realRates = floats();
    this.claimFactors = floats();
    this.claimRates = floats();
    this.upShares = floats();
    this.stretchStartsUs = floats();
    this.realBases = floats();
    this.claimBases = floats();
    this.creditedReals = floats();
    this.creditedClaims = floats();
    this.hourSeens = floats();
    this.receiptSincesUs = floats();
    this.receiptSincesBytes = floats();
  }

  /** Bytes really moved since the leg's start. */
  realBytesAt(slot: number, atUs: number): number {
    return this.realBases[slot] + stretchBytes(this.realRates[slot], atUs - this.stretchStartsUs[slot]);
  }

  /** Bytes that the client signs for, since the leg's start. */
  claimBytesAt(slot: number, atUs: number): number {
    return this.claimBases[slot] + stretchBytes(this.claimRates[slot], atUs - this.stretchStartsUs[slot]);
  }

  /** Real bytes since the last call for this leg, for the hour's load. */
  unseenBytes(slot: number, atUs: number): number {
    const bytes = this.realBytesAt(slot, atUs);
    const unseen = bytes - this.hourSeens[slot];
    this.hourSeens[slot] = bytes;
    return unseen;
  }

  /** Begins the first stretch of a leg; the caller has set its other columns. */
  start(slot: number, atUs: number, realRate: number): void {
    this.stamps[slot]++;
    this.stretchStartsUs[slot] = atUs;
    this.realBases[slot] = 0;
    this.claimBases[slot] = 0;
    this.creditedReals[slot] = 0;
    this.creditedClaims[slot] = 0;
    this.hourSeens[slot] = 0;
    this.receiptSincesUs[slot] = 0;
    this.receiptSincesBytes[slot] = 0;
    this.#setRates(slot, realRate);
  }

  /** Ends the stretch at `atUs` and begins one at another granted rate; receipts since the stretch began must have been settled. */
  restretch(slot: number, atUs: number, realRate: number): void {
    this.realBases[slot] = this.realBytesAt(slot, atUs);
    this.claimBases[slot] = this.claimBytesAt(slot, atUs);
    this.stretchStartsUs[slot] = atUs;
    this.#setRates(slot, realRate);
  }

  /** The slot is free again. */
  end(slot: number): void {
    this.stamps[slot]++;
    this.clients[slot] = NO_CLIENT;
  }

  #setRates(slot: number, realRate: number): void {
    this.realRates[slot] = realRate;
    this.claimRates[slot] =
      this.demandRates[slot] === 0 ? this.claimFactors[slot] : Math.floor(realRate * this.claimFactors[slot]);
  }
}
