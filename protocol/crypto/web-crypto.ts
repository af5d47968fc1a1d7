import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { assert } from "../../base/assert.ts";
import { type CryptoPort, ED25519_PUBLIC_KEY_BYTES, ED25519_SEED_BYTES, ED25519_SIGNATURE_BYTES } from "./port.ts";
import { isSmallOrderKey } from "./small-order-keys.ts";

/** The port without `node:`: WebCrypto is asynchronous, so pure JavaScript (noble), some ten times slower than Node's. */
export function createWebCrypto(): CryptoPort {
  return {
    sha256(...parts) {
      const hasher = sha256.create();
      for (const part of parts) hasher.update(part);
      return hasher.digest();
    },
    signEd25519(seed, message) {
      assert(seed.length === ED25519_SEED_BYTES, "an Ed25519 seed has 32 bytes");
      return ed25519.sign(message, seed);
    },
    verifyEd25519(publicKey, message, signature) {
      if (publicKey.length !== ED25519_PUBLIC_KEY_BYTES || signature.length !== ED25519_SIGNATURE_BYTES) return false;
      // zip215 would take encodings that RFC 8032 and OpenSSL refuse.
      return !isSmallOrderKey(publicKey) && ed25519.verify(signature, message, publicKey, { zip215: false });
    },
    publicKeyOf(seed) {
      assert(seed.length === ED25519_SEED_BYTES, "an Ed25519 seed has 32 bytes");
      return ed25519.getPublicKey(seed);
    },
  };
}
