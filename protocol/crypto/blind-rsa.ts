import { RSABSSA } from "@cloudflare/blindrsa-ts";
import { assert } from "../../base/assert.ts";
import {
  BLIND_PREFIX_BYTES,
  type BlindCredential,
  type BlindIssuerKey,
  type BlindPort,
  type BlindPublicKey,
  type BlindRequest,
} from "./blind-port.ts";
import { equalBytes } from "./byte-order.ts";

const MODULUS_BITS = 2_048;
const PUBLIC_EXPONENT = Uint8Array.of(1, 0, 1);

/** Blind RSA by the library `@cloudflare/blindrsa-ts` on WebCrypto: the same in Node and in browsers. */
export function createBlindRsa(): BlindPort {
  const suite = RSABSSA.SHA384.PSS.Randomized();
  return {
    generateIssuer: async () => {
      const algorithm = { modulusLength: MODULUS_BITS, publicExponent: PUBLIC_EXPONENT };
      const { privateKey, publicKey } = await RSABSSA.SHA384.generateKey(algorithm);
      return { handle: privateKey, publicKey: { handle: publicKey } };
    },
    blind: async (publicKey, message) => {
      const prepared = suite.prepare(message);
      const { blindedMsg, inv } = await suite.blind(keyOf(publicKey), prepared);
      return { blinded: blindedMsg, prepared, inverse: inv };
    },
    sign: (issuer, blinded) => suite.blindSign(keyOf(issuer), blinded),
    finish: async (publicKey, { prepared, inverse }: BlindRequest, answer) => {
      const signature = await suite.finalize(keyOf(publicKey), prepared, answer, inverse);
      return { prepared, signature };
    },
    verify: async (publicKey, { prepared, signature }: BlindCredential, message) =>
      equalBytes(prepared.subarray(BLIND_PREFIX_BYTES), message) &&
      (await suite.verify(keyOf(publicKey), signature, prepared)),
  };
}

function keyOf({ handle }: BlindPublicKey | BlindIssuerKey): CryptoKey {
  assert(handle instanceof CryptoKey, "a key of another implementation");
  return handle;
}
