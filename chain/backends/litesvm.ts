import { PublicKey } from "@solana/web3.js";
import runtime from "litesvm/dist/internal.js";
import { assert } from "../../base/assert.ts";
import { TwinError } from "../../base/errors.ts";
import type { Lamports } from "../../base/units.ts";
import { AccountJournal } from "./account-journal.ts";
import { type ChainError, type ErrorNames, executionError } from "./anchor-log.ts";
import type {
  ChainAccount,
  ChainSnapshot,
  EmbeddedChain,
  EmbeddedOptions,
  HarnessClock,
  TransactionRequest,
  TransactionResult,
} from "./backend.ts";
import { errorNames } from "./error-names.ts";
import { EventDecoder } from "./event-decoder.ts";
import { LAMPORTS_PER_SIGNATURE } from "./fees.ts";
import { clockAt, clockFields } from "./harness-clock.ts";
import { readProgramFile } from "./program-file.ts";
import { feeSignatureCount, precompileName } from "./signature-check.ts";
import { type DecodedTransaction, decodeTransaction, encodeTransaction } from "./transaction.ts";
import { firstSignature, oversize, refused, withLamports } from "./transaction-result.ts";

// The package's main class wraps these in @solana/kit's types and encodes every transaction anew; here bytes go in as they are.
const { Account, Clock, FailedTransactionMetadata, LiteSvm } = runtime;
type Svm = InstanceType<typeof LiteSvm>;
type FailedMetadata = InstanceType<typeof FailedTransactionMetadata>;
type Metadata = ReturnType<FailedMetadata["meta"]>;

/** Fixed address of the account that setAccount balances against, as in bankrun. */
const RESERVE = new PublicKey("ReserveTwinLight111111111111111111111111111");
const RESERVE_LAMPORTS = 1_000_000_000_000_000n;
/** Transactions under one blockhash; then it expires, which bounds the memory of their signatures. */
const SIGNATURES_KEPT_MAX = 4_096;

/**
 * `ChainBackend` over litesvm 1.4.1: a current runtime in this process that verifies signatures and ed25519 instructions itself and
 * lays gaps between stack frames, ten times as fast as bankrun. A blockhash lives until it is used up, never by wall time. A forged
 * ed25519 instruction fails as an instruction and costs its fee, as on clusters of today; in bankrun it is refused before.
 */
export class LitesvmBackend implements EmbeddedChain {
  readonly name = "litesvm";
  private readonly svm: Svm;
  private readonly events: EventDecoder;
  private readonly errorNames: ErrorNames;
  private readonly journal: AccountJournal;
  private readonly firstSecond: number;
  private now: HarnessClock;
  /** Sent under the present blockhash: the runtime's own memory of them is switched off, since it forgets after a few. */
  private readonly sentSignatures = new Set<string>();

