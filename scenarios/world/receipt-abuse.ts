import type { ReceiptAbuse } from "../../agents/view.ts";
import type { CryptoPort } from "../../protocol/crypto/port.ts";
import { encodeReceipt, type ReceiptClaim } from "../../protocol/receipts/codec.ts";

/** Where a receipt holds the peer's key: behind the version byte (codec.ts). */
const PEER_ID_AT = 1;

/** A receipt as its client signed it, in an attacker's hands. */
export interface HeldReceipt {
  readonly claim: ReceiptClaim;
  readonly bytes: Uint8Array;
  /** The client's key, where the client is the attacker's own. */
  readonly clientSeed: Uint8Array | undefined;
  /** Another peer of the same attacker, where it has one. */
  readonly otherPeerId: Uint8Array | undefined;
}

/** Every receipt that the attacker hands in beside the honest one, at once; encoded, and signed where it can sign. */
export function extraReceipts(crypto: CryptoPort, held: HeldReceipt, abuse: ReceiptAbuse): readonly Uint8Array[] {
  const { claim, bytes, clientSeed, otherPeerId } = held;
  const extra = Array.from({ length: abuse.replaysAtOnce }, () => bytes);
  if (abuse.renames && otherPeerId !== undefined) extra.push(renamed(bytes, otherPeerId));
  if (clientSeed === undefined) return extra;
  const resigned = [...piecesOf(claim, abuse.pieces), ...overlapOf(claim, abuse.overlapSeconds)];
  return [...extra, ...resigned.map((one) => encodeReceipt(crypto, one, clientSeed))];
}

/** The same receipt with another peer's name written over the first: the signature is not the attacker's to renew. */
function renamed(bytes: Uint8Array, otherPeerId: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  copy.set(otherPeerId, PEER_ID_AT);
  return copy;
}

/** A window cut into at most `count` parts of whole seconds, each for its share of the bytes, rounded up; none where there is one second. */
function piecesOf(claim: ReceiptClaim, count: number): readonly ReceiptClaim[] {
  const pieces = Math.min(count, claim.windowSeconds);
  if (pieces < 2) return [];
  const startSeconds = claim.timestampSeconds - claim.windowSeconds;
  const cut = (index: number): number => Math.floor((claim.windowSeconds * index) / pieces);
  return Array.from({ length: pieces }, (_, index) => ({
    ...claim,
    bytesDown: Math.ceil(claim.bytesDown / pieces),
    bytesUp: Math.ceil(claim.bytesUp / pieces),
    timestampSeconds: startSeconds + cut(index + 1),
    windowSeconds: cut(index + 1) - cut(index),
  }));
}

/** The window made longer into the one before, with bytes in proportion. */
function overlapOf(claim: ReceiptClaim, seconds: number): readonly ReceiptClaim[] {
  if (seconds === 0) return [];
  const share = seconds / claim.windowSeconds;
  return [
    {
      ...claim,
      bytesDown: claim.bytesDown + Math.floor(claim.bytesDown * share),
      bytesUp: claim.bytesUp + Math.floor(claim.bytesUp * share),
      windowSeconds: claim.windowSeconds + seconds,
    },
  ];
}
