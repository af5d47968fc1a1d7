/** One run through every instruction of vesting, oracle and governance, always the same, for the table of compute units. */
import { createHash } from "node:crypto";
import { getAssociatedTokenAddressSync } from "@solana/spl-token";
import type { Keypair, PublicKey, TransactionInstruction } from "@solana/web3.js";
import { developmentKey } from "../idl/development-key.ts";
import type { Measured } from "./compute-scenario.ts";
import { addressOf, type BenchProgram, MINT, PAYER, TestBench, u64Bytes } from "./test-bench.ts";
import {
  alice,
  bob,
  carol,
  configAddress,
  GovernanceCalls,
  governanceAccounts,
  mallory,
  peer,
  QUORUM,
  reputationOf,
  scorer,
  TIME_LOCK,
  tokensOf,
  VOTING,
} from "./test-governance.ts";
import { testKey } from "./test-key.ts";
import { bn, bytes, DAY, GENESIS, LANTERN, tokenAccount } from "./test-world.ts";

/** Beneficiaries, whose addresses take different numbers of tries to find. */
const BENEFICIARY_COUNT = 8;
/** The most verifiers whose set one transaction holds, and their fault limit: a quorum of 17 reports. */
const VERIFIER_COUNT = 25;
const FAULT_LIMIT = 8;
const REPORT_QUORUM = 17;
const PARAM_COUNT = 8;
/** Within every parameter's bounds of the scenario. */
const PARAM = [5, 0, 10] as const;

/** Runs the scenario on new chains: one for tokens, one for votes by reputation. */
export async function measurePhase3(): Promise<Measured> {
  const units = new Map<string, number[]>();
  const tokens = await Scenario.start(units);
  await tokens.vesting();
  await tokens.oracle();
  await tokens.governance();
  await tokens.verifiers();
  const scores = await Scenario.start(units);
  await scores.reputation();
  return units;
}

const deployer = developmentKey("deployer");
const admin = testKey("measured admin");
const heir = testKey("measured heir");
const beneficiaries = Array.from({ length: BENEFICIARY_COUNT }, (_, index) => testKey(`beneficiary ${index}`));
const verifiers = Array.from({ length: VERIFIER_COUNT }, (_, index) => testKey(`measured verifier ${index}`));
const treasury = testKey("measured treasury").publicKey;
const ataOf = ({ publicKey }: Keypair): PublicKey => getAssociatedTokenAddressSync(MINT, publicKey);

class Scenario {
  private readonly bench: TestBench;
  private readonly units: Map<string, number[]>;
  private readonly calls: GovernanceCalls;

  private constructor(bench: TestBench, units: Map<string, number[]>) {
    this.bench = bench;
    this.units = units;
    this.calls = new GovernanceCalls(bench.codec);
  }

  static async start(units: Map<string, number[]>): Promise<Scenario> {
    const accounts = [
      ...governanceAccounts(VOTING),
      tokenAccount(treasury, MINT, admin.publicKey, 1_000n * LANTERN),
      ...beneficiaries.map((key) => tokenAccount(ataOf(key), MINT, key.publicKey, 0n)),
    ];
    const bench = await TestBench.start(["vesting", "oracle", "governance"], accounts, "bankrun");
    await bench.at(GENESIS);
    return new Scenario(bench, units);
  }

  /** Runs one instruction and notes what its program used. */
  private async run(name: string, instruction: TransactionInstruction, signers: readonly Keypair[] = []) {
    const { logs } = await this.bench.must([instruction], signers);
    const start = `Program ${instruction.programId.toBase58()} consumed `;
    const line = logs.findLast((text) => text.startsWith(start));
    if (line === undefined) throw new Error(`${name} consumed nothing`);
    this.units.set(name, [...(this.units.get(name) ?? []), Number.parseInt(line.slice(start.length), 10)]);
  }

  /** Names a successor and lets it accept; the administration ends with `heir`. */
  private async handOver(program: BenchProgram): Promise<void> {
    const { codec } = this.bench;
    const propose = await codec.call(program, "proposeAdmin", [heir.publicKey], { admin: admin.publicKey });
    await this.run(`${program}.propose_admin`, propose, [admin]);
    const accept = await codec.call(program, "acceptAdmin", [], { newAdmin: heir.publicKey });
    await this.run(`${program}.accept_admin`, accept, [heir]);
  }

  async vesting(): Promise<void> {
    const { codec } = this.bench;
    const accounts = { deployer: deployer.publicKey, mint: MINT };
    const initialize = await codec.call("vesting", "initialize", [admin.publicKey], accounts);
    await this.run("vesting.initialize", initialize, [deployer]);
    for (const { publicKey } of beneficiaries) {
      const grant = await codec.call("vesting", "createGrant", [0, LANTERN, GENESIS, DAY, 4 * DAY].map(bn), {
        admin: admin.publicKey,
        funder: admin.publicKey,
        payer: PAYER.publicKey,
        beneficiary: publicKey,
        source: treasury,
        mint: MINT,
      });
      await this.run("vesting.create_grant", grant, [admin]);
    }
    for (const days of [1, 4]) {
      await this.bench.at(GENESIS + days * DAY);
      for (const key of beneficiaries) {
        const passed = { beneficiary: key.publicKey, destination: ataOf(key) };
        await this.run("vesting.release", await codec.call("vesting", "release", [bn(0)], passed));
      }
    }
    for (const key of beneficiaries) {
      const passed = { beneficiary: key.publicKey, destination: ataOf(key), payer: PAYER.publicKey };
      await this.run("vesting.close", await codec.call("vesting", "close", [bn(0)], passed));
    }
    await this.handOver("vesting");
  }

