/** Epochs of the program tests: leaves, their tree, and the transactions that settle and claim. */
import type { Keypair, PublicKey, TransactionInstruction } from "@solana/web3.js";
import { type LeafVector, leafHash, rootAndProof } from "../vectors/generate.ts";
import {
  type Accounts,
  bn,
  bytes,
  CHALLENGE_WINDOW,
  CLUSTER,
  DAY,
  derive,
  epochAddress,
  GENESIS,
  type TestPeer,
  type TestWorld,
} from "./test-world.ts";

/** What a test says of a leaf; the rest follows from world and peer. */
export interface LeafFields {
  readonly peer: TestPeer;
  readonly earned: bigint;
  readonly forfeited?: bigint;
  readonly bytes?: bigint;
  readonly tierSince?: number;
}

export interface Settlement {
  readonly epoch: number;
  readonly leaves: readonly LeafVector[];
  readonly peers: readonly TestPeer[];
  readonly root: Buffer;
  /** What the epoch adds. */
  readonly total: bigint;
}

/** The tree of these leaves for `epoch`; nothing is sent. */
export function settlement(world: TestWorld, epoch: number, total: bigint, fields: readonly LeafFields[]): Settlement {
  const leaves = fields.map(({ peer, earned, forfeited = 0n, bytes = 1_000n, tierSince = GENESIS }) => ({
    cluster: CLUSTER,
    program: world.programs.rewards_vault.programId.toBytes(),
    mint: world.mint.toBytes(),
    epoch: BigInt(epoch),
    peer: peer.key.publicKey.toBytes(),
    earned,
    forfeited,
    bytes,
    tierSince: BigInt(tierSince),
  }));
  return { epoch, leaves, peers: fields.map(({ peer }) => peer), root: rootOf(leaves), total };
}

/** Root of the tree over the leaves, in their order. */
export function rootOf(leaves: readonly LeafVector[]): Buffer {
  return rootAndProof(leaves.map(leafHash), 0).root;
}

/** The instruction that submits a settlement, by the world's submitter unless another is named. */
export async function submission(
  world: TestWorld,
  { epoch, root, total, leaves }: Settlement,
  submitter: PublicKey = world.submitter.publicKey,
): Promise<TransactionInstruction> {
  const args = [bn(epoch), bytes(root), bn(total), leaves.length];
  return await world.call("rewards_vault", "submitEpoch", args, { submitter, payer: world.payer.publicKey });
}

/** The instruction that makes the epoch's root final. */
export async function finality(world: TestWorld, epoch: number): Promise<TransactionInstruction> {
  return await world.call("rewards_vault", "finalizeEpoch", [bn(epoch)], {});
}

/** Submits at the epoch's end and makes the root final after the challenge window. */
export async function settle(world: TestWorld, settled: Settlement): Promise<void> {
  const end = GENESIS + (settled.epoch + 1) * DAY;
  await world.at(end);
  await world.must([await submission(world, settled)], [world.submitter]);
  await world.at(end + CHALLENGE_WINDOW);
  await world.must([await finality(world, settled.epoch)]);
}

/** The claim of the leaf at `index`; `accounts`, `leaf` and `proof` take the place of the honest ones. */
export async function claim(
  world: TestWorld,
  settled: Settlement,
  index: number,
  forged: {
    readonly accounts?: Accounts;
    readonly leaf?: Partial<LeafVector>;
    readonly proof?: readonly Buffer[];
    readonly epoch?: number;
  } = {},
): Promise<TransactionInstruction> {
  const leaf = { ...settled.leaves[index], ...forged.leaf };
  const proof = forged.proof ?? rootAndProof(settled.leaves.map(leafHash), index).proof;
  const peer = settled.peers[index];
  const epoch = forged.epoch ?? settled.epoch;
  const accounts = {
    payer: world.payer.publicKey,
    epochAccount: epochAddress(epoch),
    claimAccount: peer.claim,
    peerAccount: peer.account,
    mint: world.mint,
    destination: peer.tokens,
    ...forged.accounts,
  };
  const args = [bn(epoch), bn(leaf.earned), bn(leaf.forfeited), bn(leaf.bytes), bn(leaf.tierSince), proof.map(bytes)];
  return await world.call("rewards_vault", "claim", args, accounts);
}

