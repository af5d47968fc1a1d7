/** What the tests of vesting, oracle and governance stand on: bankrun or litesvm with the compiled programs, and accounts that are there from the start. */
import { readFileSync } from "node:fs";
import anchor, { type Idl } from "@coral-xyz/anchor";
import { AccountLayout } from "@solana/spl-token";
import {
  ComputeBudgetProgram,
  type Keypair,
  PublicKey,
  Transaction,
  type TransactionInstruction,
} from "@solana/web3.js";
import { type AddedAccount, Clock } from "solana-bankrun";
import { DerivedAddresses } from "../clients/derived-addresses.ts";
import { DEPLOYER, PROGRAM_IDS } from "../idl/addresses.ts";
import { anchorIdl } from "../idl/anchor-idl.ts";
import { PROGRAMS, sizeOf, sizeWithDiscriminator } from "../idl/description.ts";
import { type SuiteBackend, type SuiteChain, startSuiteChain } from "./suite-chain.ts";
import { testKey } from "./test-key.ts";
import { type Accounts, type Arg, funded, mintAccount, programFile } from "./test-world.ts";

export const MINT = testKey("mint").publicKey;
/** Pays fees and rent in both runtimes. */
export const PAYER = testKey("payer");
const LOADER = new PublicKey("BPFLoader2111111111111111111111111111111111");
const RICH = 10_000_000_000;
const COMPUTE_UNITS = 400_000;

export type BenchProgram = "vesting" | "oracle" | "governance";
export type Fields = Record<string, unknown>;

/** An event as its program named it, integers and keys as text. */
export interface SeenEvent {
  readonly name: string;
  readonly data: Fields;
}

export interface Outcome {
  /** Name of the program's error, or the runtime's text; undefined when the transaction went through. */
  readonly error: string | undefined;
  readonly logs: readonly string[];
  readonly events: readonly SeenEvent[];
  readonly computeUnits: number;
}

type ProgramKey = keyof typeof PROGRAM_IDS;
/** One search an address: tests ask for the same ones at every step. */
const ADDRESSES = new Map<ProgramKey, DerivedAddresses>(
  (Object.keys(PROGRAM_IDS) as ProgramKey[]).map((name) => [
    name,
    new DerivedAddresses(new PublicKey(PROGRAM_IDS[name])),
  ]),
);

/** Address of the program's account with these seeds. */
export function addressOf(on: ProgramKey, ...seeds: (string | Uint8Array)[]): PublicKey {
  const known = ADDRESSES.get(on);
  if (known === undefined) throw new Error(`no program ${on}`);
  return known.address(...seeds);
}

/** A seed of 64 bits, little-endian. */
export function u64Bytes(value: number): Buffer {
  const data = Buffer.alloc(8);
  data.writeBigUInt64LE(BigInt(value));
  return data;
}

/** Accounts of every bench: mint, deployer and payer with lamports. */
export function commonAccounts(supply: bigint): AddedAccount[] {
  return [
    mintAccount(MINT, addressOf("rewardsVault", "vault"), supply),
    funded(new PublicKey(DEPLOYER)),
    funded(PAYER.publicKey),
  ];
}

/** An account of another program as it would lie there: `type` with these u64, i64 and key fields, all others zero. */
export function foreignAccount(
  on: "registry" | "staking",
  type: string,
  address: PublicKey,
  given: Readonly<Record<string, bigint | PublicKey>>,
): AddedAccount {
  const program = PROGRAMS.find(({ name }) => name === on);
  const item = program?.accounts[type];
  if (program === undefined || item === undefined) throw new Error(`no account ${on}.${type}`);
  const data = Buffer.alloc(sizeWithDiscriminator(item.fields));
  new anchor.BorshCoder(anchorIdl(program)).accounts.accountDiscriminator(type).copy(data);
  const names = Object.keys(item.fields);
  for (const [name, value] of Object.entries(given)) {
    const before = Object.fromEntries(Object.entries(item.fields).slice(0, names.indexOf(name)));
    const at = 8 + sizeOf(before);
    if (typeof value === "bigint") data.writeBigUInt64LE(value, at);
    else Buffer.from(value.toBytes()).copy(data, at);
  }
  return { address, info: { lamports: RICH, owner: new PublicKey(PROGRAM_IDS[on]), executable: false, data } };
}

/** Instructions, accounts and events of the three programs by Anchor's client. */
export class BenchCodec {
  private readonly programs: Readonly<Record<BenchProgram, anchor.Program<Idl>>>;

  constructor() {
    const load = (name: BenchProgram): anchor.Program<Idl> => {
      const idl: Idl = JSON.parse(readFileSync(new URL(`../idl/${name}.json`, import.meta.url), "utf8"));
      const wallet = new anchor.Wallet(PAYER);
      // Nothing is sent through it: a provider needs a connection to exist.
      const connection = new anchor.web3.Connection(anchor.web3.clusterApiUrl("devnet"));
      return new anchor.Program(idl, new anchor.AnchorProvider(connection, wallet, {}));
    };
    this.programs = { vesting: load("vesting"), oracle: load("oracle"), governance: load("governance") };
  }