  async oracle(): Promise<void> {
    const { codec } = this.bench;
    const args = [admin.publicKey, bn(0)];
    const initialize = await codec.call("oracle", "initialize", args, { deployer: deployer.publicKey });
    await this.run("oracle.initialize", initialize, [deployer]);
    const keys = verifiers.map(({ publicKey }) => bytes(publicKey.toBytes()));
    const set = await codec.call("oracle", "setVerifiers", [FAULT_LIMIT, keys], { admin: admin.publicKey });
    await this.run("oracle.set_verifiers", set, [admin]);
    // The second epoch finds the verifiers' own accounts there.
    for (const epoch of [0, 1]) {
      for (const [index, key] of verifiers.slice(0, REPORT_QUORUM).entries()) {
        const report = [bn(epoch), bn(1), bn(1_000 + index), bytes(new Uint8Array(32).fill(1))];
        const passed = { verifier: key.publicKey, payer: PAYER.publicKey };
        const name = epoch === 0 ? "oracle.submit_report (first)" : "oracle.submit_report";
        await this.run(name, await codec.call("oracle", "submitReport", report, passed), [key]);
      }
      const reports = verifiers
        .slice(0, REPORT_QUORUM)
        .map(({ publicKey }) => addressOf("oracle", "report", u64Bytes(epoch), publicKey.toBytes()));
      const payer = { payer: PAYER.publicKey };
      await this.run("oracle.aggregate", await codec.call("oracle", "aggregate", [bn(epoch)], payer, reports));
    }
    await this.run("oracle.get_decision", await codec.call("oracle", "getDecision", [bn(0)], {}));
    await this.handOver("oracle");
  }

  /** Set-up; `terms` are those of `GovernanceCalls.initialize`. */
  private async begin(terms: Parameters<GovernanceCalls["initialize"]>[0]): Promise<void> {
    await this.run("governance.initialize", await this.calls.initialize(terms), [deployer]);
    for (let id = 0; id < PARAM_COUNT; id++)
      await this.run("governance.define_param", await this.calls.define(id, PARAM), [deployer]);
    await this.run("governance.seal_params", await this.calls.seal(), [deployer]);
  }

  /** A proposal of as many changes as one has room for, its votes, its execution; one that is cancelled. */
  async governance(): Promise<void> {
    const { calls, bench } = this;
    await this.begin({});
    for (const voter of [alice, bob, carol, mallory])
      await this.run("governance.deposit (first)", await calls.deposit(voter, QUORUM), [voter]);
    await this.run("governance.deposit", await calls.deposit(alice, 1n), [alice]);
    const changes = Array.from({ length: PARAM_COUNT }, (_, id) => [id, 6] as const);
    const at = GENESIS + 30 * DAY;
    await bench.at(at);
    for (const id of [0, 1]) await this.run("governance.propose", await calls.propose(alice, id, changes), [alice]);
    await this.run("governance.cancel", await calls.cancel(alice, 1), [alice]);
    for (const voter of [alice, bob, carol, mallory])
      await this.run("governance.vote", await calls.vote(voter, 0, voter !== mallory), [voter]);
    await this.run("governance.vote_with_stake", await calls.voteWithStake(carol, peer, 0), [carol]);
    await bench.at(at + VOTING);
    await this.run("governance.queue", await calls.queue(0));
    await bench.at(at + VOTING + TIME_LOCK);
    await this.run("governance.execute", await calls.execute(0));
    await this.run("governance.withdraw", await calls.withdraw(bob, QUORUM, { destination: tokensOf(bob) }), [bob]);
  }

  /** The oracle under governance, and a set by vote; after `oracle` and `governance`. */
  async verifiers(): Promise<void> {
    const { calls, bench } = this;
    const propose = await bench.codec.call("oracle", "proposeAdmin", [configAddress], { admin: heir.publicKey });
    await bench.must([propose], [heir]);
    await this.run("governance.accept_oracle", await calls.acceptOracle());
    const keys = verifiers.map(({ publicKey }) => publicKey);
    const parts = [Buffer.from([FAULT_LIMIT]), ...keys.map((key) => key.toBytes())];
    const hash = createHash("sha256").update(Buffer.concat(parts)).digest();
    const at = GENESIS + 60 * DAY;
    await bench.at(at);
    await bench.must([await calls.propose(alice, 2, [], {}, hash)], [alice]);
    await bench.must([await calls.vote(alice, 2, true)], [alice]);
    await bench.at(at + VOTING);
    await bench.must([await calls.queue(2)]);
    await bench.at(at + VOTING + TIME_LOCK);
    await this.run("governance.execute_verifiers", await calls.executeVerifiers(2, FAULT_LIMIT, keys));
  }

  /** Votes by score, on a chain of their own: a network has one mode or the other. */
  async reputation(): Promise<void> {
    const { calls } = this;
    await this.begin({ mode: 1, quorum: 100n, threshold: 50n, reputationMin: 20 });
    for (const voter of [alice, bob, carol, mallory])
      await this.run("governance.set_reputation", await calls.setReputation(voter, 60), [scorer]);
    const standing = reputationOf(alice);
    await this.run("governance.propose (by score)", await calls.propose(alice, 0, [[0, 6]], { standing }), [alice]);
    for (const voter of [alice, bob, carol, mallory])
      await this.run("governance.vote_with_reputation", await calls.voteWithReputation(voter, 0, true), [voter]);
  }
}
