import sodium from "sodium-native";
import { assert } from "../../base/assert.ts";
import { BoundedCache } from "./bounded-cache.ts";
import { createNodeCrypto } from "./node-crypto.ts";
import { type CryptoPort, ED25519_PUBLIC_KEY_BYTES, ED25519_SEED_BYTES, ED25519_SIGNATURE_BYTES } from "./port.ts";

const SECRET_KEY_BYTES = 64;

interface KeyPair {
  readonly publicKey: Buffer;
  readonly secretKey: Buffer;
}

/**
 * The port over libsodium, for the simulator: keys two to six times, signatures twice, verifications twice to three times as fast as
 * Node's, since no key is parsed (docs/performance.md). Besides small-order keys libsodium refuses signatures whose R has small
 * order, as Solana does; no honest signer makes one. Key pairs are kept, the oldest dropped beyond `keyCountMax`.
 */
export function createSodiumCrypto(keyCountMax = 50_000): CryptoPort {
  const pairs = new BoundedCache<KeyPair>(keyCountMax);
  const pairOf = (seed: Uint8Array): KeyPair => {
    assert(seed.length === ED25519_SEED_BYTES, "an Ed25519 seed has 32 bytes");
    const seedBytes = bufferOf(seed);
    return pairs.get(seedBytes.toString("latin1"), () => {
      const pair = {
        publicKey: Buffer.allocUnsafe(ED25519_PUBLIC_KEY_BYTES),
        secretKey: Buffer.allocUnsafe(SECRET_KEY_BYTES),
      };
      sodium.crypto_sign_seed_keypair(pair.publicKey, pair.secretKey, seedBytes);
      return pair;
    });
  };
  return {
    sha256: createNodeCrypto(1).sha256,
    signEd25519(seed, message) {
      const signature = new Uint8Array(ED25519_SIGNATURE_BYTES);
      sodium.crypto_sign_detached(bufferOf(signature), bufferOf(message), pairOf(seed).secretKey);
      return signature;
    },
    verifyEd25519(publicKey, message, signature) {
      if (publicKey.length !== ED25519_PUBLIC_KEY_BYTES || signature.length !== ED25519_SIGNATURE_BYTES) return false;
      return sodium.crypto_sign_verify_detached(bufferOf(signature), bufferOf(message), bufferOf(publicKey));
    },
    publicKeyOf(seed) {
      return new Uint8Array(pairOf(seed).publicKey);
    },
  };
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
