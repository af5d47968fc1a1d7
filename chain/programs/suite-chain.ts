/** The chain under the programs' tests: bankrun, or litesvm when `TWINLIGHT_SUITE_BACKEND` says so (`npm run chain:test` runs them on both). */
import { type Keypair, PublicKey, type Transaction } from "@solana/web3.js";
import { FailedTransactionMetadata, LiteSVM } from "litesvm";
import { type AccountInfoBytes, type AddedAccount, Clock } from "solana-bankrun";
import { TwinError } from "../../base/errors.ts";
import { startBankrun } from "../backends/bankrun-start.ts";
import { testKey } from "./test-key.ts";

export const SUITE_BACKENDS = ["bankrun", "litesvm"] as const;
export type SuiteBackend = (typeof SUITE_BACKENDS)[number];

/** What the tests use of a chain: of bankrun's context these parts, by the same names. */
export interface SuiteChain {
  /** Pays fees; has lamports. */
  readonly payer: Keypair;
  readonly banksClient: {
    getAccount(address: PublicKey): Promise<AccountInfoBytes | null>;
    getClock(): Promise<Clock>;
    getLatestBlockhash(): Promise<readonly [string, bigint] | null>;
    /** `result` is null where the transaction went through, else the runtime's text. */
    tryProcessTransaction(transaction: Transaction): Promise<SuiteResult>;
  };
  setClock(clock: Clock): void;
  setAccount(address: PublicKey, account: AccountInfoBytes): void;
}

interface SuiteResult {
  readonly result: string | null;
  readonly meta: { readonly logMessages: string[]; readonly computeUnitsConsumed: bigint } | null;
}

/**
 * The runtime that the tests of this process run in.
 * @throws TwinError TEST_SUITE_BACKEND where the environment names no runtime
 */
export function suiteBackend(): SuiteBackend {
  const value = process.env.TWINLIGHT_SUITE_BACKEND ?? "bankrun";
  const backend = SUITE_BACKENDS.find((name) => name === value);
  if (backend !== undefined) return backend;
  const expected = SUITE_BACKENDS.join(" or ");
  throw new TwinError("TEST_SUITE_BACKEND", "no such runtime", { field: "TWINLIGHT_SUITE_BACKEND", value, expected });
}

/** A new chain that holds `accounts`, programs among them. */
export async function startSuiteChain(
  accounts: readonly AddedAccount[],
  backend: SuiteBackend = suiteBackend(),
): Promise<SuiteChain> {
  return backend === "bankrun" ? await startBankrun(accounts) : new LiteSuiteChain(accounts);
}

type SvmAddress = Parameters<LiteSVM["airdrop"]>[0];
type SvmTransaction = Parameters<LiteSVM["sendTransaction"]>[0];
type SvmAccount = Parameters<LiteSVM["setAccount"]>[0];

const svmAddress = (key: PublicKey): SvmAddress => key.toBase58() as SvmAddress;
const PAYER_LAMPORTS = 1_000_000_000_000;

/** litesvm takes its message bytes branded. */
function isMessage(message: Uint8Array): message is Uint8Array & SvmTransaction["messageBytes"] {
  return message.length > 0;
}

class LiteSuiteChain implements SuiteChain {
  readonly payer = testKey("suite payer");
  readonly banksClient: SuiteChain["banksClient"];
  private readonly svm = new LiteSVM();

  constructor(accounts: readonly AddedAccount[]) {
    const { svm, payer } = this;
    for (const { address, info } of accounts) {
      if (info.executable) svm.addProgram(svmAddress(address), info.data);
      else this.setAccount(address, info);
    }
    const funds = { lamports: PAYER_LAMPORTS, owner: PublicKey.default, executable: false, data: new Uint8Array() };
    this.setAccount(payer.publicKey, funds);
    this.banksClient = {
      getAccount: async (address) => this.account(address),
      getClock: async () => {
        const { slot, epochStartTimestamp, epoch, leaderScheduleEpoch, unixTimestamp } = svm.getClock();
        return new Clock(slot, epochStartTimestamp, epoch, leaderScheduleEpoch, unixTimestamp);
      },
      getLatestBlockhash: async () => {
        svm.expireBlockhash();
        return [svm.latestBlockhash(), 0n];
      },
      tryProcessTransaction: async (transaction) => this.run(transaction),
    };
  }

  setClock({ unixTimestamp }: Clock): void {
    const clock = this.svm.getClock();
    clock.unixTimestamp = unixTimestamp;
    this.svm.setClock(clock);
  }

  setAccount(address: PublicKey, { lamports, owner, executable, data }: AccountInfoBytes): void {
    this.svm.setAccount({
      address: svmAddress(address),
      programAddress: svmAddress(owner),
      lamports: BigInt(lamports) as SvmAccount["lamports"],
      data: new Uint8Array(data),
      executable,
      space: BigInt(data.length),
    });
  }

  private account(address: PublicKey): AccountInfoBytes | null {
    const found = this.svm.getAccount(svmAddress(address));
    if (!found.exists) return null;
    const { lamports, data, executable, programAddress } = found;
    return { lamports: Number(lamports), data: new Uint8Array(data), executable, owner: new PublicKey(programAddress) };
  }

  private run(transaction: Transaction): SuiteResult {
    const signatures = transaction.signatures.map(({ publicKey, signature }) => {
      return [publicKey.toBase58(), new Uint8Array(signature ?? [])];
    });
    const messageBytes = new Uint8Array(transaction.serializeMessage());
    if (!isMessage(messageBytes)) throw new Error("an empty message");
    const result = this.svm.sendTransaction({ messageBytes, signatures: Object.fromEntries(signatures) });
    const failed = result instanceof FailedTransactionMetadata;
    const meta = failed ? result.meta() : result;
    return {
      result: failed ? result.toString() : null,
      meta: { logMessages: meta.logs(), computeUnitsConsumed: meta.computeUnitsConsumed() },
    };
  }
}
