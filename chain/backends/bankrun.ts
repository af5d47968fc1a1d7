import { setTimeout as sleep } from "node:timers/promises";
import { PublicKey, SystemProgram, Transaction, VersionedTransaction } from "@solana/web3.js";
import { type BanksClient, Clock, type ProgramTestContext, Rent, start } from "solana-bankrun";
import { assert } from "../../base/assert.ts";
import { TwinError } from "../../base/errors.ts";
import type { Lamports } from "../../base/units.ts";
import { type ChainError, type ErrorNames, executionError } from "./anchor-log.ts";
import type {
  ChainAccount,
  ChainBackend,
  GenesisAccount,
  HarnessClock,
  ProgramArtifact,
  TransactionRequest,
  TransactionResult,
} from "./backend.ts";
import { EventDecoder } from "./event-decoder.ts";
import { readProgramFile } from "./program-file.ts";
import { feeSignatureCount, signatureFault } from "./signature-check.ts";
import { SignatureVerifier } from "./signer.ts";
import { type DecodedTransaction, decodeTransaction, encodeTransaction, TRANSACTION_BYTES_MAX } from "./transaction.ts";

/** Owner of programs that lie in their own account as plain ELF bytes. */
const LOADER = new PublicKey("BPFLoader2111111111111111111111111111111111");
/** Fixed address of the account that setAccount balances against. */
const RESERVE = new PublicKey("ReserveTwinLight111111111111111111111111111");
const RESERVE_LAMPORTS = 1_000_000_000_000_000n;
export const LAMPORTS_PER_SIGNATURE = 5_000n;
const SLOTS_PER_SECOND = 2.5;
const SLOTS_PER_EPOCH = 432_000n;
/** Bankrun makes a blockhash within some ten milliseconds; two seconds without one means that it stands still. */
const BLOCKHASH_POLLS_MAX = 200;
const BLOCKHASH_POLL_MS = 10;
/** Errors that System and Token programs return as a bare number. */
const BUILT_IN_ERRORS: ErrorNames = new Map([
  [
    SystemProgram.programId.toBase58(),
    new Map([
      [0, "AccountAlreadyInUse"],
      [1, "ResultWithNegativeLamports"],
    ]),
  ],
  [
    "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA",
    new Map([
      [1, "InsufficientFunds"],
      [3, "MintMismatch"],
      [4, "OwnerMismatch"],
    ]),
  ],
]);

export interface BankrunOptions {
  readonly programs: readonly ProgramArtifact[];
  readonly accounts: readonly GenesisAccount[];
  /** The chain's first second. */
  readonly unixSeconds: number;
}

/** A signed transaction as bankrun's client takes it, without a second pass through web3.js. */
class EncodedTransaction extends Transaction {
  private readonly bytes: Buffer;

  constructor(bytes: Uint8Array) {
    super();
    this.bytes = Buffer.from(bytes);
  }

  override serialize(): Buffer {
    return this.bytes;
  }
}

/**
 * `ChainBackend` over solana-bankrun 0.4.0 (Solana 1.18 in this process). What bankrun leaves out is done here: signatures and
 * ed25519 instructions are verified, size is checked, blockhashes are fresh, slot and time move together, the capital stays constant.
 * Source: measured on solana-bankrun 0.4.0; the tests beside this file repeat it
 */
export class BankrunBackend implements ChainBackend {
  readonly name = "bankrun";
  /** For `BankrunProvider`, whose transactions bypass the checks above. */
  readonly context: ProgramTestContext;
  private readonly client: BanksClient;
  private readonly rent: Rent;
  private readonly events: EventDecoder;
  private readonly errorNames: ErrorNames;
  private readonly verifier = new SignatureVerifier();
  private readonly firstSecond: number;
  private now: HarnessClock;
  private lastBlockhash = "";
  /** First signatures sent under `lastBlockhash`: a repeated one would be answered with the old outcome. */
  private readonly sentSignatures = new Set<string>();

  private constructor(context: ProgramTestContext, rent: Rent, options: BankrunOptions) {
    this.context = context;
    this.client = context.banksClient;
    this.rent = rent;
    this.events = new EventDecoder(options.programs);
    this.errorNames = new Map([...BUILT_IN_ERRORS, ...options.programs.map(idlErrors)]);
    this.firstSecond = options.unixSeconds;
    this.now = { unixSeconds: options.unixSeconds, slot: 1 };
    this.setTime(options.unixSeconds);
  }

  /**
   * Starts a chain of its own with `programs` deployed and `accounts` in place.
   * @throws TwinError CHAIN_PROGRAM_MISSING where a compiled program is missing or broken
   */
  static async start(options: BankrunOptions): Promise<BankrunBackend> {
    // Read by the native library at its first start; its default level fills the terminal.
    process.env.RUST_LOG ??= "off";
    const programs = options.programs.map(({ address, path, shownPath }) =>
      rawAccount({
        address,
        lamports: 1_000_000_000n,
        owner: LOADER,
        data: readProgramFile(path, shownPath),
        executable: true,
      }),
    );
    const reserve = {
      address: RESERVE,
      lamports: RESERVE_LAMPORTS,
      owner: SystemProgram.programId,
      data: new Uint8Array(),
      executable: false,
    };
    const context = await start([], [...programs, ...[reserve, ...options.accounts].map(rawAccount)]);
    return new BankrunBackend(context, await context.banksClient.getRent(), options);
  }

  setTime(unixSeconds: number): void {
    assert(Number.isSafeInteger(unixSeconds), "the clock shows whole seconds");
    assert(unixSeconds >= this.now.unixSeconds, "the clock never goes back");
    const slot = 1 + Math.floor((unixSeconds - this.firstSecond) * SLOTS_PER_SECOND);
    this.now = { unixSeconds, slot };
    const epoch = BigInt(slot) / SLOTS_PER_EPOCH;
    this.context.setClock(new Clock(BigInt(slot), BigInt(this.firstSecond), epoch, epoch + 1n, BigInt(unixSeconds)));
  }

