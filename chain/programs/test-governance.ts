/** Governance of the tests: its accounts, a peer with stake, and the instructions by Anchor's client. */
import { getAssociatedTokenAddressSync } from "@solana/spl-token";
import type { Keypair, PublicKey, TransactionInstruction } from "@solana/web3.js";
import type { AddedAccount } from "solana-bankrun";
import { developmentKey } from "../idl/development-key.ts";
import { addressOf, type BenchCodec, commonAccounts, foreignAccount, MINT, PAYER, u64Bytes } from "./test-bench.ts";
import { testKey } from "./test-key.ts";
import { bn, DAY, funded, LANTERN, tokenAccount } from "./test-world.ts";

export const VOTING = 5 * DAY;
export const TIME_LOCK = 2 * DAY;
export const THRESHOLD = 1_000n * LANTERN;
export const QUORUM = 5_000n * LANTERN;
export const BALANCE = 10_000n * LANTERN;
export const PEER_STAKE = 4_000n * LANTERN;
export const deployer = developmentKey("deployer");
export const [alice, bob, carol, mallory, scorer] = ["alice", "bob", "carol", "mallory", "scorer"].map((label) =>
  testKey(`governance ${label}`),
) as [Keypair, Keypair, Keypair, Keypair, Keypair];
/** A peer of carol's wallet, with stake, and one without. */
export const [peer, idlePeer] = ["peer", "idle peer"].map((label) => testKey(`governance ${label}`).publicKey) as [
  PublicKey,
  PublicKey,
];
export const tokensOf = (owner: Keypair): PublicKey => getAssociatedTokenAddressSync(MINT, owner.publicKey);
export const configAddress = addressOf("governance", "config");
export const paramsAddress = addressOf("governance", "params");
export const depositVault = addressOf("governance", "deposits");
export const depositOf = (owner: Keypair): PublicKey => addressOf("governance", "deposit", owner.publicKey.toBytes());
export const reputationOf = (owner: Keypair): PublicKey =>
  addressOf("governance", "reputation", owner.publicKey.toBytes());
export const proposalAt = (id: number): PublicKey => addressOf("governance", "proposal", u64Bytes(id));
export const voteOf = (id: number, voter: PublicKey, family: "vote" | "peer_vote" = "vote"): PublicKey =>
  addressOf("governance", family, u64Bytes(id), voter.toBytes());

const peerAccountOf = (key: PublicKey): PublicKey => addressOf("registry", "peer", key.toBytes());
export const stakeOf = (key: PublicKey): PublicKey => addressOf("staking", "stake", key.toBytes());

/** Wallets with tokens, and what registry and staking hold of the peers. `cooldown` is that of the pool. */
export function governanceAccounts(cooldown: number): AddedAccount[] {
  const wallets = [alice, bob, carol, mallory];
  return [
    ...commonAccounts(BALANCE * BigInt(wallets.length)),
    // Somebody funded these before: their creation must still succeed.
    ...[proposalAt(0), voteOf(0, bob.publicKey), depositOf(alice), paramsAddress, depositVault].map((key) =>
      funded(key, 1),
    ),
    ...wallets.map((wallet) => tokenAccount(tokensOf(wallet), MINT, wallet.publicKey, BALANCE)),
    ...[peer, idlePeer].map((key) =>
      foreignAccount("registry", "Peer", peerAccountOf(key), { peer: key, wallet: carol.publicKey }),
    ),
    foreignAccount("staking", "Stake", stakeOf(peer), { peer, amount: PEER_STAKE, unstaking: 7n }),
    foreignAccount("staking", "Pool", addressOf("staking", "pool"), { cooldown_seconds: BigInt(cooldown) }),
  ];
}

const NO_SET: Uint8Array = new Uint8Array(32);

type Passed = Readonly<Record<string, PublicKey>>;

/** Set-up terms that a test may change. */
export interface Terms {
  readonly mode: number;
  readonly voting: bigint | number;
  readonly quorum: bigint;
  readonly threshold: bigint;
  readonly reputationMin: number;
  readonly authority: PublicKey;
}

