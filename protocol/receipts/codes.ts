/** Why a receipt is refused. Those after the line are given only once the client's signature has verified: they are evidence. */
export type ReceiptCode =
  | "RECEIPT_MALFORMED"
  | "RECEIPT_BAD_VERSION"
  | "RECEIPT_UNKNOWN_SESSION"
  | "RECEIPT_WRONG_PEER"
  | "RECEIPT_WRONG_CLIENT"
  | "RECEIPT_OUTSIDE_SESSION"
  | "RECEIPT_STALE"
  | "RECEIPT_FROM_FUTURE"
  | "RECEIPT_BAD_SIGNATURE"
  // ---- signed by the client
  | "RECEIPT_REPLAYED"
  | "RECEIPT_WINDOW_OVERLAP"
  | "RECEIPT_EXCEEDS_LINK";

export interface ReceiptRejected {
  readonly kind: "rejected";
  readonly code: ReceiptCode;
  readonly detail: string;
}

/** A refusal; `detail` says in words what was found. */
export function rejectReceipt(code: ReceiptCode, detail: string): ReceiptRejected {
  return { kind: "rejected", code, detail };
}
