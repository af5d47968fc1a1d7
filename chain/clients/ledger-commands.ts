import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { assert, assertNever } from "../../base/assert.ts";
import { TwinError } from "../../base/errors.ts";
import { US_PER_S } from "../../base/units.ts";
import type { LedgerCode, LedgerCommand, LedgerOutcome, RewardLeaf } from "../../protocol/ledger.ts";
import type { TransactionRequest, TransactionResult } from "../backends/backend.ts";
import type { ProgramClients } from "../backends/deployment.ts";
import type { ChainSigner } from "../backends/signer.ts";
import type { PeerBook } from "./peer-book.ts";
import type { ClaimLeaf } from "./rewards-vault.ts";
import { createTokenAccountInstruction } from "./token.ts";

/** Who signs and pays for the ledger's commands. */
export interface Signatories {
  /** Pays fees and rent for peers, who start without SOL. */
  readonly sponsor: ChainSigner;
  /** Submitter of roots and slash authority. */
  readonly operator: ChainSigner;
  readonly peers: PeerBook;
  /** Unix time of `atUs` = 0. */
  readonly genesisUnixSeconds: number;
}

/** The transaction that carries out a command. `decision`: the oracle's of the epoch, where the vault asks for it. */
export function commandRequest(
  command: LedgerCommand,
  clients: ProgramClients,
  signatories: Signatories,
  decision?: PublicKey,
): TransactionRequest {
  const { registry, staking, vault } = clients;
  const { sponsor, operator, peers } = signatories;
  switch (command.kind) {
    case "register": {
      const { publicKey, signer } = peers.get(command.peerId);
      const tokens = createTokenAccountInstruction(sponsor.publicKey, publicKey);
      const register = registry.register(sponsor.publicKey, publicKey, publicKey);
      return { instructions: [tokens, register], feePayer: sponsor, signers: [signer()] };
    }
    case "stake": {
      const { signer } = peers.get(command.peerId);
      return {
        instructions: [stakeInstruction(command, staking, signatories)],
        feePayer: sponsor,
        signers: [signer()],
      };
    }
    case "request-unstake": {
      const { publicKey, signer } = peers.get(command.peerId);
      const request = staking.requestUnstake(publicKey, publicKey, BigInt(command.amountBase));
      return { instructions: [request], feePayer: sponsor, signers: [signer()] };
    }
    case "unstake": {
      const { publicKey, tokens, signer } = peers.get(command.peerId);
      return { instructions: [staking.unstake(publicKey, publicKey, tokens)], feePayer: sponsor, signers: [signer()] };
    }
    case "submit-epoch": {
      const { epoch, root, totalBase, leafCount } = command;
      const rootBytes = Buffer.from(root, "hex");
      const key = operator.publicKey;
      const submit = vault.submitEpoch(key, key, epoch, rootBytes, BigInt(totalBase), leafCount, decision);
      return { instructions: [submit], feePayer: operator, signers: [] };
    }
    case "finalize-epoch":
      return { instructions: [vault.finalizeEpoch(command.epoch)], feePayer: operator, signers: [] };
    case "claim": {
      const { publicKey, tokens } = peers.get(command.leaf.peerId);
      const leaf = claimLeaf(command.leaf, signatories.genesisUnixSeconds);
      const proof = proofNodes(command.proof);
      const claim = vault.claim(sponsor.publicKey, publicKey, tokens, leaf, proof);
      return { instructions: [claim], feePayer: sponsor, signers: [] };
    }
    case "slash": {
      const { publicKey } = peers.get(command.peerId);
      const evidence = Buffer.from(command.evidenceHash, "hex");
      const key = operator.publicKey;
      const slash = staking.slash(key, key, publicKey, evidence, BigInt(command.amountBase));
      return { instructions: [slash], feePayer: operator, signers: [] };
    }
    default:
      return assertNever(command);
  }
}

function stakeInstruction(
  { peerId, amountBase, stakeBeforeBase }: LedgerCommand & { kind: "stake" },
  staking: ProgramClients["staking"],
  { sponsor, peers }: Signatories,
): TransactionInstruction {
  const { publicKey, tokens } = peers.get(peerId);
  const [payer, amount] = [sponsor.publicKey, BigInt(amountBase)];
  if (stakeBeforeBase === undefined) return staking.stake(payer, publicKey, publicKey, tokens, amount);
  const stakedBefore = BigInt(stakeBeforeBase);
  return staking.stakeOnce(payer, publicKey, publicKey, tokens, { amount, stakedBefore });
}

