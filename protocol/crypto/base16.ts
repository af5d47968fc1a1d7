import { assert } from "../../base/assert.ts";

const PAIRS: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Value of `DIGITS` for a character that is no digit: a bit above all digits. */
const NO_DIGIT = 16;

/** By character code: the digit's value, or `NO_DIGIT`. */
const DIGITS = Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = "0123456789abcdef".indexOf(String.fromCharCode(code));
  return digit < 0 ? NO_DIGIT : digit;
});

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
  let seen = 0;
  for (let index = 0; index < bytes.length; index++) {
    const high = DIGITS[text.charCodeAt(2 * index)] ?? NO_DIGIT;
    const low = DIGITS[text.charCodeAt(2 * index + 1)] ?? NO_DIGIT;
    seen |= high | low;
    bytes[index] = 16 * high + low;
  }
  assert(seen < NO_DIGIT, "base16 text holds another character than 0-9 and a-f");
  return bytes;
}
