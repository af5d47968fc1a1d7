import { createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify } from "node:crypto";
import { assert } from "../../base/assert.ts";
import { fromBase16 } from "./base16.ts";
import { BoundedCache } from "./bounded-cache.ts";
import { type CryptoPort, ED25519_PUBLIC_KEY_BYTES, ED25519_SEED_BYTES, ED25519_SIGNATURE_BYTES } from "./port.ts";
import { isSmallOrderKey } from "./small-order-keys.ts";

/** DER before the 32 raw bytes of a key. Source: RFC 8410, sections 4 and 7 */
const PUBLIC_DER_PREFIX = fromBase16("302a300506032b6570032100");
const PRIVATE_DER_PREFIX = fromBase16("302e020100300506032b657004220420");

/** Parsing a key costs as much as a signature, so parsed keys are kept, the oldest dropped beyond `keyCountMax` of each sort. */
export function createNodeCrypto(keyCountMax = 50_000): CryptoPort {
  const privateKeys = new BoundedCache<KeyObject>(keyCountMax);
  const publicKeys = new BoundedCache<KeyObject | undefined>(keyCountMax);
  const privateKeyOf = (seed: Uint8Array): KeyObject => {
    assert(seed.length === ED25519_SEED_BYTES, "an Ed25519 seed has 32 bytes");
    return privateKeys.get(textOf(seed), () =>
      createPrivateKey({ key: Buffer.concat([PRIVATE_DER_PREFIX, seed]), format: "der", type: "pkcs8" }),
    );
  };
  return {
    sha256(...parts) {
      // One character a byte, and back: twice as fast as the answer as a Buffer.
      return bytesOfText(hash("sha256", parts.length === 1 ? parts[0] : Buffer.concat(parts), "binary"));
    },
    signEd25519(seed, message) {
      return bytesOf(sign(null, message, privateKeyOf(seed)));
    },
    verifyEd25519(publicKey, message, signature) {
      if (publicKey.length !== ED25519_PUBLIC_KEY_BYTES || signature.length !== ED25519_SIGNATURE_BYTES) return false;
      const key = publicKeys.get(textOf(publicKey), () => parsePublicKey(publicKey));
      return key !== undefined && verify(null, message, key, signature);
    },
    publicKeyOf(seed) {
      const der = createPublicKey(privateKeyOf(seed)).export({ format: "der", type: "spki" });
      return bytesOf(der.subarray(PUBLIC_DER_PREFIX.length));
    },
  };
}

/** `undefined` for a key under which no signature counts. */
function parsePublicKey(publicKey: Uint8Array): KeyObject | undefined {
  if (isSmallOrderKey(publicKey)) return undefined;
  return createPublicKey({ key: Buffer.concat([PUBLIC_DER_PREFIX, publicKey]), format: "der", type: "spki" });
}

/** One character a byte: the cheapest map key. */
function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

function bytesOfText(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = text.charCodeAt(index);
  return bytes;
}

/** A plain `Uint8Array`, so that no caller depends on Node's `Buffer`. */
function bytesOf(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
