/** What the program tests stand on: bankrun with the compiled programs, a mint, and a clock that the test moves. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import anchor, { type Idl } from "@coral-xyz/anchor";
import { ACCOUNT_SIZE, AccountLayout, getAssociatedTokenAddressSync, MINT_SIZE, MintLayout } from "@solana/spl-token";
import {
  ComputeBudgetProgram,
  type Keypair,
  PublicKey,
  SystemProgram,
  Transaction,
  type TransactionInstruction,
} from "@solana/web3.js";
import { type AddedAccount, Clock } from "solana-bankrun";
import { DEPLOYER, PROGRAM_IDS, TOKEN_PROGRAM } from "../idl/addresses.ts";
import { developmentKey } from "../idl/development-key.ts";
import { type SuiteBackend, type SuiteChain, startSuiteChain } from "./suite-chain.ts";
import { testKey } from "./test-key.ts";

export const LANTERN = 1_000_000n;
export const DAY = 86_400;
/** Genesis of the tests' schedule, unix seconds. */
export const GENESIS = 1_800_000_000;
export const COOLDOWN = 7 * DAY;
export const CHALLENGE_WINDOW = 3_600;
/** First day of the seed's schedule, base units. */
export const DAY_1 = 171_232_876_712n;
export const CLUSTER = Buffer.alloc(32, 7);
/** What each test peer's wallet holds at the start. */
export const WALLET_BALANCE = 2_000n * LANTERN;

const LOADER = new PublicKey("BPFLoader2111111111111111111111111111111111");
const TOKEN = new PublicKey(TOKEN_PROGRAM);
const RICH = 10_000_000_000;
const COMPUTE_UNITS = 400_000;

export type ProgramName = "registry" | "rewards_vault" | "staking";
/** Arguments as Anchor's client takes them. */
export type Arg =
  | anchor.BN
  | PublicKey
  | number
  | boolean
  | readonly number[]
  | readonly (readonly number[])[]
  | readonly anchor.BN[];
export type Accounts = Readonly<Record<string, PublicKey>>;

export interface Outcome {
  /** Name of the program's error, or the runtime's text; undefined when the transaction went through. */
  readonly error: string | undefined;
  readonly logs: readonly string[];
  readonly computeUnits: bigint;
  readonly bytes: number;
}

/** A peer of the tests: its identity key, its wallet, and the wallet's token account. */
export interface TestPeer {
  readonly key: Keypair;
  readonly wallet: Keypair;
  readonly tokens: PublicKey;
  readonly account: PublicKey;
  readonly claim: PublicKey;
  readonly stake: PublicKey;
}

export const bn = (value: bigint | number): anchor.BN => new anchor.BN(value.toString());
export const bytes = (data: Uint8Array): number[] => [...data];
const u64 = (value: number): Buffer => bn(value).toArrayLike(Buffer, "le", 8);
const program = (name: ProgramName): PublicKey =>
  new PublicKey(name === "rewards_vault" ? PROGRAM_IDS.rewardsVault : PROGRAM_IDS[name]);
export const derive = (name: ProgramName, ...seeds: (string | Uint8Array)[]): PublicKey =>
  PublicKey.findProgramAddressSync(
    seeds.map((seed) => Buffer.from(seed)),
    program(name),
  )[0];
export const epochAddress = (epoch: number): PublicKey => derive("rewards_vault", "epoch", u64(epoch));

/** The compiled program: of chain/deploy, or of the folder that the mutation run names. */
export function programFile(name: string): Buffer {
  const folder = process.env.TWINLIGHT_PROGRAMS_DIR ?? fileURLToPath(new URL("../deploy", import.meta.url));
  return readFileSync(join(folder, `${name}.so`));
}

/** The chain of one test file. */
export class TestWorld {
  readonly context: SuiteChain;
  readonly payer: Keypair;
  readonly programs: Readonly<Record<ProgramName, anchor.Program<Idl>>>;
  readonly deployer = developmentKey("deployer");
  readonly admin = testKey("admin");
  readonly submitter = testKey("submitter");
  readonly slashAuthority = testKey("slash authority");
  readonly mint = testKey("mint").publicKey;
  readonly pool = derive("staking", "pool");
  readonly stakeVault = derive("staking", "stake_vault");
  readonly vaultConfig = derive("rewards_vault", "config");
  readonly breaker = derive("rewards_vault", "breaker", testKey("mint").publicKey.toBytes());
  private sent = 0;

  private constructor(context: SuiteChain) {
    this.context = context;
    this.payer = context.payer;
    // Instructions and accounts go through it, transactions do not: a provider needs a connection to exist.
    const connection = new anchor.web3.Connection(anchor.web3.clusterApiUrl("devnet"));
    const provider = new anchor.AnchorProvider(connection, new anchor.Wallet(this.payer), {});
    const load = (name: ProgramName) => {
      const idl: Idl = JSON.parse(readFileSync(new URL(`../idl/${name}.json`, import.meta.url), "utf8"));
      return new anchor.Program(idl, provider);
    };
    this.programs = { registry: load("registry"), rewards_vault: load("rewards_vault"), staking: load("staking") };
  }

