import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { ComputeBudgetProgram, PublicKey, type TransactionInstruction } from "@solana/web3.js";
import type { Lamports } from "../../base/units.ts";
import { type ErrorNames, executionError } from "./anchor-log.ts";
import type {
  ChainAccount,
  ChainBackend,
  HarnessClock,
  ProgramArtifact,
  TransactionRequest,
  TransactionResult,
} from "./backend.ts";
import { errorNames } from "./error-names.ts";
import { EventDecoder } from "./event-decoder.ts";
import { ACCOUNT_STORAGE_OVERHEAD_BYTES } from "./fees.ts";
import { type Commitment, type RecordedTransaction, RpcCalls } from "./rpc-calls.ts";
import {
  DELIVERY_PACE,
  type DeliveryPace,
  OpenShipments,
  recorded,
  type Shipment,
  signatureText,
} from "./rpc-delivery.ts";
import { RPC_PATIENCE, type RpcPatience, RpcTransport } from "./rpc-transport.ts";
import { precompileName, signatureFault } from "./signature-check.ts";
import { SignatureVerifier } from "./signer.ts";
import { type DecodedTransaction, decodeTransaction, encodeTransaction } from "./transaction.ts";
import { oversize, refused } from "./transaction-result.ts";

export interface RpcOptions {
  /** URL of a cluster's JSON-RPC, with whatever key the provider puts into it. */
  readonly endpoint: string;
  /** Whose errors and events are decoded. */
  readonly programs: readonly ProgramArtifact[];
  /** How final a transaction is before `send` returns. */
  readonly commitment: Commitment;
  /** What a compute unit may cost beyond the base fee, in millionths of a lamport; 0 adds nothing to a transaction. */
  readonly priorityMicroLamports: number;
  readonly patience?: RpcPatience;
  readonly pace?: DeliveryPace;
  /** Longest wait for the cluster's clock, seconds. */
  readonly waitSecondsMax: number;
}

/** The beginning of a slot; nobody looks more often. */
const SLOT_MS = 400;
/** New signatures for one request whose blockhashes expired again and again: a cluster that drops all of them is overloaded. */
const SIGNINGS_MAX = 3;
/** Errors of a simulation that a real sending would meet before anything runs. */
const FAILED_INSTRUCTION = /^(InstructionError|InsufficientFundsForRent)/;

/**
 * `ChainBackend` over a cluster's JSON-RPC: a local test validator or a public one. A transaction is sent with one signature until it
 * is recorded or its blockhash has expired for good; only then it is signed anew, so that no retry pays twice, and a request whose
 * fate an outage left open is settled first when it comes again. Time cannot be set: `setTime` waits. Accounts cannot be written.
 * Source: Solana JSON-RPC; the tests run on a server that misbehaves and, where there is one, on a real validator
 */
export class RpcBackend implements ChainBackend {
  readonly name = "rpc";
  readonly calls: RpcCalls;
  private readonly options: RpcOptions;
  private readonly pace: DeliveryPace;
  private readonly events: EventDecoder;
  private readonly errorNames: ErrorNames;
  private readonly lamportsPerByte: Lamports;
  private readonly verifier = new SignatureVerifier();
  private readonly open = new OpenShipments();
  /** Signatures under `lastBlockhash`: the same words signed under it again would be the same transaction. */
  private readonly sentSignatures = new Set<string>();
  private lastBlockhash = "";
  private now: HarnessClock;

  private constructor(calls: RpcCalls, options: RpcOptions, lamportsPerByte: Lamports, now: HarnessClock) {
    this.calls = calls;
    this.options = options;
    this.pace = options.pace ?? DELIVERY_PACE;
    this.events = new EventDecoder(options.programs);
    this.errorNames = errorNames(options.programs);
    this.lamportsPerByte = lamportsPerByte;
    this.now = now;
  }