const NODE_BYTES = 32;

/** The proof's nodes as bytes, out of one pass over its hex digits. Asserts that each is a whole node. */
function proofNodes(proof: readonly string[]): readonly Uint8Array[] {
  for (const node of proof) assert(node.length === 2 * NODE_BYTES, "a node of a proof is 32 bytes in hex");
  const bytes = Buffer.from(proof.join(""), "hex");
  assert(bytes.length === proof.length * NODE_BYTES, "a proof is written in hex digits");
  return proof.map((_, index) => bytes.subarray(index * NODE_BYTES, (index + 1) * NODE_BYTES));
}

function claimLeaf(leaf: RewardLeaf, genesisUnixSeconds: number): ClaimLeaf {
  return {
    epoch: leaf.epoch,
    earned: BigInt(leaf.earnedBase),
    forfeited: BigInt(leaf.forfeitedBase),
    bytes: BigInt(leaf.bytes),
    tierSince: BigInt(genesisUnixSeconds + leaf.tierSinceUs / US_PER_S),
  };
}

/** Where a done command's amount stands: event and field; the others move none. */
const AMOUNTS: Readonly<Partial<Record<LedgerCommand["kind"], readonly [event: string, field: string]>>> = {
  stake: ["Staked", "amount"],
  "request-unstake": ["UnstakeRequested", "amount"],
  unstake: ["Unstaked", "amount"],
  "submit-epoch": ["EpochSubmitted", "total"],
  claim: ["Claimed", "amount"],
  slash: ["Slashed", "amount"],
};

const LEDGER_CODES: ReadonlySet<string> = new Set<LedgerCode>([
  "AlreadyRegistered",
  "NotRegistered",
  "InsufficientFunds",
  "InsufficientStake",
  "StakeMoved",
  "Locked",
  "NothingToUnstake",
  "EpochOutOfOrder",
  "EmissionExceeded",
  "NotFinal",
  "StaleRoot",
  "InvalidProof",
  "ProofTooLong",
  "CumulativeRegressed",
  "NothingToClaim",
  "ExceedsTotal",
  "AlreadySlashed",
  "RootFinal",
  "ArithmeticError",
  "Unauthorized",
]);

function isLedgerCode(code: string): code is LedgerCode {
  return LEDGER_CODES.has(code);
}

/** What the ledger calls it when an account is not there: nothing staked is no stake, a root never submitted is not final. */
const ABSENCES: Readonly<Partial<Record<LedgerCommand["kind"], LedgerCode>>> = {
  "request-unstake": "InsufficientStake",
  unstake: "NothingToUnstake",
  "finalize-epoch": "EpochOutOfOrder",
  claim: "NotFinal",
};

function ledgerCode(command: LedgerCommand, code: string): LedgerCode | undefined {
  if (code === "AccountNotInitialized") return ABSENCES[command.kind];
  // A proof that no packet carries is refused before the program can call it too long.
  if (code === "TransactionTooLarge" && command.kind === "claim") return "ProofTooLong";
  return isLedgerCode(code) ? code : undefined;
}

/**
 * What a transaction's result means to the ledger.
 * @throws TwinError CHAIN_UNEXPECTED_RESULT where it failed for a reason that is none of the ledger's (no funds for the fee, a
 * malformed account), or succeeded without its event
 */
export function commandOutcome(command: LedgerCommand, result: TransactionResult): LedgerOutcome {
  if (result.error !== undefined) {
    const { code: name, detail } = result.error;
    const code = ledgerCode(command, name);
    if (code === undefined) throw unexpected(command, `${name}: ${detail}`, result);
    return { kind: "rejected", code, detail };
  }
  const source = AMOUNTS[command.kind];
  if (source === undefined) return { kind: "done", amountBase: 0 };
  const amount = result.events.find(({ name }) => name === source[0])?.data[source[1]];
  if (typeof amount !== "bigint") throw unexpected(command, `no event ${source[0]}`, result);
  return { kind: "done", amountBase: Number(amount) };
}

function unexpected(command: LedgerCommand, problem: string, result: TransactionResult): TwinError {
  const cause = new Error(result.logs.join("\n"));
  return new TwinError(
    "CHAIN_UNEXPECTED_RESULT",
    `${command.kind} on chain: ${problem}`,
    { value: command },
    { cause },
  );
}
