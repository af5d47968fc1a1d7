/** Holds the receipt of `protocol/` to the vectors that `chain/programs/rules/tests/receipts.rs` meets. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fromBase16, toBase16 } from "../../protocol/crypto/base16.ts";
import { createNodeCrypto } from "../../protocol/crypto/node-crypto.ts";
import { decodeReceipt, encodeReceipt, signedPart } from "../../protocol/receipts/codec.ts";

interface Vectors {
  readonly receipts: readonly {
    readonly peer: string;
    readonly session: string;
    readonly client: string;
    readonly clientSeed: string;
    readonly bytesDown: string;
    readonly bytesUp: string;
    readonly timestampSeconds: string;
    readonly windowSeconds: number;
    readonly encoded: string;
  }[];
  readonly refused: readonly { readonly name: string; readonly encoded: string; readonly code: string }[];
}

const { receipts, refused }: Vectors = JSON.parse(readFileSync(new URL("receipts.json", import.meta.url), "utf8"));
const crypto = createNodeCrypto();
const isSafe = ({ bytesDown, bytesUp }: Vectors["receipts"][number]): boolean =>
  [bytesDown, bytesUp].map(Number).every(Number.isSafeInteger);

describe("the protocol's receipt", () => {
  it("is encoded, signed, decoded and verified as the vectors say", () => {
    const own = receipts.filter(isSafe);
    expect(own.length).toBeGreaterThanOrEqual(3);
    for (const vector of own) {
      const claim = {
        peerId: fromBase16(vector.peer),
        sessionId: fromBase16(vector.session),
        clientId: fromBase16(vector.client),
        bytesDown: Number(vector.bytesDown),
        bytesUp: Number(vector.bytesUp),
        timestampSeconds: Number(vector.timestampSeconds),
        windowSeconds: vector.windowSeconds,
      };
      expect(toBase16(encodeReceipt(crypto, claim, fromBase16(vector.clientSeed)))).toBe(vector.encoded);
      const bytes = fromBase16(vector.encoded);
      const decoded = decodeReceipt(bytes);
      expect(decoded).toMatchObject({ kind: "decoded", receipt: claim });
      if (decoded.kind === "decoded")
        expect(crypto.verifyEd25519(claim.clientId, signedPart(bytes), decoded.receipt.signature)).toBe(true);
    }
  });

  it("is refused for counters that the twin cannot hold, for another length and another version", () => {
    for (const { encoded } of receipts.filter((vector) => !isSafe(vector)))
      expect(decodeReceipt(fromBase16(encoded))).toMatchObject({ kind: "rejected", code: "RECEIPT_MALFORMED" });
    for (const { name, encoded, code } of refused)
      expect(decodeReceipt(fromBase16(encoded)), name).toMatchObject({ kind: "rejected", code });
  });
});
