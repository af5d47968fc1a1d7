import { SystemProgram } from "@solana/web3.js";
import type { Lamports } from "../../base/units.ts";
import type { ChainError } from "./anchor-log.ts";
import type { ChainAccount, TransactionResult } from "./backend.ts";
import { bytesText } from "./kept-key.ts";
import { TRANSACTION_BYTES_MAX } from "./transaction.ts";

/** The result of a transaction of `bytes` bytes that never ran. */
export function refused(bytes: number, error: ChainError): TransactionResult {
  return { ok: false, error, logs: [], events: [], computeUnits: 0, bytes, feeLamports: 0n, rentLamports: 0n };
}

/** The refusal of bytes that no packet carries; undefined for those that fit. Some runtimes panic instead. */
export function oversize(bytes: Uint8Array): TransactionResult | undefined {
  if (bytes.length <= TRANSACTION_BYTES_MAX) return undefined;
  const detail = `${bytes.length} bytes, at most ${TRANSACTION_BYTES_MAX} fit into a packet`;
  return refused(bytes.length, { stage: "refused", code: "TransactionTooLarge", detail });
}

/** The first signature of a serialised transaction as a map key: it names the transaction. */
export function firstSignature(bytes: Uint8Array): string {
  return bytesText(bytes.subarray(1, 65));
}

/** `account`, or a new wallet, with so many lamports more. */
export function withLamports(account: ChainAccount | undefined, lamports: Lamports): ChainAccount {
  const before = account ?? {
    lamports: 0n,
    owner: SystemProgram.programId,
    data: new Uint8Array(),
    executable: false,
  };
  return { ...before, lamports: before.lamports + lamports };
}
