import { assert } from "../../base/assert.ts";
import { readU64, writeU64 } from "../crypto/byte-order.ts";
import { type CryptoPort, ED25519_PUBLIC_KEY_BYTES, ED25519_SIGNATURE_BYTES } from "../crypto/port.ts";
import { type ReceiptRejected, rejectReceipt } from "./codes.ts";

export const RECEIPT_VERSION = 1;
export const SESSION_ID_BYTES = 16;

/** What a client attests: what one peer carried for it in one window of whole seconds (`receipt-window.ts`). */
export interface ReceiptClaim {
  /** The peer's Ed25519 public key, 32 bytes. */
  readonly peerId: Uint8Array;
  /** The connection's session UUID, 16 bytes. */
  readonly sessionId: Uint8Array;
  /** The client's Ed25519 public key, 32 bytes. */
  readonly clientId: Uint8Array;
  /** Received by the client from the peer in the window, so far. */
  readonly bytesDown: number;
  /** Sent by the client through the peer in the window, so far. */
  readonly bytesUp: number;
  /** Unix seconds, exclusive end of the window. */
  readonly timestampSeconds: number;
  /** The window is [timestamp - window, timestamp). */
  readonly windowSeconds: number;
}

export interface BandwidthReceipt extends ReceiptClaim {
  readonly version: number;
  /** The client's Ed25519 signature over the 109 bytes before it. */
  readonly signature: Uint8Array;
}

/**
 *  byte   0        1         33          49         81            89          97          105        109
 *         version  peer_id   session_id  client_id  bytes_down    bytes_up    timestamp   window     signature
 *         u8       32        16          32         u64           u64         u64         u32        64
 *
 * 173 bytes, integers little-endian as everywhere on Solana (the seed leaves the order open). The version byte keeps a receipt
 * from ever being read as an identity message, which begin with a letter.
 * Source: seed 004, BandwidthReceipt; ASSUMPTIONS.md#receipt-layout
 */
const PEER_AT = 1;
const SESSION_AT = PEER_AT + ED25519_PUBLIC_KEY_BYTES;
const CLIENT_AT = SESSION_AT + SESSION_ID_BYTES;
const DOWN_AT = CLIENT_AT + ED25519_PUBLIC_KEY_BYTES;
const UP_AT = DOWN_AT + 8;
const TIMESTAMP_AT = UP_AT + 8;
const WINDOW_AT = TIMESTAMP_AT + 8;
export const RECEIPT_SIGNED_BYTES = WINDOW_AT + 4;
export const RECEIPT_BYTES = RECEIPT_SIGNED_BYTES + ED25519_SIGNATURE_BYTES;

/**
 * The claim signed with the client's seed, as it travels: 173 bytes.
 * @throws AssertionFailure unless ids have their lengths, counters are whole and the window fits a u32
 */
export function encodeReceipt(crypto: CryptoPort, claim: ReceiptClaim, clientSeed: Uint8Array): Uint8Array {
  const { peerId, sessionId, clientId, windowSeconds } = claim;
  assert(peerId.length === ED25519_PUBLIC_KEY_BYTES, "a peer id has 32 bytes");
  assert(clientId.length === ED25519_PUBLIC_KEY_BYTES, "a client id has 32 bytes");
  assert(sessionId.length === SESSION_ID_BYTES, "a session id has 16 bytes");
  assert(Number.isInteger(windowSeconds) && windowSeconds >= 0 && windowSeconds < 2 ** 32, "the window fits a u32");
  const bytes = new Uint8Array(RECEIPT_BYTES);
  const view = new DataView(bytes.buffer);
  bytes[0] = RECEIPT_VERSION;
  bytes.set(peerId, PEER_AT);
  bytes.set(sessionId, SESSION_AT);
  bytes.set(clientId, CLIENT_AT);
  writeU64(view, DOWN_AT, claim.bytesDown);
  writeU64(view, UP_AT, claim.bytesUp);
  writeU64(view, TIMESTAMP_AT, claim.timestampSeconds);
  view.setUint32(WINDOW_AT, windowSeconds, true);
  bytes.set(crypto.signEd25519(clientSeed, bytes.subarray(0, RECEIPT_SIGNED_BYTES)), RECEIPT_SIGNED_BYTES);
  return bytes;
}

/**
 * Reads 173 bytes; refuses another length (RECEIPT_MALFORMED), another version (RECEIPT_BAD_VERSION) and counters above 2^53 - 1,
 * which no link fills (RECEIPT_MALFORMED). Says nothing about the signature. Its arrays are views of `bytes`.
 */
export function decodeReceipt(
  bytes: Uint8Array,
): { readonly kind: "decoded"; readonly receipt: BandwidthReceipt } | ReceiptRejected {
  // The version first: another version may well have another length.
  if (bytes.length > 0 && bytes[0] !== RECEIPT_VERSION) {
    return rejectReceipt("RECEIPT_BAD_VERSION", `version ${bytes[0]}, expected ${RECEIPT_VERSION}`);
  }
  if (bytes.length !== RECEIPT_BYTES) {
    return rejectReceipt("RECEIPT_MALFORMED", `${bytes.length} bytes, expected ${RECEIPT_BYTES}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const bytesDown = readU64(view, DOWN_AT);
  const bytesUp = readU64(view, UP_AT);
  const timestampSeconds = readU64(view, TIMESTAMP_AT);
  if (bytesDown === undefined || bytesUp === undefined || timestampSeconds === undefined) {
    return rejectReceipt("RECEIPT_MALFORMED", "a counter or the timestamp is above 2^53 - 1");
  }
  const receipt: BandwidthReceipt = {
    version: bytes[0],
    peerId: bytes.subarray(PEER_AT, SESSION_AT),
    sessionId: bytes.subarray(SESSION_AT, CLIENT_AT),
    clientId: bytes.subarray(CLIENT_AT, DOWN_AT),
    bytesDown,
    bytesUp,
    timestampSeconds,
    windowSeconds: view.getUint32(WINDOW_AT, true),
    signature: bytes.subarray(RECEIPT_SIGNED_BYTES),
  };
  return { kind: "decoded", receipt };
}

/** The part of an encoded receipt that the client signed. */
export function signedPart(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, RECEIPT_SIGNED_BYTES);
}
