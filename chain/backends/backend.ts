import type { Idl } from "@coral-xyz/anchor";
import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import type { Lamports } from "../../base/units.ts";
import type { WireFields } from "../clients/wire.ts";
import type { ChainError } from "./anchor-log.ts";
import type { ChainSigner } from "./signer.ts";

/** Where programs can run. */
export type BackendName = "bankrun" | "litesvm" | "rpc";

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
  /** No program in it pays the fee payer back: rent can only have been paid where the logs show the System program at work. */
  readonly refundsNothing?: boolean;
  /**
   * With `refundsNothing`: size of the only account that a program in it creates, where it is not there yet. One call of the System program
   * is then that creation at the account's full rent; where somebody sent lamports to the address before, there are more calls.
   */
  readonly accountBytesCreated?: number;
}

/** Transactions of one caller, one after another, while nobody else uses the chain: what is known after one serves the next. */
export interface TransactionBatch {
  /**
   * Signs a request whose turn comes later, while another is executed: `send` of the same object runs what was signed, or signs anew
   * where its blockhash has aged out. Absent where nothing would be gained.
   */
  prepare?(request: TransactionRequest): void;
  /**
   * As `ChainBackend.send`, save that a `refundsNothing` request does not have the payer's balance read before and after it, and that
   * the result of a prepared one may be open: it is read while the next is executed, or at `settle`.
   */
  send(request: TransactionRequest): Promise<TransactionResult>;
  /** Finds out what results that are open leave to be known; nothing of the batch is executed meanwhile. */
  settle?(): Promise<void>;
  /** Asserts that every fee payer now holds what the fees and rents of the results leave it. */
  end(): Promise<void>;
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
  readonly returnData?: Uint8Array | undefined;
  /** Of a batch: `rentLamports` is not known yet, and may not be asked for. */
  readonly isOpen?: boolean;
}

/** The accounts that transactions or the harness have touched, as they stood at one moment, and the clock of that moment. */
export interface ChainSnapshot {
  readonly clock: HarnessClock;
  /** By address as 32 bytes in latin1; undefined where there was no account. */
  readonly accounts: ReadonlyMap<string, ChainAccount | undefined>;
}

/**
 * A chain that executes programs. Behind it stand bankrun, litesvm and clusters reached by JSON-RPC; callers see the same refusals,
 * since what a runtime leaves unchecked the backend checks itself.
 */
export interface ChainBackend {
  readonly name: BackendName;
  /** Moves time, never back, or waits until the chain's own clock has come that far. Whole seconds. */
  setTime(unixSeconds: number): void | Promise<void>;
  /** The clock as programs read it; of a cluster, as it was last seen. */
  clock(): HarnessClock;
  /** Signs with a fresh blockhash, checks and executes. A refusal is a result, not an exception. */
  send(request: TransactionRequest): Promise<TransactionResult>;
  /** Transactions of one caller in a row, cheaper than as many `send`s; absent where nothing would be cheaper. */
  batch?(): TransactionBatch;
  /** The same for bytes that someone else signed. */
  sendBytes(bytes: Uint8Array): Promise<TransactionResult>;
  /** 32 bytes, valid now; it ages. */
  freshBlockhash(): Promise<Uint8Array>;
  getAccount(address: PublicKey): Promise<ChainAccount | undefined>;
  /** An account's data alone: in bankrun half the cost of `getAccount`. */
  getData(address: PublicKey): Promise<Uint8Array | undefined>;
  /** Gives `address` so many lamports more. A public cluster's faucet has limits of its own. */
  faucet(address: PublicKey, lamports: Lamports): Promise<void>;
  /** Least balance of an account with `bytes` of data. */
  rentExemptLamports(bytes: number): Lamports;
}

/** A chain inside this process: its clock and its accounts are the harness's to write. */
export interface EmbeddedChain extends ChainBackend {
  readonly name: "bankrun" | "litesvm";
  setTime(unixSeconds: number): void;
  /** Writes an account past all programs; its lamports come from, or go to, the harness's reserve, so that none are made. */
  setAccount(address: PublicKey, account: ChainAccount): Promise<void>;
  /** The state of now, to come back to. Costs a read of each account touched so far. */
  snapshot(): Promise<ChainSnapshot>;
  /** Brings accounts and clock back to `snapshot`, exactly; the harness's reserve alone keeps what fees have taken since. */
  restore(snapshot: ChainSnapshot): Promise<void>;
}

/** What an embedded chain starts with. */
export interface EmbeddedOptions {
  readonly programs: readonly ProgramArtifact[];
  readonly accounts: readonly GenesisAccount[];
  /** The chain's first second. */
  readonly unixSeconds: number;
}
