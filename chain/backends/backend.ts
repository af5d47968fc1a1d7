import type { Idl } from "@coral-xyz/anchor";
import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import type { Lamports } from "../../base/units.ts";
import type { WireFields } from "../clients/wire.ts";
import type { ChainError } from "./anchor-log.ts";
import type { ChainSigner } from "./signer.ts";

/** A compiled program and what is known of it. */
export interface ProgramArtifact {
  readonly name: string;
  readonly address: PublicKey;
  /** Where the `.so` lies. */
  readonly path: string;
  /** The path as messages show it, relative to the project. */
  readonly shownPath: string;
  readonly idl: Idl;
}

export interface ChainAccount {
  readonly lamports: Lamports;
  readonly owner: PublicKey;
  readonly data: Uint8Array;
  readonly executable: boolean;
}

/** An account that exists before the first transaction. */
export interface GenesisAccount extends ChainAccount {
  readonly address: PublicKey;
}

/** The one clock of the harness: programs read both, so they are only set together. */
export interface HarnessClock {
  readonly unixSeconds: number;
  /** At 400 ms a slot since the chain's first second. */
  readonly slot: number;
}

/** What a transaction asks for; the backend adds a blockhash and the signatures. */
export interface TransactionRequest {
  readonly instructions: readonly TransactionInstruction[];
  readonly feePayer: ChainSigner;
  /** Besides the fee payer. */
  readonly signers: readonly ChainSigner[];
}

/** An event, named as in the IDL, its fields in camelCase. */
export interface ChainEvent {
  /** Base58 address. */
  readonly program: string;
  readonly name: string;
  readonly data: WireFields;
}

export interface TransactionResult {
  readonly ok: boolean;
  /** Present when not `ok`. */
  readonly error?: ChainError;
  readonly logs: readonly string[];
  readonly events: readonly ChainEvent[];
  readonly computeUnits: number;
  readonly bytes: number;
  /** Zero when refused before it ran. */
  readonly feeLamports: Lamports;
  /** What the fee payer paid beyond the fee: rent of accounts created, less rent returned to it. */
  readonly rentLamports: Lamports;
  /** Trailing zero bytes are cut off by the runtime. */
  readonly returnData?: Uint8Array;
}

/**
 * A chain that executes programs. Behind it stand bankrun here, other runtimes and clusters later; callers see the same refusals,
 * since what a runtime leaves unchecked the backend checks itself.
 */
export interface ChainBackend {
  readonly name: string;
  /** Moves time, never back. Whole seconds. */
  setTime(unixSeconds: number): void;
  clock(): HarnessClock;
  /** Signs with a fresh blockhash, checks and executes. A refusal is a result, not an exception. */
  send(request: TransactionRequest): Promise<TransactionResult>;
  /** The same for bytes that someone else signed. */
  sendBytes(bytes: Uint8Array): Promise<TransactionResult>;
  /** 32 bytes, valid now; it ages by wall time. */
  freshBlockhash(): Promise<Uint8Array>;
  getAccount(address: PublicKey): Promise<ChainAccount | undefined>;
  /** An account's data alone: half the cost of `getAccount`. */
  getData(address: PublicKey): Promise<Uint8Array | undefined>;
  /** Writes an account past all programs; its lamports come from, or go to, the harness's reserve, so that none are made. */
  setAccount(address: PublicKey, account: ChainAccount): Promise<void>;
  /** Least balance of an account with `bytes` of data. */
  rentExemptLamports(bytes: number): Lamports;
}