  /** The instruction `name` (camelCase); addresses that the IDL derives may be left out, unless accounts of other programs are in the seeds. */
  async call(
    on: BenchProgram,
    name: string,
    args: readonly Arg[],
    accounts: Accounts,
    further: readonly PublicKey[] = [],
  ): Promise<TransactionInstruction> {
    const metas = further.map((pubkey) => ({ pubkey, isSigner: false, isWritable: false }));
    return await this.programs[on].methods[name](...args)
      .accountsPartial(accounts)
      .remainingAccounts(metas)
      .instruction();
  }

  decode(on: BenchProgram, type: string, data: Uint8Array): Fields {
    return shown(this.programs[on].coder.accounts.decode<Fields>(type, Buffer.from(data)));
  }

  decodeStruct(on: BenchProgram, type: string, data: Uint8Array): Fields {
    return shown(this.programs[on].coder.types.decode<Fields>(type, Buffer.from(data)));
  }

  events(logs: readonly string[]): SeenEvent[] {
    return Object.values(this.programs).flatMap((program) => {
      const parser = new anchor.EventParser(program.programId, program.coder);
      return [...parser.parseLogs([...logs])].map(({ name, data }) => ({ name, data: shown(data) }));
    });
  }
}

/** The chain of one test file. */
export class TestBench {
  readonly codec = new BenchCodec();
  readonly context: SuiteChain;
  private sent = 0;

  private constructor(context: SuiteChain) {
    this.context = context;
  }

  static async start(
    programs: readonly BenchProgram[],
    accounts: readonly AddedAccount[],
    backend?: SuiteBackend,
  ): Promise<TestBench> {
    const compiled = programs.map((name) => {
      const data = programFile(name);
      return {
        address: new PublicKey(PROGRAM_IDS[name]),
        info: { lamports: RICH, owner: LOADER, executable: true, data },
      };
    });
    return new TestBench(await startSuiteChain([...compiled, ...accounts], backend));
  }

  /** Moves the cluster's clock to `unix` seconds. */
  async at(unix: number): Promise<void> {
    const { slot, epochStartTimestamp, epoch, leaderScheduleEpoch } = await this.context.banksClient.getClock();
    this.context.setClock(new Clock(slot, epochStartTimestamp, epoch, leaderScheduleEpoch, BigInt(unix)));
  }

  /** Signs and runs; a leading compute budget makes every transaction unique. */
  async send(instructions: readonly TransactionInstruction[], signers: readonly Keypair[] = []): Promise<Outcome> {
    this.sent++;
    const unique = ComputeBudgetProgram.setComputeUnitLimit({ units: COMPUTE_UNITS - this.sent });
    const transaction = new Transaction().add(unique, ...instructions);
    transaction.feePayer = PAYER.publicKey;
    const latest = await this.context.banksClient.getLatestBlockhash();
    if (latest === null) throw new Error("bankrun gave no blockhash");
    transaction.recentBlockhash = latest[0];
    transaction.sign(PAYER, ...signers);
    const { result, meta } = await this.context.banksClient.tryProcessTransaction(transaction);
    const logs = meta?.logMessages ?? [];
    const error = result === null ? undefined : (refusalIn(logs) ?? result);
    return { error, logs, events: this.codec.events(logs), computeUnits: Number(meta?.computeUnitsConsumed ?? 0) };
  }

  /** Runs what has to go through. */
  async must(instructions: readonly TransactionInstruction[], signers: readonly Keypair[] = []): Promise<Outcome> {
    const outcome = await this.send(instructions, signers);
    if (outcome.error !== undefined) throw new Error(`${outcome.error}\n${outcome.logs.join("\n")}`);
    return outcome;
  }

  /** The refusal of one instruction; undefined when it went through. */
  async error(instruction: TransactionInstruction, signers: readonly Keypair[] = []): Promise<string | undefined> {
    return (await this.send([instruction], signers)).error;
  }

  async data(address: PublicKey): Promise<Buffer | undefined> {
    const account = await this.context.banksClient.getAccount(address);
    return account === null || account.data.length === 0 ? undefined : Buffer.from(account.data);
  }

  /** Fields of an account, decoded by Anchor; integers and keys as text. */
  async read(on: BenchProgram, type: string, address: PublicKey): Promise<Fields> {
    const data = await this.data(address);
    if (data === undefined) throw new Error(`no account ${address.toBase58()}`);
    return this.codec.decode(on, type, data);
  }

  async balance(tokens: PublicKey): Promise<bigint> {
    const data = await this.data(tokens);
    return data === undefined ? 0n : AccountLayout.decode(data).amount;
  }

  async lamports(address: PublicKey): Promise<number> {
    return Number((await this.context.banksClient.getAccount(address))?.lamports ?? 0);
  }
}

/** Name of the last refusal in the logs. */
export function refusalIn(logs: readonly string[]): string | undefined {
  return logs.map((line) => /Error Code: (\w+)\./.exec(line)?.[1]).findLast((name) => name !== undefined);
}

/** Integers and keys as text, so that tests compare them as they read. */
function shown(fields: Fields): Fields {
  const text = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(text);
    return anchor.BN.isBN(value) || value instanceof PublicKey ? String(value) : value;
  };
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, text(value)]));
}
