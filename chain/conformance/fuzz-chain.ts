/**
 * Random sequences of instructions, valid and invalid, on a program and on its model: after each, both must give the same answer and be
 * in the same state. A sequence is fast-check commands, so a failure shrinks to the shortest one that still fails.
 */
import type { Keypair, PublicKey, TransactionInstruction } from "@solana/web3.js";
import fc from "fast-check";
import type { AddedAccount } from "solana-bankrun";
import { expect } from "vitest";
import { BenchCodec, type BenchProgram, type Fields, TestBench } from "../programs/test-bench.ts";
import { LiteBench } from "../programs/test-litesvm.ts";
import type { EMBEDDED } from "./ledger-pair.ts";

type Backend = (typeof EMBEDDED)[number];

/** Most instructions of a sequence. */
const STEPS_MAX = 80;
/**
 * Sequences drawn on each backend; a sequence has half of `STEPS_MAX` on average, and litesvm runs them three times as fast.
 * `npm run test:long` draws ten times as many.
 */
const RUNS: Readonly<Record<Backend, number>> = { bankrun: 12, litesvm: 36 };
const LONG_FACTOR = 10;
/** Longest time of one property, ms: the long one on a busy machine. */
export const FUZZ_TIMEOUT_MS = 1_200_000;

/** A chain that a sequence runs on. */
export interface FuzzChain {
  readonly codec: BenchCodec;
  /** Sets the cluster's clock, unix seconds. */
  at(unix: number): Promise<void>;
  /** Refusal of one instruction by its name, or the runtime's text; undefined when it went through. */
  error(instruction: TransactionInstruction, signers: readonly Keypair[]): Promise<string | undefined>;
  /** undefined where there is no account, or one without data. */
  data(address: PublicKey): Promise<Buffer | undefined>;
}

/** Reads the accounts of one program on one chain; what has not changed since the last time is not decoded again. */
export class AccountReader {
  private readonly chain: FuzzChain;
  private readonly program: BenchProgram;
  private readonly known = new Map<string, { readonly data: Buffer; readonly fields: Fields }>();

  constructor(chain: FuzzChain, program: BenchProgram) {
    this.chain = chain;
    this.program = program;
  }

  /** Fields of the account, integers and keys as text; undefined where there is none. */
  async fields(type: string, address: PublicKey): Promise<Fields | undefined> {
    const data = await this.chain.data(address);
    if (data === undefined) return undefined;
    const key = address.toBase58();
    const before = this.known.get(key);
    if (before?.data.equals(data)) return before.fields;
    const fields = this.chain.codec.decode(this.program, type, data);
    this.known.set(key, { data, fields });
    return fields;
  }

  /**
   * The same for an account that must be there.
   * @throws Error where it is not
   */
  async present(type: string, address: PublicKey): Promise<Fields> {
    const fields = await this.fields(type, address);
    if (fields === undefined) throw new Error(`no ${type} at ${address.toBase58()}`);
    return fields;
  }

  /**
   * The account's bytes, for a program that the codec does not know.
   * @throws Error where there is none
   */
  async presentData(address: PublicKey): Promise<Buffer> {
    const data = await this.chain.data(address);
    if (data === undefined) throw new Error(`no account at ${address.toBase58()}`);
    return data;
  }

  /** Base units of a token account; 0 where there is none. */
  async tokens(address: PublicKey): Promise<number> {
    return Number((await this.chain.data(address))?.readBigUInt64LE(64) ?? 0n);
  }
}

/** What one step asks of the chain, and what the model makes of it. */
export interface Move {
  readonly instruction: TransactionInstruction;
  readonly signers: readonly Keypair[];
  /** The model's answer, given with its state moved on where it is no refusal. */
  readonly expected: string | undefined;
}

