import { setTimeout as sleep } from "node:timers/promises";
import { PublicKey, SystemProgram, VersionedTransaction } from "@solana/web3.js";
import { type BanksClient, Clock, type ProgramTestContext, type Rent, start } from "solana-bankrun";
import { assert } from "../../base/assert.ts";
import { TwinError } from "../../base/errors.ts";
import type { Lamports } from "../../base/units.ts";
import { AccountJournal } from "./account-journal.ts";
import { type ErrorNames, executionError } from "./anchor-log.ts";
import type {
  ChainAccount,
  ChainSnapshot,
  EmbeddedChain,
  EmbeddedOptions,
  GenesisAccount,
  HarnessClock,
  TransactionBatch,
  TransactionRequest,
  TransactionResult,
} from "./backend.ts";
import { EncodedTransaction, type PreparedTransaction } from "./bankrun-transaction.ts";
import { errorNames } from "./error-names.ts";
import { EventDecoder } from "./event-decoder.ts";
import { FeePurses, mayMoveLamports } from "./fee-purses.ts";
import { LAMPORTS_PER_SIGNATURE } from "./fees.ts";
import { clockAt, clockFields } from "./harness-clock.ts";
import { readProgramFile } from "./program-file.ts";
import { feeSignatureCount, precompilesFault, signatureFault } from "./signature-check.ts";
import { KeySigner, SignatureVerifier } from "./signer.ts";
import { type DecodedTransaction, decodeTransaction, encodeTransaction } from "./transaction.ts";
import { firstSignature, oversize, refused, withLamports } from "./transaction-result.ts";

/** Owner of programs that lie in their own account as plain ELF bytes. */
const LOADER = new PublicKey("BPFLoader2111111111111111111111111111111111");
/** Fixed address of the account that setAccount balances against. */
const RESERVE = new PublicKey("ReserveTwinLight111111111111111111111111111");
const RESERVE_LAMPORTS = 1_000_000_000_000_000n;
/** Bankrun makes a blockhash within some ten milliseconds; two seconds without one means that it stands still. */
const BLOCKHASH_POLLS_MAX = 200;
const BLOCKHASH_POLL_MS = 10;

/** How it becomes known what a fee payer paid. */
interface RentAccounting {
  /** Balances followed through a batch; else they are read. */
  readonly purses?: FeePurses;
  readonly refundsNothing?: boolean | undefined;
}

/**
 * `ChainBackend` over solana-bankrun 0.4.0 (Solana 1.18 in this process). What bankrun leaves out is done here: signatures and
 * ed25519 instructions are verified, size is checked, blockhashes are fresh, slot and time move together, the capital stays constant.
 * Source: measured on solana-bankrun 0.4.0; the tests beside this file repeat it
 */
export class BankrunBackend implements EmbeddedChain {
  readonly name = "bankrun";
  /** For `BankrunProvider`, whose transactions bypass the checks above. */
  readonly context: ProgramTestContext;
  private readonly client: BanksClient;
  private readonly rent: Rent;
  private readonly events: EventDecoder;
  private readonly errorNames: ErrorNames;
  private readonly verifier = new SignatureVerifier();
  private readonly journal: AccountJournal;
  private readonly firstSecond: number;
  private now: HarnessClock;
  /** Base58; empty before the first was asked for. */
  private lastBlockhash = "";
  private lastBlockhashBytes: Uint8Array = new Uint8Array();
  /** First signatures sent under `lastBlockhash`: a repeated one would be answered with the old outcome. */
  private readonly sentSignatures = new Set<string>();

  private constructor(context: ProgramTestContext, rent: Rent, options: EmbeddedOptions) {
    this.context = context;
    this.client = context.banksClient;
    this.rent = rent;
    this.events = new EventDecoder(options.programs);
    this.errorNames = errorNames(options.programs);
    this.journal = new AccountJournal(options.accounts);
    this.firstSecond = options.unixSeconds;
    this.now = clockAt(options.unixSeconds, options.unixSeconds);
    this.writeClock(options.unixSeconds);
  }

  /**
   * Starts a chain of its own with `programs` deployed and `accounts` in place.
   * @throws TwinError CHAIN_PROGRAM_MISSING where a compiled program is missing or broken
   */
  static async start(options: EmbeddedOptions): Promise<BankrunBackend> {
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
    assert(unixSeconds >= this.now.unixSeconds, "the clock never goes back");
    if (unixSeconds === this.now.unixSeconds) return;
    this.writeClock(unixSeconds);
  }

  private writeClock(unixSeconds: number): void {
    this.now = clockAt(this.firstSecond, unixSeconds);
    this.context.setClock(new Clock(...clockFields(this.firstSecond, this.now)));
  }

  clock(): HarnessClock {
    return this.now;
  }

  async freshBlockhash(): Promise<Uint8Array> {
    const latest = await this.client.getLatestBlockhash();
    assert(latest !== null, "bankrun has no blockhash");
    if (latest[0] !== this.lastBlockhash) {
      this.lastBlockhash = latest[0];
      this.lastBlockhashBytes = new PublicKey(latest[0]).toBytes();
      this.sentSignatures.clear();
    }
    return this.lastBlockhashBytes;
  }

  async send(request: TransactionRequest): Promise<TransactionResult> {
    await this.freshBlockhash();
    return await this.deliver(request, {});
  }

  batch(): TransactionBatch {
    const purses = new FeePurses(async (payer) => await this.client.getBalance(payer));
    return {
      send: async (request) => {
        if (this.lastBlockhash === "") await this.freshBlockhash();
        return await this.deliver(request, { purses, refundsNothing: request.refundsNothing });
      },
      end: async () => await purses.check(),
    };
  }

