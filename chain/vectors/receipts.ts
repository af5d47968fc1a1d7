/** Vectors of the bandwidth receipt, from its written layout alone: 173 bytes, little-endian, signed over the first 109. */

import { createHash } from "node:crypto";
import { ed25519 } from "@noble/curves/ed25519.js";

const U64_MAX = 2n ** 64n - 1n;
/** Down, up, unix seconds, window. The last passes 2^53, which the twin refuses and a 64-bit reader takes. */
const RECEIPTS: readonly (readonly [bigint, bigint, bigint, number])[] = [
  [0n, 0n, 0n, 0],
  [1_000_000n, 24_000n, 1_685_577_600n, 60],
  [2n ** 53n - 1n, 2n ** 32n, 1_685_577_659n, 2 ** 32 - 1],
  [U64_MAX, 2n ** 53n, 1n, 1],
];

const seeded = (label: string): Buffer => createHash("sha256").update(`twinlight receipt ${label}`).digest();

/** Every receipt with its fields, its bytes and what is wrong with bent ones. */
export function receiptVectors() {
  const receipts = RECEIPTS.map(([down, up, timestamp, window], index) => {
    const clientSeed = seeded(`client ${index}`);
    const peer = Buffer.from(ed25519.getPublicKey(seeded(`peer ${index}`)));
    const client = Buffer.from(ed25519.getPublicKey(clientSeed));
    const session = seeded(`session ${index}`).subarray(0, 16);
    const counters = Buffer.alloc(28);
    counters.writeBigUInt64LE(down, 0);
    counters.writeBigUInt64LE(up, 8);
    counters.writeBigUInt64LE(timestamp, 16);
    counters.writeUInt32LE(window, 24);
    const signed = Buffer.concat([Buffer.of(1), peer, session, client, counters]);
    const signature = Buffer.from(ed25519.sign(signed, clientSeed));
    return {
      peer: peer.toString("hex"),
      session: session.toString("hex"),
      client: client.toString("hex"),
      clientSeed: clientSeed.toString("hex"),
      bytesDown: `${down}`,
      bytesUp: `${up}`,
      timestampSeconds: `${timestamp}`,
      windowSeconds: window,
      encoded: Buffer.concat([signed, signature]).toString("hex"),
    };
  });
  const [, good] = receipts;
  const whole = good?.encoded ?? "";
  return {
    receipts,
    refused: [
      { name: "cut short by a byte", encoded: whole.slice(0, -2), code: "RECEIPT_MALFORMED" },
      { name: "a byte too long", encoded: `${whole}00`, code: "RECEIPT_MALFORMED" },
      { name: "another version", encoded: `02${whole.slice(2)}`, code: "RECEIPT_BAD_VERSION" },
    ],
  };
}
