import { assert } from "../../base/assert.ts";

const PAIRS: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Lower-case hex digits, two a byte. */
export function toBase16(bytes: Uint8Array): string {
  let text = "";
  for (let index = 0; index < bytes.length; index++) text += PAIRS[bytes[index]];
  return text;
}

/** Whether `text` is lower-case hex of exactly `byteCount` bytes: the form in which ids, roots and hashes are kept. */
export function isBase16(text: string, byteCount: number): boolean {
  return text.length === 2 * byteCount && /^[0-9a-f]*$/.test(text);
}

/**
 * The bytes of lower-case hex digits.
 * @throws AssertionFailure on an odd length or another character; for text from outside ask `isBase16` first
 */
export function fromBase16(text: string): Uint8Array {
  assert(text.length % 2 === 0, "base16 text of odd length");
  const bytes = new Uint8Array(text.length / 2);
  for (let index = 0; index < bytes.length; index++) {
    bytes[index] = 16 * digitOf(text.charCodeAt(2 * index)) + digitOf(text.charCodeAt(2 * index + 1));
  }
  return bytes;
}

function digitOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  assert(code >= 97 && code <= 102, "base16 text holds another character than 0-9 and a-f");
  return code - 87;
}
