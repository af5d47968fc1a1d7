import { Transaction, VersionedTransaction } from "@solana/web3.js";
import type { Lamports } from "../../base/units.ts";
import type { ChainError } from "./anchor-log.ts";
import { LAMPORTS_PER_SIGNATURE } from "./fees.ts";
import { feeSignatureCount } from "./signature-check.ts";
import type { DecodedTransaction, SignedTransaction } from "./transaction.ts";

/** A signed transaction that passed the checks that bankrun leaves out, or the refusal that it met there. */
export type PreparedTransaction = {
  readonly bytes: Uint8Array;
  /** The first one, which names the transaction. */
  readonly signature: string;
  readonly blockhash: string;
} & (
  | { readonly runnable: RunnableTransaction; readonly refusal?: undefined }
  | { readonly refusal: ChainError; readonly runnable?: undefined }
);

/** What its execution needs, made before its turn comes. */
export interface RunnableTransaction {
  readonly decoded: DecodedTransaction;
  /** As bankrun's client takes it. */
  readonly encoded: Transaction | VersionedTransaction;
  readonly feeLamports: Lamports;
}

/** A signed transaction made ready for bankrun. */
export function runnableTransaction({ bytes, decoded }: SignedTransaction): RunnableTransaction {
  return {
    decoded,
    encoded: decoded.version === 0 ? VersionedTransaction.deserialize(bytes) : new EncodedTransaction(bytes),
    feeLamports: BigInt(feeSignatureCount(decoded)) * LAMPORTS_PER_SIGNATURE,
  };
}

/** Signed bytes that go into bankrun's client without a second pass through web3.js. */
class EncodedTransaction extends Transaction {
  private readonly bytes: Buffer;

  constructor(bytes: Uint8Array) {
    super();
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  override serialize(): Buffer {
    return this.bytes;
  }
}