  async sendBytes(bytes: Uint8Array): Promise<TransactionResult> {
    return await this.submit(this.checked(bytes, signatureFault), {});
  }

  /**
   * Executes a request once. Two things ask for the next blockhash and a signature under it: the one at hand aged out (a process that
   * stood still; bankrun says so before anything runs), or the same words were signed under it before (the same transaction).
   */
  private async deliver(request: TransactionRequest, accounting: RentAccounting): Promise<TransactionResult> {
    for (let poll = 0; poll < BLOCKHASH_POLLS_MAX; poll++) {
      const signed = this.prepare(request);
      if (!this.sentSignatures.has(signed.signature)) {
        const result = await this.submit(signed, accounting);
        if (result.error?.code !== "BlockhashNotFound") return result;
      }
      await this.freshBlockhash();
      if (signed.blockhash === this.lastBlockhash) await sleep(BLOCKHASH_POLL_MS);
    }
    throw new TwinError("CHAIN_STALLED", "bankrun made no new blockhash", { expected: "one within two seconds" });
  }

  /** Signed under the latest blockhash that is known, and checked: signatures by foreign signers, ed25519 instructions of all. */
  private prepare({ instructions, feePayer, signers }: TransactionRequest): PreparedTransaction {
    const ownSignatures = [feePayer, ...signers].every((signer) => signer instanceof KeySigner);
    const bytes = encodeTransaction(instructions, feePayer, signers, this.lastBlockhashBytes);
    return this.checked(bytes, ownSignatures ? precompilesFault : signatureFault);
  }

  /** @param faultOf finds what is wrong with the signatures */
  private checked(bytes: Uint8Array, faultOf: typeof signatureFault): PreparedTransaction {
    const signature = firstSignature(bytes);
    const blockhash = this.lastBlockhash;
    const tooLarge = oversize(bytes)?.error;
    if (tooLarge !== undefined) return { bytes, signature, blockhash, refusal: tooLarge };
    const decoded = decodeTransaction(bytes);
    const fault = faultOf(decoded, this.verifier);
    if (fault === undefined) return { bytes, signature, blockhash, decoded };
    return { bytes, signature, blockhash, refusal: { stage: "refused", code: "SignatureFailure", detail: fault } };
  }

  private async submit(transaction: PreparedTransaction, accounting: RentAccounting): Promise<TransactionResult> {
    const { bytes, signature } = transaction;
    if (transaction.refusal !== undefined) return refused(bytes.length, transaction.refusal);
    this.sentSignatures.add(signature);
    this.journal.noteTransaction(transaction.decoded);
    return await this.execute(bytes, transaction.decoded, accounting);
  }

  private async execute(
    bytes: Uint8Array,
    decoded: DecodedTransaction,
    { purses = new FeePurses(async (payer) => await this.client.getBalance(payer)), refundsNothing }: RentAccounting,
  ): Promise<TransactionResult> {
    const payer = decoded.accountKeys[0];
    const before = purses.known(payer) ?? (await purses.readAnew(payer));
    const encoded = decoded.version === 0 ? VersionedTransaction.deserialize(bytes) : new EncodedTransaction(bytes);
    const { result, meta } = await this.client.tryProcessTransaction(encoded);
    if (meta === null) {
      const error = executionError(result ?? "no metadata", [], this.errorNames);
      return refused(bytes.length, { ...error, stage: "refused" });
    }
    const feeLamports = BigInt(feeSignatureCount(decoded)) * LAMPORTS_PER_SIGNATURE;
    const logs = meta.logMessages;
    const paidFeeOnly = refundsNothing === true && !mayMoveLamports(logs);
    if (paidFeeOnly) purses.set(payer, before - feeLamports);
    else purses.forgetOthers(payer);
    const after = paidFeeOnly ? before - feeLamports : await purses.readAnew(payer);
    const returned = meta.returnData;
    const { events } = this;
    return {
      ok: result === null,
      ...(result === null ? {} : { error: executionError(result, logs, this.errorNames) }),
      logs,
      // Decoded only when asked for.
      get events() {
        return result === null ? events.decode(logs) : [];
      },
      computeUnits: Number(meta.computeUnitsConsumed),
      bytes: bytes.length,
      feeLamports,
      rentLamports: before - after - feeLamports,
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
    this.journal.note(address);
    this.context.setAccount(address, accountInfo(account));
    this.context.setAccount(
      RESERVE,
      accountInfo({ lamports: left, owner: SystemProgram.programId, data: new Uint8Array(), executable: false }),
    );
  }

  async faucet(address: PublicKey, lamports: Lamports): Promise<void> {
    await this.setAccount(address, withLamports(await this.getAccount(address), lamports));
  }

  async snapshot(): Promise<ChainSnapshot> {
    return await this.journal.snapshot(this);
  }

  async restore(snapshot: ChainSnapshot): Promise<void> {
    await this.journal.restore(this, snapshot, RESERVE);
    this.writeClock(snapshot.clock.unixSeconds);
  }

  rentExemptLamports(bytes: number): Lamports {
    return this.rent.minimumBalance(BigInt(bytes));
  }
}

function accountInfo({ lamports, owner, data, executable }: ChainAccount) {
  // bankrun takes a `number` here: beyond 2^53 the balance would silently change.
  assert(lamports <= BigInt(Number.MAX_SAFE_INTEGER), "bankrun cannot hold this many lamports exactly");
  return { lamports: Number(lamports), owner, data, executable, rentEpoch: 0 };
}

function rawAccount(account: GenesisAccount) {
  return { address: account.address, info: accountInfo(account) };
}