/** One program under test. `Act` is a drawn step: plain data, so that a failure prints as one. */
export interface FuzzSubject<Model extends object, Act extends { readonly kind: string }> {
  readonly program: BenchProgram;
  readonly accounts: readonly AddedAccount[];
  readonly acts: fc.Arbitrary<Act>;
  /** Runs the set-up on `chain` and gives the model of what it left. */
  begin(chain: FuzzChain): Promise<Model>;
  /** The step as an instruction, or undefined where it only changes the model's clock; moves the model on. The chain's clock goes first. */
  move(model: Model, act: Act, codec: BenchCodec): Promise<Move | undefined>;
  /** The model's clock, unix seconds. */
  now(model: Model): number;
  /** What the chain should hold, and what it holds, in the same shape. */
  state(model: Model): unknown;
  read(model: Model, reader: AccountReader): Promise<unknown>;
  /** What must be true of every state that the chain gets into; expectations that throw. */
  invariants(model: Model): void;
}

interface Real {
  readonly chain: FuzzChain;
  readonly reader: AccountReader;
  /** `kind done` and `kind Refusal` of every step. */
  readonly seen: Set<string>;
}

/**
 * Runs drawn sequences on `backend` and expects that they met every outcome of `outcomes`: sequences that never reach a
 * success or a refusal prove nothing of it. bankrun's are too few for the rare refusals: of it only the successes are asked.
 */
export async function expectAgreement<Model extends object, Act extends { readonly kind: string }>(
  subject: FuzzSubject<Model, Act>,
  backend: Backend,
  outcomes: readonly string[],
): Promise<void> {
  const seen = new Set<string>();
  const codec = new BenchCodec();
  const steps = fc.commands([subject.acts.map((act) => stepOf(subject, act))], {
    maxCommands: STEPS_MAX,
    size: "max",
  });
  const numRuns = RUNS[backend] * (process.env.TWINLIGHT_LONG === "1" ? LONG_FACTOR : 1);
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      const chain = await startChain(backend, subject, codec);
      const model = await subject.begin(chain);
      const reader = new AccountReader(chain, subject.program);
      await expectEqual(subject, model, reader);
      await fc.asyncModelRun(() => ({ model, real: { chain, reader, seen } }), sequence);
    }),
    { numRuns },
  );
  const asked = outcomes.filter((name) => backend === "litesvm" || name.endsWith(" done"));
  expect(asked.filter((name) => !seen.has(name))).toEqual([]);
}

function stepOf<Model extends object, Act extends { readonly kind: string }>(
  subject: FuzzSubject<Model, Act>,
  act: Act,
): fc.AsyncCommand<Model, Real> {
  return {
    check: () => true,
    run: async (model, { chain, reader, seen }) => {
      const before = subject.now(model);
      const move = await subject.move(model, act, chain.codec);
      if (subject.now(model) !== before) await chain.at(subject.now(model));
      if (move === undefined) return;
      expect(await chain.error(move.instruction, move.signers)).toBe(move.expected);
      seen.add(`${act.kind} ${move.expected ?? "done"}`);
      await expectEqual(subject, model, reader);
    },
    toString: () => JSON.stringify(act),
  };
}

async function expectEqual<Model extends object, Act extends { readonly kind: string }>(
  subject: FuzzSubject<Model, Act>,
  model: Model,
  reader: AccountReader,
): Promise<void> {
  expect(await subject.read(model, reader)).toEqual(subject.state(model));
  subject.invariants(model);
}

async function startChain(
  backend: Backend,
  { program, accounts }: Pick<FuzzSubject<object, { readonly kind: string }>, "program" | "accounts">,
  codec: BenchCodec,
): Promise<FuzzChain> {
  if (backend === "bankrun") return await TestBench.start([program], accounts, "bankrun");
  const lite = new LiteBench([program], accounts);
  return {
    codec,
    at: async (unix) => lite.at(unix),
    error: async (instruction, signers) => lite.error(instruction, signers),
    data: async (address) => lite.data(address),
  };
}
