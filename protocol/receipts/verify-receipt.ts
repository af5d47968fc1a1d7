import type { CryptoPort } from "../crypto/port.ts";
import type { ProtocolParams } from "../params.ts";
import { type BandwidthReceipt, decodeReceipt, signedPart } from "./codec.ts";
import { type ReceiptRejected, rejectReceipt } from "./codes.ts";
import type { ReplayGuard } from "./replay-guard.ts";

export interface ReceiptAccepted {
  readonly kind: "accepted";
  readonly receipt: BandwidthReceipt;
  /** Credited now; for a restated window less than the receipt says. Sums of these are what the peer is claimed to have carried. */
  readonly newBytesDown: number;
  readonly newBytesUp: number;
}

/**
 * The oracle's door: layout, session and time, then the client's signature, then the windows that were accepted before. Only an
 * accepted receipt changes the guard, so a forged one can neither block nor frame anybody.
 * Source: seed 004, signed bandwidth receipts
 */
export function acceptReceipt(
  crypto: CryptoPort,
  guard: ReplayGuard,
  bytes: Uint8Array,
  nowUs: number,
  params: ProtocolParams,
): ReceiptAccepted | ReceiptRejected {
  const decoded = decodeReceipt(bytes);
  if (decoded.kind === "rejected") return decoded;
  const { receipt } = decoded;
  const admitted = guard.admit(receipt, nowUs, params);
  if (admitted.kind === "rejected") return admitted;
  if (!crypto.verifyEd25519(receipt.clientId, signedPart(bytes), receipt.signature)) {
    return rejectReceipt("RECEIPT_BAD_SIGNATURE", "not signed by the client");
  }
  const credited = guard.credit(admitted, nowUs, params);
  if (credited.kind === "rejected") return credited;
  return { kind: "accepted", receipt, newBytesDown: credited.newBytesDown, newBytesUp: credited.newBytesUp };
}
