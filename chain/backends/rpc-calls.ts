import { PublicKey } from "@solana/web3.js";
import type { Lamports } from "../../base/units.ts";
import type { ChainAccount, HarnessClock } from "./backend.ts";
import { integerOf, type JsonValue, recordOf } from "./rpc-json.ts";
import type { RpcTransport } from "./rpc-transport.ts";

/** How final a state must be before it is read. */
export type Commitment = "confirmed" | "finalized";

const CLOCK_SYSVAR = new PublicKey("SysvarC1ock11111111111111111111111111111111");
/** Accounts that one request may ask for. Source: getMultipleAccounts */
const ACCOUNTS_PER_CALL_MAX = 100;

/** A transaction as the cluster recorded it. */
export interface RecordedTransaction {
  /** The runtime's words, in the form `InstructionError(0, Custom(6000))`; undefined on success. */
  readonly failure: string | undefined;
  readonly feeLamports: Lamports;
  /** Of the fee payer. */
  readonly before: Lamports;
  readonly after: Lamports;
  readonly logs: readonly string[];
  readonly computeUnits: number;
  readonly returnData: Uint8Array | undefined;
  readonly slot: number;
  readonly unixSeconds: number | undefined;
}

/** The calls of a cluster that the harness makes, each with its answer checked. Throws the transport's errors. */
export class RpcCalls {
  readonly transport: RpcTransport;
  readonly commitment: Commitment;

  constructor(transport: RpcTransport, commitment: Commitment) {
    this.transport = transport;
    this.commitment = commitment;
  }

  /** A blockhash, base58, and the last block height at which a transaction that names it can land. */
  async latestBlockhash(): Promise<{ readonly blockhash: string; readonly lastValidBlockHeight: number }> {
    const value = await this.value("getLatestBlockhash", [{ commitment: this.commitment }]);
    const fields = recordOf(value);
    const { blockhash, lastValidBlockHeight } = fields ?? {};
    if (typeof blockhash !== "string" || typeof lastValidBlockHeight !== "number" || !isKey(blockhash))
      throw this.transport.shapeError("getLatestBlockhash", value, "blockhash and lastValidBlockHeight");
    return { blockhash, lastValidBlockHeight };
  }

  async blockHeight(commitment: Commitment): Promise<number> {
    const height = await this.transport.call("getBlockHeight", [{ commitment }]);
    if (typeof height !== "number") throw this.transport.shapeError("getBlockHeight", height, "a number");
    return height;
  }

  async rentExemptLamports(bytes: number): Promise<Lamports> {
    const method = "getMinimumBalanceForRentExemption";
    const answer = await this.transport.call(method, [bytes]);
    const lamports = integerOf(answer);
    if (lamports === undefined) throw this.transport.shapeError(method, answer, "lamports");
    return lamports;
  }

  async accounts(addresses: readonly PublicKey[]): Promise<readonly (ChainAccount | undefined)[]> {
    const found: (ChainAccount | undefined)[] = [];
    for (let from = 0; from < addresses.length; from += ACCOUNTS_PER_CALL_MAX) {
      const part = addresses.slice(from, from + ACCOUNTS_PER_CALL_MAX);
      const options = { commitment: this.commitment, encoding: "base64" };
      const value = await this.value("getMultipleAccounts", [part.map((key) => key.toBase58()), options]);
      if (!Array.isArray(value) || value.length !== part.length)
        throw this.transport.shapeError("getMultipleAccounts", value, `${part.length} accounts`);
      found.push(...value.map((account: JsonValue) => this.account(account)));
    }
    return found;
  }

  private account(value: JsonValue): ChainAccount | undefined {
    if (value === null) return undefined;
    const { lamports, owner, data, executable } = recordOf(value) ?? {};
    const balance = integerOf(lamports);
    const bytes = base64Of(data);
    if (balance === undefined || bytes === undefined || typeof owner !== "string" || !isKey(owner))
      throw this.transport.shapeError("getMultipleAccounts", value, "lamports, owner and base64 data of an account");
    return { lamports: balance, owner: new PublicKey(owner), data: bytes, executable: executable === true };
  }

  /** The clock sysvar. */
  async clock(): Promise<HarnessClock> {
    const [account] = await this.accounts([CLOCK_SYSVAR]);
    const CLOCK_BYTES = 40;
    if (account === undefined || account.data.length !== CLOCK_BYTES)
      throw this.transport.shapeError("getMultipleAccounts", account?.data.length, "the clock sysvar of 40 bytes");
    const bytes = Buffer.from(account.data);
    return { slot: Number(bytes.readBigUInt64LE(0)), unixSeconds: Number(bytes.readBigInt64LE(32)) };
  }

  /** Hands signed bytes to the cluster without asking what they would do; the same bytes twice are one transaction. */
  async sendTransaction(bytes: Uint8Array): Promise<void> {
    // The cluster's own repetition is off: we repeat, and stop when the blockhash has expired.
    const options = { encoding: "base64", skipPreflight: true, maxRetries: 0 };
    await this.transport.call("sendTransaction", [Buffer.from(bytes).toString("base64"), options]);
  }