  clock(): HarnessClock {
    return this.now;
  }

  async freshBlockhash(): Promise<Uint8Array> {
    const latest = await this.client.getLatestBlockhash();
    assert(latest !== null, "bankrun has no blockhash");
    if (latest[0] !== this.lastBlockhash) {
      this.lastBlockhash = latest[0];
      this.sentSignatures.clear();
    }
    return new PublicKey(latest[0]).toBytes();
  }

  async send({ instructions, feePayer, signers }: TransactionRequest): Promise<TransactionResult> {
    for (let poll = 0; poll < BLOCKHASH_POLLS_MAX; poll++) {
      const bytes = encodeTransaction(instructions, feePayer, signers, await this.freshBlockhash());
      if (!this.sentSignatures.has(firstSignature(bytes))) {
        const result = await this.sendBytes(bytes);
        // A process that stood still for a second since the line above comes with a blockhash that has aged out: nothing ran.
        if (result.error?.code !== "BlockhashNotFound") return result;
      }
      // The same words signed again under the same blockhash are the same transaction: it runs again under the next one.
      await sleep(BLOCKHASH_POLL_MS);
    }
    throw new TwinError("CHAIN_STALLED", "bankrun made no new blockhash", { expected: "one within two seconds" });
  }

  async sendBytes(bytes: Uint8Array): Promise<TransactionResult> {
    if (bytes.length > TRANSACTION_BYTES_MAX) {
      const detail = `${bytes.length} bytes, at most ${TRANSACTION_BYTES_MAX} fit into a packet`;
      return refused(bytes.length, { stage: "refused", code: "TransactionTooLarge", detail });
    }
    const decoded = decodeTransaction(bytes);
    const fault = signatureFault(decoded, this.verifier);
    if (fault !== undefined)
      return refused(bytes.length, { stage: "refused", code: "SignatureFailure", detail: fault });
    this.sentSignatures.add(firstSignature(bytes));
    return await this.execute(bytes, decoded);
  }

  private async execute(bytes: Uint8Array, decoded: DecodedTransaction): Promise<TransactionResult> {
    const payer = new PublicKey(decoded.accountKeys[0]);
    const before = await this.client.getBalance(payer);
    const encoded = decoded.version === 0 ? VersionedTransaction.deserialize(bytes) : new EncodedTransaction(bytes);
    const { result, meta } = await this.client.tryProcessTransaction(encoded);
    if (meta === null) {
      const error = executionError(result ?? "no metadata", [], this.errorNames);
      return refused(bytes.length, { ...error, stage: "refused" });
    }
    const feeLamports = BigInt(feeSignatureCount(decoded)) * LAMPORTS_PER_SIGNATURE;
    const spent = before - (await this.client.getBalance(payer));
    const logs = meta.logMessages;
    const returned = meta.returnData;
    return {
      ok: result === null,
      ...(result === null ? {} : { error: executionError(result, logs, this.errorNames) }),
      logs,
      events: result === null ? this.events.decode(logs) : [],
      computeUnits: Number(meta.computeUnitsConsumed),
      bytes: bytes.length,
      feeLamports,
      rentLamports: spent - feeLamports,
      ...(returned === null ? {} : { returnData: returned.data }),
    };
  }

  async getAccount(address: PublicKey): Promise<ChainAccount | undefined> {
    const found = await this.client.getAccount(address);
    if (found === null) return undefined;
    const { owner, data, executable } = found;
    return { lamports: await this.client.getBalance(address), owner, data, executable };
  }

  async getData(address: PublicKey): Promise<Uint8Array | undefined> {
    return (await this.client.getAccount(address))?.data;
  }

  async setAccount(address: PublicKey, account: ChainAccount): Promise<void> {
    const reserve = await this.client.getBalance(RESERVE);
    const left = reserve + (await this.client.getBalance(address)) - account.lamports;
    assert(left >= 0n && !address.equals(RESERVE), "the harness's reserve cannot pay for this account");
    this.context.setAccount(address, accountInfo(account));
    this.context.setAccount(
      RESERVE,
      accountInfo({ lamports: left, owner: SystemProgram.programId, data: new Uint8Array(), executable: false }),
    );
  }

  rentExemptLamports(bytes: number): Lamports {
    return this.rent.minimumBalance(BigInt(bytes));
  }
}

/** Least balance of an account with `bytes` of data under the rent that bankrun starts with; for genesis accounts. */
export function genesisRentLamports(bytes: number): Lamports {
  return Rent.default().minimumBalance(BigInt(bytes));
}

function idlErrors({ address, idl }: ProgramArtifact): [string, ReadonlyMap<number, string>] {
  return [address.toBase58(), new Map((idl.errors ?? []).map(({ code, name }) => [code, name]))];
}

function firstSignature(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(1, 65)).toString("latin1");
}

function refused(bytes: number, error: ChainError): TransactionResult {
  return { ok: false, error, logs: [], events: [], computeUnits: 0, bytes, feeLamports: 0n, rentLamports: 0n };
}

function accountInfo({ lamports, owner, data, executable }: ChainAccount) {
  // bankrun takes a `number` here: beyond 2^53 the balance would silently change.
  assert(lamports <= BigInt(Number.MAX_SAFE_INTEGER), "bankrun cannot hold this many lamports exactly");
  return { lamports: Number(lamports), owner, data, executable, rentEpoch: 0 };
}

function rawAccount(account: GenesisAccount) {
  return { address: account.address, info: accountInfo(account) };
}