  /** Programs, mint and the token accounts of `peers` are there; nothing is initialised. */
  static async start(
    peers: readonly TestPeer[],
    extra: readonly AddedAccount[] = [],
    backend?: SuiteBackend,
  ): Promise<TestWorld> {
    const programs = (["registry", "rewards_vault", "staking"] as const).map((name) => ({
      address: program(name),
      info: {
        lamports: RICH,
        owner: LOADER,
        executable: true,
        data: programFile(name),
      },
    }));
    const mint = testKey("mint").publicKey;
    const supply = WALLET_BALANCE * BigInt(peers.length);
    const tokens = peers.map((peer) => tokenAccount(peer.tokens, mint, peer.wallet.publicKey, WALLET_BALANCE));
    const deployer = funded(new PublicKey(DEPLOYER));
    const accounts = [...programs, mintAccount(mint, derive("rewards_vault", "vault"), supply), ...tokens, deployer];
    const world = new TestWorld(await startSuiteChain([...accounts, ...extra], backend));
    await world.at(GENESIS);
    return world;
  }

  /** The same with all three programs initialised and `peers` registered at genesis. */
  static async ready(
    peers: readonly TestPeer[],
    extra: readonly AddedAccount[] = [],
    backend?: SuiteBackend,
  ): Promise<TestWorld> {
    const world = await TestWorld.start(peers, extra, backend);
    for (const instruction of [await world.initRegistry(), await world.initStaking(), await world.initVault()])
      await world.must([instruction], [world.deployer]);
    for (const peer of peers) await world.must([await world.register(peer)], [peer.key]);
    return world;
  }

  /** Moves the cluster's clock to `unix` seconds. */
  async at(unix: number): Promise<void> {
    const clock = await this.context.banksClient.getClock();
    const { slot, epochStartTimestamp, epoch, leaderScheduleEpoch } = clock;
    this.context.setClock(new Clock(slot, epochStartTimestamp, epoch, leaderScheduleEpoch, BigInt(unix)));
  }

  /** The instruction `name` (camelCase), by Anchor's client: addresses that the IDL derives may be left out. */
  async call(on: ProgramName, name: string, args: readonly Arg[], accounts: Accounts): Promise<TransactionInstruction> {
    return await this.programs[on].methods[name](...args)
      .accountsPartial(accounts)
      .instruction();
  }

  /** Signs (bankrun checks no signature, web3.js does) and runs; a leading compute budget makes every transaction unique. */
  async send(instructions: readonly TransactionInstruction[], signers: readonly Keypair[] = []): Promise<Outcome> {
    this.sent++;
    const unique = ComputeBudgetProgram.setComputeUnitLimit({ units: COMPUTE_UNITS - this.sent });
    return await this.sendBare([unique, ...instructions], signers);
  }

  async sendBare(instructions: readonly TransactionInstruction[], signers: readonly Keypair[] = []): Promise<Outcome> {
    const client = this.context.banksClient;
    const transaction = new Transaction().add(...instructions);
    transaction.feePayer = this.payer.publicKey;
    const latest = await client.getLatestBlockhash();
    if (latest === null) throw new Error("bankrun gave no blockhash");
    transaction.recentBlockhash = latest[0];
    transaction.sign(this.payer, ...signers.filter((key) => !key.publicKey.equals(this.payer.publicKey)));
    const { result, meta } = await client.tryProcessTransaction(transaction);
    const logs = meta?.logMessages ?? [];
    const named = logs.map((line) => /Error Code: (\w+)\./.exec(line)?.[1]).findLast((name) => name !== undefined);
    const error = result === null ? undefined : (named ?? result);
    return { error, logs, computeUnits: meta?.computeUnitsConsumed ?? 0n, bytes: transaction.serialize().length };
  }

  /** Runs what has to go through. */
  async must(instructions: readonly TransactionInstruction[], signers: readonly Keypair[] = []): Promise<Outcome> {
    const outcome = await this.send(instructions, signers);
    if (outcome.error !== undefined) throw new Error(`${outcome.error}\n${outcome.logs.join("\n")}`);
    return outcome;
  }

  /** Fields of an account of `on`, decoded by Anchor; integers as strings of digits. */
  async read(on: ProgramName, type: string, address: PublicKey): Promise<Record<string, unknown>> {
    const account = await this.context.banksClient.getAccount(address);
    if (account === null) throw new Error(`no account ${address.toBase58()}`);
    const fields = this.programs[on].coder.accounts.decode<Record<string, unknown>>(type, Buffer.from(account.data));
    return shownFields(fields);
  }

