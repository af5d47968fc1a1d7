import { setTimeout as sleep } from "node:timers/promises";
import { PublicKey, SystemProgram } from "@solana/web3.js";
import { type BanksClient, Clock, type ProgramTestContext, type Rent } from "solana-bankrun";
import { assert } from "../../base/assert.ts";
import { TwinError } from "../../base/errors.ts";
import type { Lamports } from "../../base/units.ts";
import { AccountJournal } from "./account-journal.ts";
import type {
  ChainAccount,
  ChainSnapshot,
  EmbeddedChain,
  EmbeddedOptions,
  HarnessClock,
  TransactionBatch,
  TransactionRequest,
  TransactionResult,
} from "./backend.ts";
import { accountInfo, bankrunGenesis, RESERVE } from "./bankrun-accounts.ts";
import { startBankrun } from "./bankrun-start.ts";
import { type PreparedTransaction, runnableTransaction } from "./bankrun-transaction.ts";
import { FeePurses } from "./fee-purses.ts";
import { clockAt, clockFields } from "./harness-clock.ts";
import { type RentAccounting, RunReader } from "./run-reader.ts";
import { precompilesFault, signatureFault } from "./signature-check.ts";
import { KeySigner, SignatureVerifier } from "./signer.ts";
import { decodeTransaction, type SignedTransaction, signTransaction } from "./transaction.ts";
import { firstSignature, oversize, refused, withLamports } from "./transaction-result.ts";

/** Bankrun makes a blockhash within some ten milliseconds; two seconds without one means that it stands still. */
const BLOCKHASH_POLLS_MAX = 200;
const BLOCKHASH_POLL_MS = 10;

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
  private readonly reader: RunReader;
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
    this.reader = new RunReader(options.programs, (bytes) => this.rentExemptLamports(bytes));
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
    const context = await startBankrun(bankrunGenesis(options));
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
    const prepared = new Map<TransactionRequest, PreparedTransaction>();
    return {
      prepare: (request) => {
        if (this.lastBlockhash !== "") prepared.set(request, this.prepare(request));
      },
      send: async (request) => {
        if (this.lastBlockhash === "") await this.freshBlockhash();
        const { refundsNothing, accountBytesCreated } = request;
        const signed = prepared.get(request);
        prepared.delete(request);
        const mayStayOpen = signed !== undefined && refundsNothing === true && accountBytesCreated !== undefined;
        return await this.deliver(request, { purses, refundsNothing, accountBytesCreated, mayStayOpen }, signed);
      },
      settle: async () => await purses.settle(),
      end: async () => {
        await purses.settle();
        await purses.check();
      },
    };
  }

  async sendBytes(bytes: Uint8Array): Promise<TransactionResult> {
    const tooLarge = oversize(bytes);
    if (tooLarge !== undefined) return tooLarge;
    return await this.submit(this.checked({ bytes, decoded: decodeTransaction(bytes) }, signatureFault), {});
  }

  /**
   * Executes a request once. Two things ask for the next blockhash and a signature under it: the one at hand aged out (a process that
   * stood still; bankrun says so before anything runs), or the same words were signed under it before (the same transaction).
   * @param ahead the request signed beforehand, under what may be an older blockhash by now
   */
  private async deliver(
    request: TransactionRequest,
    accounting: RentAccounting,
    ahead?: PreparedTransaction,
  ): Promise<TransactionResult> {
    for (let poll = 0; poll < BLOCKHASH_POLLS_MAX; poll++) {
      const signed = ahead?.blockhash === this.lastBlockhash ? ahead : this.prepare(request);
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
    const signed = signTransaction(instructions, feePayer, signers, this.lastBlockhashBytes);
    return this.checked(signed, ownSignatures ? precompilesFault : signatureFault);
  }

  /** @param faultOf finds what is wrong with the signatures */
  private checked({ bytes, decoded }: SignedTransaction, faultOf: typeof signatureFault): PreparedTransaction {
    const signature = firstSignature(bytes);
    const blockhash = this.lastBlockhash;
    const tooLarge = oversize(bytes)?.error;
    if (tooLarge !== undefined) return { bytes, signature, blockhash, refusal: tooLarge };
    const fault = faultOf(decoded, this.verifier);
    if (fault === undefined) return { bytes, signature, blockhash, runnable: runnableTransaction({ bytes, decoded }) };
    return { bytes, signature, blockhash, refusal: { stage: "refused", code: "SignatureFailure", detail: fault } };
  }

  private async submit(transaction: PreparedTransaction, accounting: RentAccounting): Promise<TransactionResult> {
    const { bytes, signature, runnable } = transaction;
    if (runnable === undefined) return refused(bytes.length, transaction.refusal);
    const { decoded, encoded, feeLamports } = runnable;
    const { purses = new FeePurses(async (payer) => await this.client.getBalance(payer)) } = accounting;
    const payer = decoded.accountTexts[0];
    const { mayStayOpen = false } = accounting;
    // An open run of the same payer can be read while this one is executed, all else must be known before.
    if (!(mayStayOpen && purses.open?.payer === payer)) await purses.settle();
    if (purses.open === undefined && purses.known(payer) === undefined) await purses.readAnew(payer);
    const executing = this.client.tryProcessTransaction(encoded);
    // Noted and read while the chain is at work.
    this.sentSignatures.add(signature);
    this.journal.noteTransaction(decoded);
    const openIsRead = purses.readOpen();
    const answer = await executing;
    return await this.reader.result(
      answer,
      { bytes: bytes.length, payer, feeLamports },
      { ...accounting, purses, openIsRead },
    );
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