  /**
   * Asks the cluster for its clock and its rent.
   * @throws TwinError CHAIN_RPC_… naming the endpoint, the method and what was expected
   */
  static async connect(options: RpcOptions): Promise<RpcBackend> {
    const transport = new RpcTransport(options.endpoint, options.patience ?? RPC_PATIENCE);
    const calls = new RpcCalls(transport, options.commitment);
    const now = await calls.clock();
    const empty = await calls.rentExemptLamports(0);
    return new RpcBackend(calls, options, empty / BigInt(ACCOUNT_STORAGE_OVERHEAD_BYTES), now);
  }

  /**
   * Waits until the cluster's own clock shows `unixSeconds`; returns at once when it is past.
   * @throws TwinError CHAIN_RPC_TIME where that is further off than `waitSecondsMax`
   */
  async setTime(unixSeconds: number): Promise<void> {
    if (this.now.unixSeconds >= unixSeconds) return;
    this.now = await this.calls.clock();
    const waitSeconds = unixSeconds - this.now.unixSeconds;
    if (waitSeconds > this.options.waitSecondsMax)
      throw this.calls.transport.error("CHAIN_RPC_TIME", "getMultipleAccounts", "a cluster's clock cannot be set", {
        value: `${waitSeconds} s from now`,
        expected: `a time at most ${this.options.waitSecondsMax} s ahead: an earlier genesis, or shorter epochs`,
      });
    while (this.now.unixSeconds < unixSeconds) {
      await sleep(SLOT_MS);
      this.now = await this.calls.clock();
    }
  }

  clock(): HarnessClock {
    return this.now;
  }

  async freshBlockhash(): Promise<Uint8Array> {
    return new PublicKey((await this.latestBlockhash()).blockhash).toBytes();
  }

  private async latestBlockhash(): Promise<{ readonly blockhash: string; readonly lastValidBlockHeight: number }> {
    const latest = await this.calls.latestBlockhash();
    if (latest.blockhash !== this.lastBlockhash) this.sentSignatures.clear();
    this.lastBlockhash = latest.blockhash;
    return latest;
  }

  async send(request: TransactionRequest): Promise<TransactionResult> {
    const words = requestWords(request);
    const left = this.open.take(words);
    if (left !== undefined) {
      const record = await this.open.deliver(this.calls, words, left, this.pace);
      if (record !== undefined) return this.result(left.bytes, decodeTransaction(left.bytes), record);
    }
    for (let signing = 0; signing < SIGNINGS_MAX; signing++) {
      const shipment = await this.sign(request);
      const result = await this.ship(words, shipment);
      // Expired, never run: the same request under a new blockhash pays once.
      if (result.error?.code !== "BlockhashNotFound") return result;
    }
    throw this.calls.transport.error(
      "CHAIN_RPC_EXPIRED",
      "sendTransaction",
      "every blockhash expired before it landed",
      {
        value: SIGNINGS_MAX,
        expected: "a cluster with room; a higher priority fee helps",
      },
    );
  }

  async sendBytes(bytes: Uint8Array): Promise<TransactionResult> {
    const { lastValidBlockHeight } = await this.latestBlockhash();
    const words = Buffer.from(bytes).toString("base64");
    const left = this.open.take(words);
    // Its own blockhash is at most as young as the latest, so this height is late enough for its end.
    const shipment = { bytes, signature: signatureText(bytes), lastValidBlockHeight };
    return await this.ship(words, left ?? shipment, left !== undefined);
  }

  /** Signs under a blockhash under which these words were not signed yet. */
  private async sign(request: TransactionRequest): Promise<Shipment> {
    for (let poll = 0; poll < this.pace.pollsMax; poll++) {
      const { blockhash, lastValidBlockHeight } = await this.latestBlockhash();
      const instructions = [...this.priorityInstructions(), ...request.instructions];
      const hash = new PublicKey(blockhash).toBytes();
      const bytes = encodeTransaction(instructions, request.feePayer, request.signers, hash);
      const signature = signatureText(bytes);
      if (!this.sentSignatures.has(signature)) {
        // At once: an equal request at the same time must find it taken.
        this.sentSignatures.add(signature);
        return { bytes, signature, lastValidBlockHeight };
      }
      await sleep(this.pace.pollMs);
    }
    throw this.calls.transport.error("CHAIN_RPC_STALLED", "getLatestBlockhash", "the cluster makes no new blockhash");
  }

