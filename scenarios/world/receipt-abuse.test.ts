import { describe, expect, it } from "vitest";
import { createNodeCrypto } from "../../protocol/crypto/node-crypto.ts";
import { type BandwidthReceipt, decodeReceipt, encodeReceipt, signedPart } from "../../protocol/receipts/codec.ts";
import { extraReceipts } from "./receipt-abuse.ts";

const crypto = createNodeCrypto();
const clientSeed = new Uint8Array(32).fill(7);
const claim = {
  peerId: new Uint8Array(32).fill(1),
  sessionId: new Uint8Array(16).fill(2),
  clientId: crypto.publicKeyOf(clientSeed),
  bytesDown: 1000,
  bytesUp: 10,
  timestampSeconds: 160,
  windowSeconds: 60,
};
const bytes = encodeReceipt(crypto, claim, clientSeed);
const held = { claim, bytes, clientSeed, otherPeerId: new Uint8Array(32).fill(3) };
const NONE = { replaysAtOnce: 0, replaysLater: 0, renames: false, pieces: 0, overlapSeconds: 0 };

function decoded(receipts: readonly Uint8Array[]): readonly BandwidthReceipt[] {
  return receipts.map((one) => {
    const outcome = decodeReceipt(one);
    if (outcome.kind === "rejected") throw new Error(outcome.code);
    return outcome.receipt;
  });
}

const verifies = (one: Uint8Array): boolean =>
  crypto.verifyEd25519(claim.clientId, signedPart(one), decoded([one])[0].signature);

describe("extraReceipts(crypto, held, abuse)", () => {
  it("copies the receipt as often as it is told, and late copies not yet", () => {
    expect(extraReceipts(crypto, held, { ...NONE, replaysAtOnce: 2, replaysLater: 5 })).toEqual([bytes, bytes]);
  });

  it("writes another peer over the first, which breaks the signature", () => {
    const [renamed, ...rest] = extraReceipts(crypto, held, { ...NONE, renames: true });
    expect(rest).toEqual([]);
    expect(decoded([renamed])[0]).toMatchObject({ peerId: held.otherPeerId, bytesDown: 1000, windowSeconds: 60 });
    expect(verifies(renamed)).toBe(false);
    expect(verifies(bytes)).toBe(true);
  });

  it("cuts a window into parts that fill it without a gap, signed, for at most a byte more each", () => {
    const pieces = extraReceipts(crypto, held, { ...NONE, pieces: 7 });
    expect(pieces.every(verifies)).toBe(true);
    const receipts = decoded(pieces);
    let end = claim.timestampSeconds - claim.windowSeconds;
    for (const { timestampSeconds, windowSeconds } of receipts) {
      expect(timestampSeconds - windowSeconds).toBe(end);
      end = timestampSeconds;
    }
    expect(end).toBe(claim.timestampSeconds);
    const down = receipts.reduce((sum, { bytesDown }) => sum + bytesDown, 0);
    expect(down).toBeGreaterThanOrEqual(1000);
    expect(down).toBeLessThan(1000 + 7);
  });

  it("reaches back with bytes in proportion", () => {
    const [overlap] = decoded(extraReceipts(crypto, held, { ...NONE, overlapSeconds: 30 }));
    expect(overlap).toMatchObject({ bytesDown: 1500, bytesUp: 15, timestampSeconds: 160, windowSeconds: 90 });
  });

  it("signs nothing where the client is not the attacker's, and cuts no single second", () => {
    const ordinary = { ...held, clientSeed: undefined };
    expect(extraReceipts(crypto, ordinary, { ...NONE, pieces: 7, overlapSeconds: 30 })).toEqual([]);
    const short = { ...held, claim: { ...claim, windowSeconds: 1 } };
    expect(extraReceipts(crypto, short, { ...NONE, pieces: 7 })).toEqual([]);
  });
});
