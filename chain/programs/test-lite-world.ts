/** litesvm with the compiled programs: a newer runtime that checks signatures and leaves gaps between stack frames, which bankrun does not. */
import { type Keypair, PublicKey, Transaction, TransactionInstruction } from "@solana/web3.js";
import { FailedTransactionMetadata, LiteSVM } from "litesvm";
import type { AddedAccount } from "solana-bankrun";
import { PROGRAM_IDS } from "../idl/addresses.ts";
import { testKey } from "./test-key.ts";
import {
  derive,
  funded,
  GENESIS,
  mintAccount,
  programFile,
  type TestPeer,
  TestWorld,
  tokenAccount,
  WALLET_BALANCE,
} from "./test-world.ts";

type SvmAddress = Parameters<LiteSVM["airdrop"]>[0];
type SvmTransaction = Parameters<LiteSVM["sendTransaction"]>[0];
type SvmAccount = Parameters<LiteSVM["setAccount"]>[0];

/** Files of the programs under test and the names of their ids. */
const FILES = { registry: "registry", staking: "staking", rewards_vault: "rewardsVault" } as const;

/** The chain of one test file. `maker` makes the instructions, which run here. */
export class LiteWorld {
  readonly maker: TestWorld;
  readonly payer = testKey("payer");
  private readonly svm = new LiteSVM();

  private constructor(maker: TestWorld) {
    this.maker = maker;
  }

  /** Programs, mint and the token accounts of `peers` are there; nothing is initialised. */
  static async start(peers: readonly TestPeer[]): Promise<LiteWorld> {
    const world = new LiteWorld(await TestWorld.start([]));
    const { maker, payer, svm } = world;
    const supply = WALLET_BALANCE * BigInt(peers.length);
    const accounts = [
      mintAccount(maker.mint, derive("rewards_vault", "vault"), supply),
      ...peers.map((peer) => tokenAccount(peer.tokens, maker.mint, peer.wallet.publicKey, WALLET_BALANCE)),
      ...[maker.deployer, maker.payer, payer].map((key) => funded(key.publicKey)),
    ];
    for (const account of accounts) svm.setAccount(svmAccount(account));
    for (const [file, id] of Object.entries(FILES))
      svm.addProgram(svmAddress(new PublicKey(PROGRAM_IDS[id])), programFile(file));
    world.at(GENESIS);
    return world;
  }

  /** Moves the clock to `unix` seconds. */
  at(unix: number): void {
    const clock = this.svm.getClock();
    clock.unixTimestamp = BigInt(unix);
    this.svm.setClock(clock);
  }

  /** Signs and runs; `forged` flips a bit in that key's signature. Undefined, the program's error name, or the runtime's text. */
  send(
    instructions: readonly TransactionInstruction[],
    signers: readonly Keypair[] = [],
    forged?: PublicKey,
  ): string | undefined {
    this.svm.expireBlockhash();
    const transaction = new Transaction().add(...instructions);
    transaction.recentBlockhash = this.svm.latestBlockhash();
    transaction.feePayer = this.payer.publicKey;
    transaction.sign(this.payer, ...signers);
    const signatures = transaction.signatures.map(({ publicKey, signature }) => {
      const bytes = new Uint8Array(signature ?? []);
      if (forged?.equals(publicKey)) bytes[3] ^= 1;
      return [publicKey.toBase58(), bytes];
    });
    const messageBytes = new Uint8Array(transaction.serializeMessage());
    if (!isMessage(messageBytes)) throw new Error("an empty message");
    const result = this.svm.sendTransaction({ messageBytes, signatures: Object.fromEntries(signatures) });
    if (!(result instanceof FailedTransactionMetadata)) return undefined;
    const lines = result.meta().logs();
    const names = lines.map((line) => /Error Code: (\w+)\./.exec(line)?.[1]);
    return names.findLast((name) => name !== undefined) ?? result.toString();
  }

  /** Runs what has to go through. */
  must(instructions: readonly TransactionInstruction[], signers: readonly Keypair[] = []): void {
    const error = this.send(instructions, signers);
    if (error !== undefined) throw new Error(error);
  }

  /** The instruction with our payer in the place of that of `world`, who is known to its bankrun alone. */
  ours(instruction: TransactionInstruction, world = this.maker): TransactionInstruction {
    const { programId, data } = instruction;
    const theirs = world.payer.publicKey;
    const keys = instruction.keys.map((meta) =>
      meta.pubkey.equals(theirs) ? { ...meta, pubkey: this.payer.publicKey } : meta,
    );
    return new TransactionInstruction({ programId, keys, data });
  }

  balance(tokens: PublicKey): bigint {
    const account = this.svm.getAccount(svmAddress(tokens));
    if (!account.exists) throw new Error("no token account");
    return Buffer.from(account.data).readBigUInt64LE(64);
  }

  exists(address: PublicKey): boolean {
    return this.svm.getAccount(svmAddress(address)).exists;
  }
}

const svmAddress = (key: PublicKey): SvmAddress => key.toBase58() as SvmAddress;

/** litesvm takes its message bytes branded. */
function isMessage(message: Uint8Array): message is Uint8Array & SvmTransaction["messageBytes"] {
  return message.length > 0;
}

function svmAccount({ address, info }: AddedAccount): SvmAccount {
  const { lamports, data, owner, executable } = info;
  return {
    address: svmAddress(address),
    programAddress: svmAddress(owner),
    lamports: BigInt(lamports) as SvmAccount["lamports"],
    data: new Uint8Array(data),
    executable,
    space: BigInt(data.length),
  };
}
