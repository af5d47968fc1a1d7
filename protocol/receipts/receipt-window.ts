import { assert } from "../../base/assert.ts";
import { US_PER_S } from "../../base/units.ts";
import { nextReceiptDueUs, receiptPeriodUs, stretchBytes } from "./issue-rule.ts";

/**
 * What a leg's latest receipt attests. The seed's fields are whole seconds, a receipt of 1 MB may take 80 ms; so:
 *
 * - a receipt's timestamp is the second in which it is signed, rounded up; its window begins where the previous window ended (the
 *   first: at the leg's start, rounded down). Windows are half-open, at least one second long, disjoint;
 * - further receipts within the same second *restate* that window: same timestamp, same window, bytes of the whole window so far.
 *   Of receipts for one window the largest counts, so order and duplicates change nothing and a lost one loses only its own bytes.
 *
 *   signed at   0.4   0.9   1.2        3.7 s        (leg begins at 0.1 s)
 *   window     [0,1) [0,1) [1,2)      [2,4)
 *   bytes        a    a+b    c          d
 *
 * Seconds count from the scenario's epoch; a receipt carries them plus the genesis' Unix time. A leg that has issued nothing yet has
 * an empty window. Source: ASSUMPTIONS.md#receipt-window
 */
export interface ReceiptWindow {
  readonly startSecond: number;
  /** Exclusive. */
  readonly endSecond: number;
  readonly bytesDown: number;
  readonly bytesUp: number;
}

/** The empty window of a leg that begins at `startUs`. */
export function openWindow(startUs: number): ReceiptWindow {
  const second = Math.floor(startUs / US_PER_S);
  return { startSecond: second, endSecond: second, bytesDown: 0, bytesUp: 0 };
}

/** The window with which a client goes on when its session comes back to a peer: never behind one that it has signed. */
export function resumeWindow(last: ReceiptWindow, startUs: number): ReceiptWindow {
  return Math.floor(startUs / US_PER_S) >= last.endSecond ? openWindow(startUs) : last;
}

/**
 * The window of a receipt signed at `atUs` for the bytes carried since the previous one.
 * @throws AssertionFailure where `atUs` lies before the end of the second of the previous receipt's window
 */
export function extendWindow(last: ReceiptWindow, atUs: number, bytesDown: number, bytesUp: number): ReceiptWindow {
  const endSecond = Math.ceil(atUs / US_PER_S);
  assert(endSecond >= last.endSecond, "a receipt is signed after the previous one");
  if (endSecond > last.endSecond) return { startSecond: last.endSecond, endSecond, bytesDown, bytesUp };
  return { ...last, bytesDown: last.bytesDown + bytesDown, bytesUp: last.bytesUp + bytesUp };
}

/** Longest window that the issue rule can give, in seconds: the interval, and one for the leg's first, partial second. */
export function windowSecondsMax(intervalUs: number): number {
  return Math.ceil(intervalUs / US_PER_S) + 1;
}

/** A stretch of constant rates on one leg, and the leg's state as it begins. */
export interface ReceiptTrain {
  readonly startUs: number;
  /** Whole bytes a second. */
  readonly rateDownBytesPerSecond: number;
  readonly rateUpBytesPerSecond: number;
  /** Since the leg's last receipt, or its start. */
  readonly sinceUs: number;
  readonly sinceBytesDown: number;
  readonly sinceBytesUp: number;
  /** Of the leg's last receipt; `openWindow` before the first. */
  readonly window: ReceiptWindow;
  readonly intervalUs: number;
  readonly thresholdBytes: number;
}

export interface TrainReceipt {
  readonly atUs: number;
  /** What the receipt says. */
  readonly window: ReceiptWindow;
  /** What it adds to the receipt before: its own share of the train's total. */
  readonly ownBytesDown: number;
  readonly ownBytesUp: number;
}

/** Bytes towards the client after `elapsedUs`: those of both directions together, as the issue rule counts them, less those up. */
export function stretchBytesDown(rateDown: number, rateUp: number, elapsedUs: number): number {
  return stretchBytes(rateDown + rateUp, elapsedUs) - stretchBytes(rateUp, elapsedUs);
}

/**
 * Receipt `index` (from 0) of a train, without making those before it: what stepping with `nextReceiptDueUs` and `extendWindow`
 * gives. This is how a drawn share of a train's receipts is signed and verified while the rest settles in closed form.
 * @throws AssertionFailure when no such receipt ever falls due
 */
export function receiptOfTrain(train: ReceiptTrain, index: number): TrainReceipt {
  const { rateDownBytesPerSecond: down, rateUpBytesPerSecond: up, intervalUs, thresholdBytes } = train;
  const sinceBytes = train.sinceBytesDown + train.sinceBytesUp;
  const firstUs = nextReceiptDueUs(down + up, train.sinceUs, sinceBytes, intervalUs, thresholdBytes);
  const periodUs = receiptPeriodUs(down + up, intervalUs, thresholdBytes);
  assert(Number.isInteger(index) && index >= 0, "receipts of a train count from 0");
  const downUntil = (k: number): number =>
    k < 0 ? 0 : train.sinceBytesDown + stretchBytesDown(down, up, firstUs + k * periodUs);
  const upUntil = (k: number): number => (k < 0 ? 0 : train.sinceBytesUp + stretchBytes(up, firstUs + k * periodUs));
  const atUs = train.startUs + firstUs + index * periodUs;
  // The last receipt of an earlier second closed the previous window; -1: the train has none, the leg's own window did.
  const secondBeganUs = (Math.ceil(atUs / US_PER_S) - 1) * US_PER_S;
  const before = Math.max(-1, Math.floor((secondBeganUs - train.startUs - firstUs) / periodUs));
  const windowBefore = before < 0 ? train.window : openWindow(closedUs(train.startUs + firstUs + before * periodUs));
  return {
    atUs,
    window: extendWindow(windowBefore, atUs, downUntil(index) - downUntil(before), upUntil(index) - upUntil(before)),
    ownBytesDown: downUntil(index) - downUntil(index - 1),
    ownBytesUp: upUntil(index) - upUntil(index - 1),
  };
}

/** Start of the first second after the one in which a receipt of `atUs` is dated. */
function closedUs(atUs: number): number {
  return Math.ceil(atUs / US_PER_S) * US_PER_S;
}
