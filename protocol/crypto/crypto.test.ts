import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromBase16, isBase16, toBase16 } from "./base16.ts";
import { BoundedCache } from "./bounded-cache.ts";
import { compareBytes, equalBytes, readU64, writeU64 } from "./byte-order.ts";
import { createNodeCrypto } from "./node-crypto.ts";
import type { CryptoPort } from "./port.ts";
import { isSmallOrderKey } from "./small-order-keys.ts";
import { createSodiumCrypto } from "./sodium-crypto.ts";
import { createWebCrypto } from "./web-crypto.ts";

/** RFC 8032, section 7.1, tests 1 to 3 and "SHA(abc)": seed, public key, message, signature. */
const RFC_8032 = [
  [
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    "",
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
  ],
  [
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    "72",
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
  ],
  [
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
    "af82",
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
  ],
  [
    "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
    "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
    "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
  ],
].map((row) => row.map(fromBase16));

const ports: [string, CryptoPort][] = [
  ["node", createNodeCrypto(4)],
  ["web", createWebCrypto()],
  ["sodium", createSodiumCrypto(4)],
];

describe.each(ports)("the %s implementation", (_, crypto) => {
  it("gives the public keys and signatures of RFC 8032, and verifies them", () => {
    for (const [seed, publicKey, message, signature] of RFC_8032) {
      expect(toBase16(crypto.publicKeyOf(seed))).toBe(toBase16(publicKey));
      expect(toBase16(crypto.signEd25519(seed, message))).toBe(toBase16(signature));
      expect(crypto.verifyEd25519(publicKey, message, signature)).toBe(true);
    }
  });

  it("refuses a signature after any flipped bit, under another key, or cut short", () => {
    const [seed, publicKey, message] = RFC_8032[3];
    const signature = crypto.signEd25519(seed, message);
    fc.assert(
      fc.property(fc.nat({ max: 511 }), (bit) => {
        const bent = signature.slice();
        bent[bit >> 3] ^= 1 << (bit & 7);
        const other = message.slice();
        other[bit >> 3] ^= 1 << (bit & 7);
        expect(crypto.verifyEd25519(publicKey, message, bent)).toBe(false);
        expect(crypto.verifyEd25519(publicKey, other, signature)).toBe(false);
      }),
      { numRuns: 40 },
    );
    expect(crypto.verifyEd25519(RFC_8032[0][1], message, signature)).toBe(false);
    expect(crypto.verifyEd25519(publicKey, message, signature.subarray(0, 63))).toBe(false);
    expect(crypto.verifyEd25519(publicKey.subarray(1), message, signature)).toBe(false);
  });

  it("refuses the identity point as a key, under which R = identity, s = 0 signs everything", () => {
    const key = fromBase16(`01${"00".repeat(31)}`);
    const signature = fromBase16(`01${"00".repeat(63)}`);
    expect(crypto.verifyEd25519(key, Uint8Array.of(1), signature)).toBe(false);
    expect(isSmallOrderKey(key)).toBe(true);
    expect(isSmallOrderKey(RFC_8032[0][1])).toBe(false);
  });

  it("answers false for 32 bytes that are no point", () => {
    const noPoint = fromBase16(`02${"00".repeat(31)}`);
    expect(crypto.verifyEd25519(noPoint, Uint8Array.of(1), new Uint8Array(64))).toBe(false);
  });

  it("hashes parts as one message, into a plain array", () => {
    const abc = crypto.sha256(Uint8Array.of(97), Uint8Array.of(), Uint8Array.of(98, 99));
    expect(toBase16(abc)).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(toBase16(crypto.sha256())).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(Object.getPrototypeOf(abc)).toBe(Uint8Array.prototype);
  });

  it("stays right while its keys are dropped from the cache", () => {
    const seeds = Array.from({ length: 9 }, (_, index) => new Uint8Array(32).fill(index + 1));
    for (let round = 0; round < 2; round++) {
      for (const seed of seeds) {
        const signature = crypto.signEd25519(seed, seed);
        expect(crypto.verifyEd25519(crypto.publicKeyOf(seed), seed, signature)).toBe(true);
      }
    }
    expect(() => crypto.signEd25519(new Uint8Array(31), seeds[0])).toThrow("32 bytes");
  });
});

describe("the implementations", () => {
  it("make the same keys, signatures and hashes", () => {
    const [[, node], ...others] = ports;
    const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(bytes, fc.uint8Array({ maxLength: 200 }), (seed, message) => {
        for (const [, other] of others) {
          expect(other.publicKeyOf(seed)).toEqual(node.publicKeyOf(seed));
          expect(other.signEd25519(seed, message)).toEqual(node.signEd25519(seed, message));
          expect(other.sha256(message, seed)).toEqual(node.sha256(message, seed));
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe("base16", () => {
  it("reads back what it wrote, and only that notation", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(fromBase16(toBase16(bytes))).toEqual(bytes);
      }),
    );
    expect(toBase16(Uint8Array.of(0, 15, 171))).toBe("000fab");
    expect(isBase16("000fab", 3)).toBe(true);
    expect([isBase16("000FAB", 3), isBase16("00", 3), isBase16("00000g", 3)]).toEqual([false, false, false]);
    expect(() => fromBase16("0g")).toThrow("another character");
    expect(() => fromBase16("000")).toThrow("odd length");
  });
});

describe("u64 fields", () => {
  it("are little-endian and exact to 2^53 - 1, undefined above", () => {
    const view = new DataView(new ArrayBuffer(8));
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        writeU64(view, 0, value);
        expect(view.getBigUint64(0, true)).toBe(BigInt(value));
        expect(readU64(view, 0)).toBe(value);
      }),
    );
    view.setBigUint64(0, 2n ** 53n, true);
    expect(readU64(view, 0)).toBeUndefined();
    expect(() => writeU64(view, 0, -1)).toThrow("u64");
  });
});

describe("byte order", () => {
  it("compares like the hex text, and lengths only for equality", () => {
    const bytes = fc.uint8Array({ minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        const [textA, textB] = [toBase16(a), toBase16(b)];
        expect(Math.sign(compareBytes(a, b))).toBe(textA < textB ? -1 : textA > textB ? 1 : 0);
      }),
    );
    expect(equalBytes(Uint8Array.of(1), Uint8Array.of(1, 0))).toBe(false);
    expect(() => compareBytes(Uint8Array.of(1), Uint8Array.of(1, 0))).toThrow("one length");
  });
});

describe("BoundedCache", () => {
  it("makes a value once, also when it is undefined, and drops the oldest beyond its bound", () => {
    const cache = new BoundedCache<number | undefined>(2);
    let made = 0;
    const make = (): undefined => {
      made++;
    };
    for (const key of ["a", "a", "b", "b", "c", "b", "a"]) cache.get(key, make);
    expect([made, cache.count]).toEqual([4, 2]);
  });
});
