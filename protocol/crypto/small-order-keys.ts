import { toBase16 } from "./base16.ts";

/**
 * The encodings of Ed25519 points of order 1, 2, 4 and 8, canonical and not, the sign bit cleared. Under such a key anybody can
 * make a signature that verifies, so a receipt would prove nothing. OpenSSL accepts them; Solana's strict verification does not.
 * Source: libsodium, ge25519_has_small_order
 */
const SMALL_ORDER: ReadonlySet<string> = new Set([
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]);

/** Whether a 32-byte public key is one of the points that no honest key generation gives. */
export function isSmallOrderKey(publicKey: Uint8Array): boolean {
  const unsigned = publicKey.slice();
  unsigned[31] &= 0x7f;
  return SMALL_ORDER.has(toBase16(unsigned));
}
