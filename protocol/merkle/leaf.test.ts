import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { US_PER_S } from "../../base/units.ts";
import { toBase16 } from "../crypto/base16.ts";
import { createNodeCrypto } from "../crypto/node-crypto.ts";
import type { RewardLeaf } from "../ledger.ts";
import { LEAF_MESSAGE_BYTES, type LeafDomain, leafHash, leafMessage } from "./leaf.ts";

const crypto = createNodeCrypto();
const domain: LeafDomain = {
  cluster: new Uint8Array(32).fill(1),
  program: new Uint8Array(32).fill(2),
  mint: new Uint8Array(32).fill(3),
  genesisUnixSeconds: 1_767_225_600,
};
const leaf: RewardLeaf = {
  epoch: 7,
  peerId: "ab".repeat(32),
  earnedBase: 171_232_876_712,
  forfeitedBase: 5,
  bytes: 2 ** 40 + 1,
  tierSinceUs: -30 * US_PER_S,
};

describe("leafMessage", () => {
  it("lays the fields out as written in the design, little-endian", () => {
    const expected = Buffer.alloc(178);
    expected.write("LANTERN_V1", 0, "ascii");
    expected.fill(1, 10, 42).fill(2, 42, 74).fill(3, 74, 106);
    expected.writeBigUInt64LE(7n, 106);
    expected.fill(0xab, 114, 146);
    expected.writeBigUInt64LE(171_232_876_712n, 146);
    expected.writeBigUInt64LE(5n, 154);
    expected.writeBigUInt64LE(2n ** 40n + 1n, 162);
    expected.writeBigInt64LE(1_767_225_570n, 170);
    expect(LEAF_MESSAGE_BYTES).toBe(178);
    expect(toBase16(leafMessage(domain, leaf))).toBe(expected.toString("hex"));
  });

  it("writes a tier age from before 1970 as a negative i64", () => {
    const message = leafMessage({ ...domain, genesisUnixSeconds: 10 }, leaf);
    expect(Buffer.from(message).readBigInt64LE(170)).toBe(-20n);
  });

  it("refuses half seconds, negative amounts, short addresses and ids in capitals", () => {
    expect(() => leafMessage(domain, { ...leaf, tierSinceUs: 1 })).toThrow("whole second");
    expect(() => leafMessage(domain, { ...leaf, forfeitedBase: -1 })).toThrow("u64");
    expect(() => leafMessage({ ...domain, mint: new Uint8Array(31) }, leaf)).toThrow("32 bytes");
    expect(() => leafMessage(domain, { ...leaf, peerId: "AB".repeat(32) })).toThrow("peer id");
  });
});

describe("leafHash", () => {
  it("is sha256 of a zero byte and the inner hash", () => {
    const inner = createHash("sha256").update(leafMessage(domain, leaf)).digest();
    const outer = createHash("sha256").update(Buffer.of(0)).update(inner).digest("hex");
    expect(toBase16(leafHash(crypto, domain, leaf))).toBe(outer);
  });

  it("changes with every field and every part of the domain", () => {
    const variants: [LeafDomain, RewardLeaf][] = [
      [domain, leaf],
      [{ ...domain, cluster: domain.mint }, leaf],
      [{ ...domain, program: domain.mint }, leaf],
      [{ ...domain, mint: domain.cluster }, leaf],
      [{ ...domain, genesisUnixSeconds: 0 }, leaf],
      [domain, { ...leaf, epoch: 8 }],
      [domain, { ...leaf, peerId: "ac".repeat(32) }],
      [domain, { ...leaf, earnedBase: 6 }],
      [domain, { ...leaf, forfeitedBase: 6 }],
      [domain, { ...leaf, bytes: 6 }],
      [domain, { ...leaf, tierSinceUs: 0 }],
    ];
    const hashes = variants.map(([where, what]) => toBase16(leafHash(crypto, where, what)));
    expect(new Set(hashes).size).toBe(variants.length);
  });
});