  /** Why the cluster would not even run these bytes, or why they would fail; undefined when they would succeed. */
  async simulationFailure(bytes: Uint8Array): Promise<string | undefined> {
    const options = { commitment: this.commitment, encoding: "base64", sigVerify: false };
    const value = await this.value("simulateTransaction", [Buffer.from(bytes).toString("base64"), options]);
    const fields = recordOf(value);
    if (fields?.err === undefined)
      throw this.transport.shapeError("simulateTransaction", value, "`err`, null or an error");
    return failureText(fields.err);
  }

  /** Whether the transaction landed and is as final as `commitment` asks; searches as far back as the cluster remembers. */
  async hasLanded(signature: string): Promise<boolean> {
    const value = await this.value("getSignatureStatuses", [[signature], { searchTransactionHistory: true }]);
    if (!Array.isArray(value) || value.length !== 1)
      throw this.transport.shapeError("getSignatureStatuses", value, "one status, or null");
    if (value[0] === null) return false;
    const status = recordOf(value[0])?.confirmationStatus;
    if (typeof status !== "string")
      throw this.transport.shapeError("getSignatureStatuses", value, "a confirmationStatus");
    return status === "finalized" || (status === "confirmed" && this.commitment === "confirmed");
  }

  /** What the cluster recorded, undefined while it has not; failing transactions are recorded too. */
  async transaction(signature: string): Promise<RecordedTransaction | undefined> {
    const options = { commitment: this.commitment, encoding: "base64", maxSupportedTransactionVersion: 0 };
    const answer = await this.transport.call("getTransaction", [signature, options]);
    if (answer === null) return undefined;
    const { slot, blockTime, meta } = recordOf(answer) ?? {};
    const fields = recordOf(meta);
    const [before, after] = [fields?.preBalances, fields?.postBalances].map((list) =>
      Array.isArray(list) ? integerOf(list[0]) : undefined,
    );
    const fee = integerOf(fields?.fee);
    const units = fields?.computeUnitsConsumed;
    const logs = fields?.logMessages ?? [];
    const complete = typeof slot === "number" && fee !== undefined && before !== undefined && after !== undefined;
    if (!complete || fields?.err === undefined || !isTextList(logs))
      throw this.transport.shapeError("getTransaction", answer, "slot and meta with err, fee, balances and logs");
    const returned = recordOf(fields.returnData)?.data;
    return {
      failure: failureText(fields.err),
      feeLamports: fee,
      before,
      after,
      logs,
      computeUnits: typeof units === "number" ? units : 0,
      returnData: base64Of(returned),
      slot,
      unixSeconds: typeof blockTime === "number" ? blockTime : undefined,
    };
  }

  /** Asks a test cluster's faucet; gives the signature of its payment. */
  async requestAirdrop(address: PublicKey, lamports: Lamports): Promise<string> {
    const answer = await this.transport.callOnce("requestAirdrop", [address.toBase58(), Number(lamports)]);
    if (typeof answer !== "string") throw this.transport.shapeError("requestAirdrop", answer, "a signature");
    return answer;
  }

  /** The `value` of an answer that names the slot it was read at. */
  private async value(method: string, params: readonly JsonValue[]): Promise<JsonValue> {
    const answer = await this.transport.call(method, params);
    const value = recordOf(answer)?.value;
    if (value === undefined) throw this.transport.shapeError(method, answer, "an object with `value`");
    return value;
  }
}

function isTextList(value: JsonValue): value is readonly string[] {
  return Array.isArray(value) && value.every((line) => typeof line === "string");
}

function isKey(text: string): boolean {
  return /^[1-9A-HJ-NP-Za-km-z]{32,44}$/.test(text);
}

/** Bytes of the pair `[text, "base64"]`. */
function base64Of(value: JsonValue | undefined): Uint8Array | undefined {
  if (!Array.isArray(value) || value[1] !== "base64" || typeof value[0] !== "string") return undefined;
  return new Uint8Array(Buffer.from(value[0], "base64"));
}

/** A transaction error's JSON in the runtime's own notation: `{"InstructionError":[0,{"Custom":1}]}` is `InstructionError(0, Custom(1))`. */
export function failureText(error: JsonValue): string | undefined {
  if (error === null) return undefined;
  if (typeof error === "string") return error;
  const [name, inner] = Object.entries(recordOf(error) ?? {})[0] ?? [];
  if (name !== "InstructionError" || !Array.isArray(inner)) return name ?? JSON.stringify(error);
  const [custom, number] = Object.entries(recordOf(inner[1]) ?? {})[0] ?? [];
  return `InstructionError(${String(inner[0])}, ${custom === undefined ? String(inner[1]) : `${custom}(${String(number)})`})`;
}