/** The instructions of governance. Who signs is passed to `send`. */
export class GovernanceCalls {
  private readonly codec: BenchCodec;

  constructor(codec: BenchCodec) {
    this.codec = codec;
  }

  private call(name: string, args: Parameters<BenchCodec["call"]>[2], accounts: Passed) {
    return this.codec.call("governance", name, args, accounts);
  }

  initialize(change: Partial<Terms> = {}, by = deployer.publicKey): Promise<TransactionInstruction> {
    const defaults = { mode: 0, voting: VOTING, quorum: QUORUM, threshold: THRESHOLD, reputationMin: 0 };
    const { mode, voting, quorum, threshold, reputationMin, authority } = {
      ...defaults,
      authority: scorer.publicKey,
      ...change,
    };
    const args = [mode, bn(voting), bn(TIME_LOCK), bn(threshold), bn(quorum), authority, bn(reputationMin)];
    return this.call("initialize", args, { deployer: by, mint: MINT });
  }

  define(id: number, [value, min, max]: readonly [number, number, number], by = deployer.publicKey) {
    return this.call("defineParam", [id, bn(value), bn(min), bn(max)], { deployer: by });
  }

  seal(by = deployer.publicKey) {
    return this.call("sealParams", [], { deployer: by });
  }

  deposit(voter: Keypair, amount: bigint, passed: Passed = {}) {
    const accounts = { voter: voter.publicKey, payer: PAYER.publicKey, source: tokensOf(voter), ...passed };
    return this.call("deposit", [bn(amount)], accounts);
  }

  withdraw(voter: Keypair, amount: bigint, passed: Passed = {}) {
    return this.call("withdraw", [bn(amount)], { voter: voter.publicKey, destination: tokensOf(voter), ...passed });
  }

  setReputation(voter: Keypair, score: number, by = scorer.publicKey) {
    const accounts = { reputationAuthority: by, payer: PAYER.publicKey, voter: voter.publicKey };
    return this.call("setReputation", [bn(score)], accounts);
  }

  /** Changes as [number, value], or none and the hash of a verifier set. */
  propose(
    proposer: Keypair,
    id: number,
    changes: readonly (readonly [number, number])[],
    passed: Passed = {},
    set = NO_SET,
  ) {
    const padded = Array.from({ length: 8 }, (_, at) => changes[at] ?? ([0, 0] as const));
    const [ids, values] = [padded.map(([param]) => param), padded.map(([, value]) => bn(value))];
    const args = [bn(id), [...Buffer.alloc(32, 3)], changes.length, ids, values, [...set]];
    const accounts = { proposer: proposer.publicKey, payer: PAYER.publicKey, standing: depositOf(proposer), ...passed };
    return this.call("propose", args, accounts);
  }

  vote(voter: Keypair, id: number, support: boolean, passed: Passed = {}) {
    return this.call("vote", [bn(id), support], { voter: voter.publicKey, payer: PAYER.publicKey, ...passed });
  }

  voteWithStake(voter: Keypair, of: PublicKey, id: number, passed: Passed = {}) {
    const accounts = { voter: voter.publicKey, payer: PAYER.publicKey, peer: of, ...passed };
    return this.call("voteWithStake", [bn(id), true], accounts);
  }

  voteWithReputation(voter: Keypair, id: number, support: boolean) {
    return this.call("voteWithReputation", [bn(id), support], { voter: voter.publicKey, payer: PAYER.publicKey });
  }

  queue(id: number) {
    return this.call("queue", [bn(id)], {});
  }

  execute(id: number) {
    return this.call("execute", [bn(id)], {});
  }

  executeVerifiers(id: number, faultLimit: number, keys: readonly PublicKey[]) {
    return this.call("executeVerifiers", [bn(id), faultLimit, keys.map((key) => [...key.toBytes()])], {});
  }

  acceptOracle() {
    return this.call("acceptOracle", [], {});
  }

  cancel(proposer: Keypair, id: number) {
    return this.call("cancel", [bn(id)], { proposer: proposer.publicKey });
  }
}
