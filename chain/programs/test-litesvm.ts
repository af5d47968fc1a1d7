/** litesvm with compiled programs: it checks signatures, which bankrun does not. */
import { type Keypair, PublicKey, Transaction, type TransactionInstruction } from "@solana/web3.js";
import { FailedTransactionMetadata, LiteSVM } from "litesvm";
import type { AddedAccount } from "solana-bankrun";
import { PROGRAM_IDS } from "../idl/addresses.ts";
import { type BenchProgram, PAYER, refusalIn } from "./test-bench.ts";
import { programFile } from "./test-world.ts";

type SvmAddress = Parameters<LiteSVM["airdrop"]>[0];
type SvmTransaction = Parameters<LiteSVM["sendTransaction"]>[0];
type SvmAccount = Parameters<LiteSVM["setAccount"]>[0];

const svmAddress = (key: PublicKey): SvmAddress => key.toBase58() as SvmAddress;

/** litesvm takes its message bytes branded. */
function isMessage(message: Uint8Array): message is Uint8Array & SvmTransaction["messageBytes"] {
  return message.length > 0;
}

/** litesvm with the programs and accounts of a `TestBench`; it runs the instructions that the bench's codec makes. */
export class LiteBench {
  private readonly svm = new LiteSVM();

  constructor(programs: readonly BenchProgram[], accounts: readonly AddedAccount[]) {
    for (const { address, info } of accounts) {
      if (info.executable) {
        this.svm.addProgram(svmAddress(address), info.data);
        continue;
      }
      this.svm.setAccount({
        address: svmAddress(address),
        programAddress: svmAddress(info.owner),
        lamports: BigInt(info.lamports) as SvmAccount["lamports"],
        data: new Uint8Array(info.data),
        executable: info.executable,
        space: BigInt(info.data.length),
      });
    }
    for (const name of programs) {
      this.svm.addProgram(svmAddress(new PublicKey(PROGRAM_IDS[name])), programFile(name));
    }
  }

  at(unix: number): void {
    const clock = this.svm.getClock();
    clock.unixTimestamp = BigInt(unix);
    this.svm.setClock(clock);
  }

  data(address: PublicKey): Buffer | undefined {
    const account = this.svm.getAccount(svmAddress(address));
    return account.exists && account.data.length > 0 ? Buffer.from(account.data) : undefined;
  }

  /** Signs and runs; `forged` flips a bit in that key's signature. Undefined, the program's error name, or the runtime's text. */
  error(instruction: TransactionInstruction, signers: readonly Keypair[], forged?: PublicKey): string | undefined {
    this.svm.expireBlockhash();
    const transaction = new Transaction().add(instruction);
    transaction.recentBlockhash = this.svm.latestBlockhash();
    transaction.feePayer = PAYER.publicKey;
    transaction.sign(PAYER, ...signers);
    const signatures = transaction.signatures.map(({ publicKey, signature }) => {
      const bytes = new Uint8Array(signature ?? []);
      if (forged?.equals(publicKey)) bytes[3] ^= 1;
      return [publicKey.toBase58(), bytes];
    });
    const messageBytes = new Uint8Array(transaction.serializeMessage());
    if (!isMessage(messageBytes)) throw new Error("an empty message");
    const result = this.svm.sendTransaction({ messageBytes, signatures: Object.fromEntries(signatures) });
    if (!(result instanceof FailedTransactionMetadata)) return undefined;
    return refusalIn(result.meta().logs()) ?? result.toString();
  }
}
