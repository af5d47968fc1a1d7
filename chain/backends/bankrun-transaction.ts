import { Transaction } from "@solana/web3.js";
import type { ChainError } from "./anchor-log.ts";
import type { DecodedTransaction } from "./transaction.ts";

/** A signed transaction that passed the checks that bankrun leaves out, or the refusal that it met there. */
export type PreparedTransaction = {
  readonly bytes: Uint8Array;
  /** The first one, which names the transaction. */
  readonly signature: string;
  readonly blockhash: string;
} & (
  | { readonly decoded: DecodedTransaction; readonly refusal?: undefined }
  | { readonly refusal: ChainError; readonly decoded?: undefined }
);

/** A signed transaction as bankrun's client takes it, without a second pass through web3.js. */
export class EncodedTransaction extends Transaction {
  private readonly bytes: Buffer;

  constructor(bytes: Uint8Array) {
    super();
    this.bytes = Buffer.from(bytes);
  }

  override serialize(): Buffer {
    return this.bytes;
  }
}
