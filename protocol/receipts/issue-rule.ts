import { assert } from "../../base/assert.ts";
import { US_PER_S } from "../../base/units.ts";

/** Highest rate of a stretch: rate times the microseconds of a second stays below 2^53. */
export const RATE_BYTES_PER_SECOND_MAX = 9e9;

/**
 * Bytes after `elapsedUs` at a constant whole number of bytes a second, rounded down. Receipts and remainders of a stretch are
 * differences of this one function, so that they sum exactly.
 */
export function stretchBytes(rateBytesPerSecond: number, elapsedUs: number): number {
  const seconds = Math.floor(elapsedUs / US_PER_S);
  // Whole seconds apart: rate * elapsedUs would pass 2^53 after some minutes on a fast link.
  return rateBytesPerSecond * seconds + Math.floor((rateBytesPerSecond * (elapsedUs - seconds * US_PER_S)) / US_PER_S);
}

/** First microsecond at which a constant rate has surely carried `bytes`, rounded up; infinite at rate zero. */
function carryUs(rateBytesPerSecond: number, bytes: number): number {
  if (bytes <= 0) return 0;
  if (rateBytesPerSecond === 0) return Number.POSITIVE_INFINITY;
  const seconds = Math.floor(bytes / rateBytesPerSecond);
  const restBytes = bytes - seconds * rateBytesPerSecond;
  return seconds * US_PER_S + Math.ceil((restBytes * US_PER_S) / rateBytesPerSecond);
}

/**
 * Microseconds until the next receipt, at a constant rate of both directions together: when `intervalUs` have passed since the
 * last receipt or `thresholdBytes` have been carried, whichever is first; 0 when it is due already. With whole bytes the counter may
 * reach the threshold one microsecond earlier; the due time is that of the exact rate.
 * Source: seed 004, "every 60s or 1MB"
 */
export function nextReceiptDueUs(
  rateBytesPerSecond: number,
  sinceUs: number,
  sinceBytes: number,
  intervalUs: number,
  thresholdBytes: number,
): number {
  return Math.max(0, Math.min(intervalUs - sinceUs, carryUs(rateBytesPerSecond, thresholdBytes - sinceBytes)));
}

/** Microseconds between two receipts of one stretch. */
export function receiptPeriodUs(rateBytesPerSecond: number, intervalUs: number, thresholdBytes: number): number {
  return nextReceiptDueUs(rateBytesPerSecond, 0, 0, intervalUs, thresholdBytes);
}

/** Where `advanceReceipts` writes its five results. */
export const ADVANCE = {
  /** Receipts that fall due in (or exactly at the end of) the stretch. */
  count: 0,
  /** When the last of them did, microseconds after the stretch began; 0 where there is none. */
  lastAtUs: 1,
  /** Bytes that they attest: `sinceBytes` and the stretch's up to `lastAtUs`. */
  attestedBytes: 2,
  /** Time since the last receipt, at the stretch's end. */
  sinceUs: 3,
  /** Bytes not yet attested, at the stretch's end. */
  sinceBytes: 4,
} as const;
export const ADVANCE_LENGTH = 5;

/**
 * A stretch of constant rate in closed form: what stepping from receipt to receipt with `nextReceiptDueUs` gives, for any number of
 * them. `sinceUs` and `sinceBytes` are the session's state (since its last receipt, or its start) as the stretch begins; results
 * go to `out` by the indices of `ADVANCE`. Bytes are of both directions together: split what is attested at `lastAtUs` with
 * `stretchBytes` of one direction. Whole bytes a second, whole microseconds.
 * @throws AssertionFailure on a rate that is not a whole number up to 9e9, or an interval or threshold of zero
 */
export function advanceReceipts(
  rateBytesPerSecond: number,
  elapsedUs: number,
  sinceUs: number,
  sinceBytes: number,
  intervalUs: number,
  thresholdBytes: number,
  out: Float64Array,
): void {
  assert(rateBytesPerSecond >= 0 && rateBytesPerSecond <= RATE_BYTES_PER_SECOND_MAX, "rate out of range");
  assert(Number.isInteger(rateBytesPerSecond), "the rate is a whole number of bytes a second");
  assert(intervalUs > 0 && thresholdBytes > 0, "interval and threshold are positive");
  const firstUs = nextReceiptDueUs(rateBytesPerSecond, sinceUs, sinceBytes, intervalUs, thresholdBytes);
  const carriedBytes = stretchBytes(rateBytesPerSecond, elapsedUs);
  if (firstUs > elapsedUs) {
    writeAdvance(out, 0, 0, 0, sinceUs + elapsedUs, sinceBytes + carriedBytes);
    return;
  }
  const periodUs = receiptPeriodUs(rateBytesPerSecond, intervalUs, thresholdBytes);
  const more = Math.floor((elapsedUs - firstUs) / periodUs);
  const lastAtUs = firstUs + more * periodUs;
  const lastBytes = stretchBytes(rateBytesPerSecond, lastAtUs);
  writeAdvance(out, more + 1, lastAtUs, sinceBytes + lastBytes, elapsedUs - lastAtUs, carriedBytes - lastBytes);
}

function writeAdvance(
  out: Float64Array,
  count: number,
  lastAtUs: number,
  attestedBytes: number,
  sinceUs: number,
  sinceBytes: number,
): void {
  out[ADVANCE.count] = count;
  out[ADVANCE.lastAtUs] = lastAtUs;
  out[ADVANCE.attestedBytes] = attestedBytes;
  out[ADVANCE.sinceUs] = sinceUs;
  out[ADVANCE.sinceBytes] = sinceBytes;
}