  /** What the view `name` returns, decoded as the struct `type`. */
  async view(on: ProgramName, name: string, type: string, args: readonly Arg[], accounts: Accounts) {
    const { logs } = await this.must([await this.call(on, name, args, accounts)]);
    const prefix = `Program return: ${program(on).toBase58()} `;
    const line = logs.find((text) => text.startsWith(prefix));
    if (line === undefined) throw new Error(`${name} returned nothing`);
    const data = Buffer.from(line.slice(prefix.length), "base64");
    return shownFields(this.programs[on].coder.types.decode<Record<string, unknown>>(type, data));
  }

  async balance(tokens: PublicKey): Promise<bigint> {
    const account = await this.context.banksClient.getAccount(tokens);
    return account === null ? 0n : AccountLayout.decode(Buffer.from(account.data)).amount;
  }

  async supply(): Promise<bigint> {
    const account = await this.context.banksClient.getAccount(this.mint);
    if (account === null) throw new Error("no mint");
    return MintLayout.decode(Buffer.from(account.data)).supply;
  }

  async initRegistry(deployer: PublicKey = this.deployer.publicKey): Promise<TransactionInstruction> {
    return await this.call("registry", "initialize", [bytes(CLUSTER)], { deployer });
  }

  async initStaking(deployer: PublicKey = this.deployer.publicKey): Promise<TransactionInstruction> {
    const ages = [0, 7, 30, 90, 180].map((days) => bn(days * DAY));
    const stakes = [0n, 0n, 100n, 500n, 1_000n].map((lantern) => bn(lantern * LANTERN));
    const args = [this.admin.publicKey, this.slashAuthority.publicKey, bn(COOLDOWN), 0, ages, stakes];
    return await this.call("staking", "initialize", args, { deployer, mint: this.mint });
  }

  async initVault(deployer: PublicKey = this.deployer.publicKey): Promise<TransactionInstruction> {
    const schedule = [125_000_000n * LANTERN, 63_072_000, 5, 0, 500_000_000n * LANTERN, GENESIS, DAY, CHALLENGE_WINDOW];
    const args = [this.admin.publicKey, this.submitter.publicKey, bytes(CLUSTER), ...schedule.map(bn)];
    return await this.call("rewards_vault", "initialize", args, { deployer, mint: this.mint });
  }

  async register(peer: TestPeer): Promise<TransactionInstruction> {
    const accounts = { payer: this.payer.publicKey, peer: peer.key.publicKey };
    return await this.call("registry", "register", [peer.wallet.publicKey], accounts);
  }
}

/** Integers and keys as text, so that tests compare them as they read. */
function shownFields(fields: Record<string, unknown>): Record<string, unknown> {
  const shown = (value: unknown) => (anchor.BN.isBN(value) || value instanceof PublicKey ? String(value) : value);
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, shown(value)]));
}

/** The peer with this label; its keys depend on the label alone. */
export function testPeer(label: string): TestPeer {
  const key = testKey(`peer ${label}`);
  const wallet = testKey(`wallet ${label}`);
  const seed = key.publicKey.toBytes();
  return {
    key,
    wallet,
    tokens: getAssociatedTokenAddressSync(testKey("mint").publicKey, wallet.publicKey),
    account: derive("registry", "peer", seed),
    claim: derive("rewards_vault", "claim", seed),
    stake: derive("staking", "stake", seed),
  };
}

/** A system account with lamports. */
export function funded(address: PublicKey, lamports = RICH): AddedAccount {
  return { address, info: { lamports, owner: SystemProgram.programId, executable: false, data: new Uint8Array() } };
}

/** A token account of `owner` that holds `amount` base units. */
export function tokenAccount(address: PublicKey, mint: PublicKey, owner: PublicKey, amount: bigint): AddedAccount {
  const data = Buffer.alloc(ACCOUNT_SIZE);
  const none = { delegateOption: 0 as const, isNativeOption: 0 as const, closeAuthorityOption: 0 as const };
  const zero = { delegate: PublicKey.default, isNative: 0n, delegatedAmount: 0n, closeAuthority: PublicKey.default };
  AccountLayout.encode({ mint, owner, amount, state: 1, ...none, ...zero }, data);
  return { address, info: { lamports: RICH, owner: TOKEN, executable: false, data } };
}

/** A mint with 6 decimals and no freeze authority. */
export function mintAccount(address: PublicKey, mintAuthority: PublicKey, supply: bigint): AddedAccount {
  const data = Buffer.alloc(MINT_SIZE);
  const freeze = { freezeAuthorityOption: 0 as const, freezeAuthority: PublicKey.default };
  MintLayout.encode(
    { mintAuthorityOption: 1, mintAuthority, supply, decimals: 6, isInitialized: true, ...freeze },
    data,
  );
  return { address, info: { lamports: RICH, owner: TOKEN, executable: false, data } };
}

/** `instruction` with the account at `index` not signing: what a transaction without that signature looks like. */
export function unsigned(instruction: TransactionInstruction, index: number): TransactionInstruction {
  instruction.keys = instruction.keys.map((meta, at) => (at === index ? { ...meta, isSigner: false } : meta));
  return instruction;
}
