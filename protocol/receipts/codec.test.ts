import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromBase16, toBase16 } from "../crypto/base16.ts";
import { createNodeCrypto } from "../crypto/node-crypto.ts";
import { decodeReceipt, encodeReceipt, RECEIPT_BYTES, type ReceiptClaim, signedPart } from "./codec.ts";

const crypto = createNodeCrypto();
const clientSeed = new Uint8Array(32).fill(7);
const claim: ReceiptClaim = {
  peerId: new Uint8Array(32).fill(0xaa),
  sessionId: new Uint8Array(16).fill(0xbb),
  clientId: crypto.publicKeyOf(clientSeed),
  bytesDown: 1_000_000,
  bytesUp: 2 ** 33 + 1,
  timestampSeconds: 1_767_225_660,
  windowSeconds: 60,
};

describe("encodeReceipt", () => {
  it("lays the seed's fields out in order, little-endian, 173 bytes", () => {
    const bytes = encodeReceipt(crypto, claim, clientSeed);
    expect(bytes.length).toBe(173);
    const signed = [
      "01",
      "aa".repeat(32),
      "bb".repeat(16),
      toBase16(claim.clientId),
      "40420f0000000000",
      "0100000002000000",
      "3cb9556900000000",
      "3c000000",
    ].join("");
    expect(toBase16(signedPart(bytes))).toBe(signed);
    expect(toBase16(bytes.subarray(109))).toBe(toBase16(crypto.signEd25519(clientSeed, fromBase16(signed))));
  });

  it("refuses ids of a wrong length and a window beyond u32", () => {
    expect(() => encodeReceipt(crypto, { ...claim, sessionId: new Uint8Array(15) }, clientSeed)).toThrow("16 bytes");
    expect(() => encodeReceipt(crypto, { ...claim, peerId: new Uint8Array(31) }, clientSeed)).toThrow("32 bytes");
    expect(() => encodeReceipt(crypto, { ...claim, windowSeconds: 2 ** 32 }, clientSeed)).toThrow("u32");
    expect(() => encodeReceipt(crypto, { ...claim, bytesUp: 0.5 }, clientSeed)).toThrow("u64");
  });
});

describe("decodeReceipt", () => {
  it("reads back every claim, also from the middle of a larger buffer", () => {
    const claims = fc.record({
      peerId: fc.uint8Array({ minLength: 32, maxLength: 32 }),
      sessionId: fc.uint8Array({ minLength: 16, maxLength: 16 }),
      clientId: fc.uint8Array({ minLength: 32, maxLength: 32 }),
      bytesDown: fc.maxSafeNat(),
      bytesUp: fc.maxSafeNat(),
      timestampSeconds: fc.maxSafeNat(),
      windowSeconds: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    });
    fc.assert(
      fc.property(claims, (some) => {
        const encoded = encodeReceipt(crypto, some, clientSeed);
        const larger = new Uint8Array(RECEIPT_BYTES + 9);
        larger.set(encoded, 5);
        const decoded = decodeReceipt(larger.subarray(5, 5 + RECEIPT_BYTES));
        expect(decoded).toEqual({
          kind: "decoded",
          receipt: { ...some, version: 1, signature: encoded.subarray(109) },
        });
      }),
      { numRuns: 50 },
    );
  });

  it("refuses every other length, other versions and counters above 2^53 - 1", () => {
    const bytes = encodeReceipt(crypto, claim, clientSeed);
    for (let length = 0; length < RECEIPT_BYTES; length++) {
      expect(decodeReceipt(bytes.subarray(0, length))).toMatchObject({ kind: "rejected", code: "RECEIPT_MALFORMED" });
    }
    const longer = new Uint8Array(RECEIPT_BYTES + 1);
    longer.set(bytes);
    expect(decodeReceipt(longer)).toMatchObject({ code: "RECEIPT_MALFORMED" });
    const future = bytes.slice();
    future[0] = 2;
    expect(decodeReceipt(future)).toMatchObject({ kind: "rejected", code: "RECEIPT_BAD_VERSION" });
    for (const at of [81, 89, 97]) {
      const huge = bytes.slice();
      huge[at + 7] = 0xff;
      expect(decodeReceipt(huge)).toMatchObject({ code: "RECEIPT_MALFORMED" });
    }
  });
});
