/**
 * The cryptography that the rules need, synchronous, as an argument: `node-crypto.ts` for servers and the simulator,
 * `web-crypto.ts` for browsers. Both accept and refuse the same signatures (tested against each other).
 */
export interface CryptoPort {
  /** SHA-256 of the parts one after the other: 32 bytes, a fresh array. */
  sha256(...parts: Uint8Array[]): Uint8Array;
  /**
   * Ed25519 (RFC 8032, pure) over `message` with the 32-byte private seed: 64 bytes, deterministic.
   * @throws AssertionFailure unless `seed` has 32 bytes
   */
  signEd25519(seed: Uint8Array, message: Uint8Array): Uint8Array;
  /** Whether `signature` is of `message` by `publicKey`; false, never thrown, for wrong lengths, no point, or a small-order key. */
  verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  /**
   * The 32-byte public key of a 32-byte private seed.
   * @throws AssertionFailure unless `seed` has 32 bytes
   */
  publicKeyOf(seed: Uint8Array): Uint8Array;
}

export const SHA256_BYTES = 32;
export const ED25519_SEED_BYTES = 32;
export const ED25519_PUBLIC_KEY_BYTES = 32;
export const ED25519_SIGNATURE_BYTES = 64;
