import { createHash } from "node:crypto";
import { expect } from "vitest";
import { LANTERN, US_PER_DAY } from "../../base/units.ts";
import { createNodeCrypto } from "../../protocol/crypto/node-crypto.ts";
import type { GenesisPeer, LedgerCommand, LedgerOutcome, PeerId, RewardLeaf } from "../../protocol/ledger.ts";
import { MemoryLedger } from "../../protocol/ledger-memory.ts";
import { type LeafDomain, leafHash } from "../../protocol/merkle/leaf.ts";
import { buildTree } from "../../protocol/merkle/tree.ts";
import { PROTOCOL_DEFAULTS, type ProtocolParams } from "../../protocol/params.ts";
import type { EmbeddedChain } from "../backends/backend.ts";
import { twinLeafDomain } from "../clients/leaf-domain.ts";
import { settlementRules } from "../clients/settlement-rules.ts";
import { ChainSettlement } from "../settlement.ts";

export const GENESIS_UNIX_SECONDS = 1_750_000_000;
export const GENESIS_SUPPLY_BASE = 500_000_000 * LANTERN;
const SEED = "conformance";
const crypto = createNodeCrypto();

/** Ed25519 seed of the test's peer `index`. */
function seedOf(index: number): Uint8Array {
  return createHash("sha256").update(`conformance peer ${index}`).digest();
}

/** Identities of `count` test peers. */
export function testPeers(count: number): readonly PeerId[] {
  return Array.from({ length: count }, (_, index) => Buffer.from(crypto.publicKeyOf(seedOf(index))).toString("hex"));
}

/** Their Ed25519 seeds, of 32 of them. */
export function testSeeds(): ReadonlyMap<PeerId, Uint8Array> {
  return new Map(testPeers(32).map((peerId, index) => [peerId, seedOf(index)]));
}

/** A peer that registered `ageDays` before genesis. */
export function genesisPeer(peerId: PeerId, ageDays: number, stakeBase: number, walletBase: number): GenesisPeer {
  return { peerId, registeredAtUs: -ageDays * US_PER_DAY, stakeBase, walletBase };
}

/** An epoch's tree and the commands that it makes possible. */
export interface EpochRoot {
  /** 64 hex digits. */
  readonly root: string;
  readonly leaves: readonly RewardLeaf[];
  claim(index: number, atUs: number): LedgerCommand & { kind: "claim" };
}

/** The Merkle tree over `leaves` as both ledgers expect it. */
export function epochRoot(leaves: readonly RewardLeaf[], domain: LeafDomain = testDomain()): EpochRoot {
  const tree = buildTree(
    crypto,
    leaves.map((leaf) => leafHash(crypto, domain, leaf)),
  );
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
  return {
    root: hex(tree.root),
    leaves,
    claim: (index, atUs) => ({ kind: "claim", atUs, leaf: leaves[index], proof: tree.proof(index).map(hex) }),
  };
}

/** What the pair's leaves are bound to. */
export function testDomain(): LeafDomain {
  return twinLeafDomain(SEED, GENESIS_UNIX_SECONDS);
}

/** Chains that run inside a test: every conformance test runs on each. */
export const EMBEDDED = ["bankrun", "litesvm"] as const satisfies readonly EmbeddedChain["name"][];

/** What a pair can have besides its cohort. */
export interface PairOptions {
  /** Known to the ledger in memory only, as most of the twin's peers are. */
  readonly outsiders?: readonly GenesisPeer[];
  readonly params?: ProtocolParams;
  readonly backend?: EmbeddedChain["name"];
}

/** The two ledgers over the same genesis: programs on a chain, and rules in memory. */
export class LedgerPair {
  readonly memory: MemoryLedger;
  readonly chain: ChainSettlement;
  private readonly touched: Set<PeerId>;

  private constructor(memory: MemoryLedger, chain: ChainSettlement, cohort: readonly GenesisPeer[]) {
    this.memory = memory;
    this.chain = chain;
    this.touched = new Set(cohort.map(({ peerId }) => peerId));
  }

  static async start(
    cohort: readonly GenesisPeer[],
    { outsiders = [], params = PROTOCOL_DEFAULTS, backend = "bankrun" }: PairOptions = {},
  ): Promise<LedgerPair> {
    const memory = new MemoryLedger({
      params,
      crypto,
      domain: testDomain(),
      genesisSupplyBase: GENESIS_SUPPLY_BASE,
      peers: [...cohort, ...outsiders],
    });
    const seeds = testSeeds();
    const options = {
      ...settlementRules(params),
      genesisUnixSeconds: GENESIS_UNIX_SECONDS,
      genesisSupplyBase: GENESIS_SUPPLY_BASE,
      cohort,
      seed: SEED,
      keyOf: (peerId: PeerId) => seeds.get(peerId) as Uint8Array,
    };
    const chain = await ChainSettlement.start(options, backend);
    return new LedgerPair(memory, chain, cohort);
  }

  /** Runs the commands on both and expects the same outcome of each: amount of the done, code of the refused. */
  async run(commands: readonly LedgerCommand[]): Promise<readonly LedgerOutcome[]> {
    const settled = await this.chain.apply(commands);
    const outcomes = settled.map(({ outcome }) => outcome);
    expect(outcomes.map(short)).toEqual(commands.map((command) => short(this.memory.apply(command))));
    commands.forEach((command, index) => {
      if (command.kind === "register" && outcomes[index].kind === "done") this.touched.add(command.peerId);
    });
    return outcomes;
  }

  /** As `run`, for one command; gives `done AMOUNT` or the code of the refusal. */
  async outcome(command: LedgerCommand): Promise<string> {
    return short((await this.run([command]))[0]);
  }

  /** Expects that accounts of all peers on chain, and all totals, are equal to the base unit. */
  async expectEqual(): Promise<void> {
    const accounts = [...this.touched].map((peerId) => this.memory.account(peerId));
    expect(accounts.every((account) => account !== undefined)).toBe(true);
    const known = accounts.filter((account) => account !== undefined);
    expect(await this.chain.reconcile(known, this.memory.totals())).toEqual([]);
  }
}

function short(outcome: LedgerOutcome): string {
  return outcome.kind === "done" ? `done ${outcome.amountBase}` : outcome.code;
}