/** Address of `challenger`'s challenge of the epoch. */
export function challengeAddress(epoch: number, challenger: PublicKey): PublicKey {
  return derive("rewards_vault", "challenge", bn(epoch).toArrayLike(Buffer, "le", 8), challenger.toBytes());
}

/**
 * The instruction by which `challenger` doubts the root of `doubted`, about the peer at `index`: with its leaf of `before`, the last
 * final settlement, or without one.
 */
export async function openChallenge(
  world: TestWorld,
  doubted: Settlement,
  before: Settlement | undefined,
  index: number,
  challenger: Keypair,
  given?: readonly Buffer[],
): Promise<TransactionInstruction> {
  const leaf = before?.leaves[index];
  const proof = given ?? (before === undefined ? [] : rootAndProof(before.leaves.map(leafHash), index).proof);
  const { earned, forfeited, bytes: relayed, tierSince } = leaf ?? doubted.leaves[index];
  const peer = (before ?? doubted).peers[index].key.publicKey;
  const totals = [bn(earned), bn(forfeited), bn(relayed), bn(tierSince)];
  const args = [bn(doubted.epoch), leaf !== undefined, peer, ...totals, proof.map(bytes)];
  const finalEpoch = epochAddress(before?.epoch ?? 0);
  return await world.call("rewards_vault", "openChallenge", args, { challenger: challenger.publicKey, finalEpoch });
}

/** The instruction that shows the leaf at `index` of the doubted settlement; `opener` where the challenge is another's. */
export async function proveChallenge(
  world: TestWorld,
  doubted: Settlement,
  index: number,
  challenger: PublicKey,
  treasury: PublicKey,
  opener = challenger,
  given?: readonly Buffer[],
): Promise<TransactionInstruction> {
  const { earned, forfeited, bytes: relayed, tierSince } = doubted.leaves[index];
  const proof = given ?? rootAndProof(doubted.leaves.map(leafHash), index).proof;
  const args = [bn(doubted.epoch), bn(earned), bn(forfeited), bn(relayed), bn(tierSince), proof.map(bytes)];
  const challenge = challengeAddress(doubted.epoch, opener);
  return await world.call("rewards_vault", "proveChallenge", args, { challenger, challenge, treasury });
}

/** The instruction that closes a challenge which was not proven. */
export async function settleChallenge(
  world: TestWorld,
  epoch: number,
  challenger: PublicKey,
  treasury: PublicKey,
): Promise<TransactionInstruction> {
  return await world.call("rewards_vault", "settleChallenge", [bn(epoch)], { challenger, treasury });
}

/** The instruction that pays what is unlocked of the peer's claims. */
export async function release(
  world: TestWorld,
  peer: TestPeer,
  forged: Accounts = {},
): Promise<TransactionInstruction> {
  const { claim: claimAccount, account: peerAccount, tokens: destination } = peer;
  const accounts = { claimAccount, peerAccount, mint: world.mint, destination, ...forged };
  return await world.call("rewards_vault", "release", [], accounts);
}

/** Safeguards of the vault, by name; what a test leaves out is off. */
export interface Safeguards {
  readonly challengeBondLamports?: bigint;
  readonly challengeResponseSeconds?: number;
  readonly unlockDays?: number;
  readonly breakerLimit?: bigint;
  readonly breakerWindowSeconds?: number;
  readonly breakerResetSeconds?: number;
  readonly treasury?: PublicKey;
}

/** The admin's instruction that sets them. */
export async function setSafeguards(world: TestWorld, values: Safeguards): Promise<TransactionInstruction> {
  const admin = world.admin.publicKey;
  const args = [
    bn(values.challengeBondLamports ?? 1n),
    bn(values.challengeResponseSeconds ?? CHALLENGE_WINDOW),
    values.unlockDays ?? 0,
    bn(values.breakerLimit ?? 2n ** 64n - 1n),
    bn(values.breakerWindowSeconds ?? DAY),
    bn(values.breakerResetSeconds ?? 0),
    values.treasury ?? admin,
  ];
  return await world.call("rewards_vault", "setSafeguards", args, { admin, breaker: world.breaker });
}