  private constructor(svm: Svm, options: EmbeddedOptions) {
    this.svm = svm;
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
  static async start(options: EmbeddedOptions): Promise<LitesvmBackend> {
    const svm = new LiteSvm();
    svm.setTransactionHistory(0n);
    for (const { address, path, shownPath } of options.programs)
      svm.addProgram(address.toBytes(), readProgramFile(path, shownPath));
    const reserve = { lamports: RESERVE_LAMPORTS, owner: PublicKey.default, data: new Uint8Array(), executable: false };
    for (const account of [{ ...reserve, address: RESERVE }, ...options.accounts])
      svm.setAccount(account.address.toBytes(), svmAccount(account));
    return new LitesvmBackend(svm, options);
  }

  setTime(unixSeconds: number): void {
    assert(unixSeconds >= this.now.unixSeconds, "the clock never goes back");
    this.writeClock(unixSeconds);
  }

  private writeClock(unixSeconds: number): void {
    this.now = clockAt(this.firstSecond, unixSeconds);
    this.svm.setClock(new Clock(...clockFields(this.firstSecond, this.now)));
  }

  clock(): HarnessClock {
    return this.now;
  }

  async freshBlockhash(): Promise<Uint8Array> {
    return await Promise.resolve(this.blockhash());
  }

  private blockhash(): Uint8Array {
    if (this.sentSignatures.size >= SIGNATURES_KEPT_MAX) this.expireBlockhash();
    return new PublicKey(this.svm.latestBlockhash()).toBytes();
  }

  /** Transactions signed under the present blockhash are refused from now on. */
  expireBlockhash(): void {
    this.svm.expireBlockhash();
    this.sentSignatures.clear();
  }

  async send({ instructions, feePayer, signers }: TransactionRequest): Promise<TransactionResult> {
    // Nothing is awaited in here: a send at the same time may expire the blockhash.
    const encode = (): Uint8Array => encodeTransaction(instructions, feePayer, signers, this.blockhash());
    const bytes = encode();
    // The same words signed again under the same blockhash are the same transaction: it runs again under the next one.
    if (!this.sentSignatures.has(firstSignature(bytes))) return await this.sendBytes(bytes);
    this.expireBlockhash();
    return await this.sendBytes(encode());
  }

  async sendBytes(bytes: Uint8Array): Promise<TransactionResult> {
    const tooLarge = oversize(bytes);
    if (tooLarge !== undefined) return tooLarge;
    const decoded = decodeTransaction(bytes);
    if (this.sentSignatures.has(firstSignature(bytes)))
      return refused(bytes.length, { stage: "refused", code: "AlreadyProcessed", detail: "sent before" });
    return this.execute(bytes, decoded);
  }

  private execute(bytes: Uint8Array, decoded: DecodedTransaction): TransactionResult {
    const payer = decoded.accountKeys[0];
    const before = this.svm.getBalance(payer) ?? 0n;
    const answer =
      decoded.version === 0 ? this.svm.sendVersionedTransaction(bytes) : this.svm.sendLegacyTransaction(bytes);
    if (!(answer instanceof FailedTransactionMetadata)) return this.result(bytes, decoded, before, answer);
    const spent = before - (this.svm.getBalance(payer) ?? 0n);
    const error = this.failure(answer, decoded);
    // What never ran paid no fee.
    if (spent === 0n) return refused(bytes.length, { ...error, stage: "refused" });
    return this.result(bytes, decoded, before, answer.meta(), error);
  }

  private result(
    bytes: Uint8Array,
    decoded: DecodedTransaction,
    before: Lamports,
    metadata: Metadata,
    error?: ChainError,
  ): TransactionResult {
    this.sentSignatures.add(firstSignature(bytes));
    this.journal.noteTransaction(decoded);
    const feeLamports = BigInt(feeSignatureCount(decoded)) * LAMPORTS_PER_SIGNATURE;
    const spent = before - (this.svm.getBalance(decoded.accountKeys[0]) ?? 0n);
    const logs = metadata.logs();
    const returned = metadata.returnData().data();
    return {
      ok: error === undefined,
      ...(error === undefined ? {} : { error }),
      logs,
      events: error === undefined ? this.events.decode(logs) : [],
      computeUnits: Number(metadata.computeUnitsConsumed()),
      bytes: bytes.length,
      feeLamports,
      rentLamports: spent - feeLamports,
      ...(returned.length === 0 ? {} : { returnData: returned }),
    };
  }

  private failure(answer: FailedMetadata, decoded: DecodedTransaction): ChainError {
    const text = /err: (.*), meta: TransactionMetadata/s.exec(answer.toString())?.[1];
    if (text === undefined)
      throw new TwinError("CHAIN_LITESVM_ANSWER", "an error that is not litesvm 1.4.1's", { value: answer.toString() });
    const precompile = precompileName(text, decoded);
    if (precompile !== undefined) return { stage: "executed", code: "SignatureFailure", detail: precompile };
    return executionError(text, answer.meta().logs(), this.errorNames);
  }

  async getAccount(address: PublicKey): Promise<ChainAccount | undefined> {
    const found = this.svm.getAccount(address.toBytes());
    if (found === null) return undefined;
    return {
      lamports: found.lamports(),
      owner: new PublicKey(found.owner()),
      data: found.data(),
      executable: found.executable(),
    };
  }

  async getData(address: PublicKey): Promise<Uint8Array | undefined> {
    return this.svm.getAccount(address.toBytes())?.data();
  }

  async setAccount(address: PublicKey, account: ChainAccount): Promise<void> {
    const balanceOf = (key: PublicKey): bigint => this.svm.getBalance(key.toBytes()) ?? 0n;
    const left = balanceOf(RESERVE) + balanceOf(address) - account.lamports;
    assert(left >= 0n && !address.equals(RESERVE), "the harness's reserve cannot pay for this account");
    this.journal.note(address);
    this.svm.setAccount(address.toBytes(), svmAccount(account));
    const reserve = { lamports: left, owner: PublicKey.default, data: new Uint8Array(), executable: false };
    this.svm.setAccount(RESERVE.toBytes(), svmAccount(reserve));
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
    return this.svm.minimumBalanceForRentExemption(BigInt(bytes));
  }
}

function svmAccount({ lamports, data, owner, executable }: ChainAccount) {
  return new Account(lamports, data, owner.toBytes(), executable, 0n);
}
