import { assert } from "../../base/assert.ts";

/** Bytewise order of two arrays of one length: negative, zero or positive. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  assert(a.length === b.length, "compareBytes takes arrays of one length");
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return a[index] - b[index];
  return 0;
}

/** Whether two arrays hold the same bytes; arrays of different lengths do not. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && compareBytes(a, b) === 0;
}

/**
 * Writes a whole number as a little-endian u64 at `offset`.
 * @throws AssertionFailure unless `value` is a non-negative safe integer
 */
export function writeU64(view: DataView, offset: number, value: number): void {
  assert(Number.isSafeInteger(value) && value >= 0, "u64 fields are written from non-negative safe integers");
  view.setUint32(offset, value % 2 ** 32, true);
  view.setUint32(offset + 4, Math.floor(value / 2 ** 32), true);
}

/** Reads a little-endian u64 at `offset`; `undefined` above 2^53 - 1, where a `number` is not exact. */
export function readU64(view: DataView, offset: number): number | undefined {
  const value = view.getUint32(offset + 4, true) * 2 ** 32 + view.getUint32(offset, true);
  return Number.isSafeInteger(value) ? value : undefined;
}