  private priorityInstructions(): readonly TransactionInstruction[] {
    const microLamports = this.options.priorityMicroLamports;
    return microLamports === 0 ? [] : [ComputeBudgetProgram.setComputeUnitPrice({ microLamports })];
  }

  private async ship(words: string, shipment: Shipment, isRepeated = false): Promise<TransactionResult> {
    const { bytes } = shipment;
    const tooLarge = oversize(bytes);
    if (tooLarge !== undefined) return tooLarge;
    const decoded = decodeTransaction(bytes);
    const fault = signatureFault(decoded, this.verifier);
    if (fault !== undefined)
      return refused(bytes.length, { stage: "refused", code: "SignatureFailure", detail: fault });
    if (!isRepeated) {
      // The cluster drops what it will not run without a word; a simulation says why.
      const failure = await this.calls.simulationFailure(bytes);
      if (failure !== undefined && !FAILED_INSTRUCTION.test(failure))
        return refused(bytes.length, { ...executionError(failure, [], this.errorNames), stage: "refused" });
    }
    const record = await this.open.deliver(this.calls, words, shipment, this.pace);
    if (record !== undefined) return this.result(bytes, decoded, record);
    return refused(bytes.length, { stage: "refused", code: "BlockhashNotFound", detail: "expired before it landed" });
  }

  private result(bytes: Uint8Array, decoded: DecodedTransaction, record: RecordedTransaction): TransactionResult {
    const { failure, logs, feeLamports, returnData, slot, unixSeconds } = record;
    if (unixSeconds !== undefined && slot >= this.now.slot) this.now = { slot, unixSeconds };
    return {
      ok: failure === undefined,
      ...(failure === undefined ? {} : { error: this.error(failure, logs, decoded) }),
      logs,
      events: failure === undefined ? this.events.decode(logs) : [],
      computeUnits: record.computeUnits,
      bytes: bytes.length,
      feeLamports,
      rentLamports: record.before - record.after - feeLamports,
      ...(returnData === undefined ? {} : { returnData }),
    };
  }

  private error(failure: string, logs: readonly string[], decoded: DecodedTransaction) {
    const precompile = precompileName(failure, decoded);
    if (precompile === undefined) return executionError(failure, logs, this.errorNames);
    return { stage: "executed", code: "SignatureFailure", detail: precompile } as const;
  }

  async getAccount(address: PublicKey): Promise<ChainAccount | undefined> {
    return (await this.calls.accounts([address]))[0];
  }

  async getData(address: PublicKey): Promise<Uint8Array | undefined> {
    return (await this.getAccount(address))?.data;
  }

  /**
   * Asks the cluster's faucet, which test clusters have.
   * @throws TwinError CHAIN_RPC_REFUSED where it has none or gives no more; CHAIN_RPC_FAUCET where its payment failed
   */
  async faucet(address: PublicKey, lamports: Lamports): Promise<void> {
    const signature = await this.calls.requestAirdrop(address, lamports);
    for (let poll = 0; poll < this.pace.pollsMax; poll++) {
      if (await this.calls.hasLanded(signature)) {
        const { failure } = await recorded(this.calls, signature, this.pace);
        if (failure === undefined) return;
        throw this.calls.transport.error("CHAIN_RPC_FAUCET", "requestAirdrop", failure);
      }
      await sleep(this.pace.pollMs);
    }
    throw this.calls.transport.error("CHAIN_RPC_FAUCET", "requestAirdrop", "the payment did not arrive", {
      value: signature,
    });
  }

  rentExemptLamports(bytes: number): Lamports {
    return BigInt(ACCOUNT_STORAGE_OVERHEAD_BYTES + bytes) * this.lamportsPerByte;
  }
}

/** What a request says, whenever it is signed: the transaction without its blockhash. */
function requestWords({ instructions, feePayer, signers }: TransactionRequest): string {
  const unsigned = encodeTransaction(instructions, feePayer, signers, new Uint8Array(32));
  return createHash("sha256").update(unsigned).digest("hex");
}
