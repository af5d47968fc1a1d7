import { createHash } from "node:crypto";
import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { assert } from "../../base/assert.ts";
import type { ProtocolParams } from "../../protocol/params.ts";
import { DerivedAddresses, u64Seed } from "./derived-addresses.ts";
import { GOVERNED_PARAMS, governedValue, withGovernedValues } from "./governed-params.ts";
import { IdlCoder } from "./idl-coder.ts";
import type { OracleClient } from "./oracle.ts";
import { GOVERNANCE_IDL } from "./programs.ts";
import type { RegistryClient } from "./registry.ts";
import type { StakingClient } from "./staking.ts";

const NO_SET = new Uint8Array(32);
/** Room in the account's lists and in a proposal's. */
const CHANGES_MAX = 8;

/** Every governed parameter, by its number in `GOVERNED_PARAMS`. */
export interface GovernedTable {
  /** Rises with each executed proposal. */
  readonly version: bigint;
  readonly values: readonly bigint[];
  readonly mins: readonly bigint[];
  readonly maxs: readonly bigint[];
  /** The version that last changed each. */
  readonly changedIn: readonly bigint[];
}

export const PROPOSAL_STATUS = { voting: 1, queued: 2, rejected: 3, executed: 4, cancelled: 5 } as const;

/** Times are unix seconds, votes base units (or scores). */
export interface GovernanceProposal {
  readonly id: bigint;
  readonly proposer: PublicKey;
  readonly changes: readonly ParamChange[];
  readonly votingEndsAt: bigint;
  /** 0 until queued. */
  readonly executableAt: bigint;
  readonly votesFor: bigint;
  readonly votesAgainst: bigint;
  readonly status: number;
}

/** Parameter number and its value on chain. */
export interface ParamChange {
  readonly id: number;
  readonly value: bigint;
}

export interface GovernanceInitialization {
  /** 0 tokens, 1 reputation. */
  readonly mode: number;
  readonly votingSeconds: bigint;
  readonly timeLockSeconds: bigint;
  readonly proposalThreshold: bigint;
  readonly quorum: bigint;
  readonly reputationAuthority: PublicKey;
  readonly reputationMin: bigint;
}

/** A verifier set to be voted on. */
export interface VerifierSetChoice {
  readonly faultLimit: number;
  readonly keys: readonly PublicKey[];
}

/** What a proposal names the set by: SHA-256 of fault limit and keys. */
export function verifierSetHash({ faultLimit, keys }: VerifierSetChoice): Uint8Array {
  const digest = createHash("sha256").update(Uint8Array.of(faultLimit));
  for (const key of keys) digest.update(key.toBytes());
  return digest.digest();
}

/** Addresses, instructions and accounts of the governance program. `payer` pays rent; who decides signs as `voter` or `proposer`. */
export class GovernanceClient {
  readonly coder = new IdlCoder(GOVERNANCE_IDL);
  readonly programId = this.coder.programId;
  private readonly addresses = new DerivedAddresses(this.programId);
  private readonly registry: RegistryClient;
  private readonly staking: StakingClient;
  readonly config = this.addresses.address("config");
  readonly params = this.addresses.address("params");
  readonly depositVault = this.addresses.address("deposits");

  constructor(registry: RegistryClient, staking: StakingClient) {
    this.registry = registry;
    this.staking = staking;
  }

  depositAddress(voter: PublicKey): PublicKey {
    return this.addresses.address("deposit", voter.toBytes());
  }

  reputationAddress(voter: PublicKey): PublicKey {
    return this.addresses.address("reputation", voter.toBytes());
  }

  proposalAddress(id: number): PublicKey {
    return this.addresses.address("proposal", u64Seed(id));
  }

  /** The set-up's instructions, signed by the deployer: initialise, define every governed parameter as in `params`, seal. */
  setUp(
    deployer: PublicKey,
    mint: PublicKey,
    values: GovernanceInitialization,
    params: ProtocolParams,
  ): TransactionInstruction[] {
    const { config, params: table, depositVault } = this;
    const initialize = { deployer, config, params: table, deposit_vault: depositVault, mint };
    return [
      this.coder.instruction("initialize", initialize, { ...values }),
      ...GOVERNED_PARAMS.map((path) =>
        this.coder.instruction("define_param", { deployer, config, params: table }, { ...governedValue(path, params) }),
      ),
      this.coder.instruction("seal_params", { deployer, config, params: table }, {}),
    ];
  }

  deposit(payer: PublicKey, voter: PublicKey, source: PublicKey, amount: bigint): TransactionInstruction {
    return this.coder.instruction("deposit", { payer, source, ...this.depositAccounts(voter) }, { amount });
  }

  withdraw(voter: PublicKey, destination: PublicKey, amount: bigint): TransactionInstruction {
    return this.coder.instruction("withdraw", { destination, ...this.depositAccounts(voter) }, { amount });
  }

  /** Signed by the reputation authority. */
  setReputation(authority: PublicKey, payer: PublicKey, voter: PublicKey, score: bigint): TransactionInstruction {
    const accounts = { reputation_authority: authority, payer, voter, config: this.config };
    const reputation = { reputation_account: this.reputationAddress(voter) };
    return this.coder.instruction("set_reputation", { ...accounts, ...reputation }, { score });
  }

  /** `textHash`: 32 bytes; one to eight changes, or a verifier set. */
  propose(
    payer: PublicKey,
    proposer: PublicKey,
    proposal: {
      readonly id: number;
      readonly textHash: Uint8Array;
      readonly changes: readonly ParamChange[];
      /** `verifierSetHash` of the set to vote on; then there are no changes. */
      readonly verifiersHash?: Uint8Array;
      /** What the proposer has to show; by default its deposit, in reputation mode `reputationAddress`. */
      readonly standing?: PublicKey;
    },
  ): TransactionInstruction {
    const { id, textHash, changes, verifiersHash = NO_SET } = proposal;
    assert(changes.length <= CHANGES_MAX, "a proposal makes at most eight changes");
    const padded = Array.from({ length: CHANGES_MAX }, (_, at) => changes[at] ?? { id: 0, value: 0n });
    const args = {
      id: BigInt(id),
      textHash,
      changeCount: changes.length,
      changeIds: Uint8Array.from(padded, (change) => change.id),
      changeValues: padded.map(({ value }) => value),
      verifiersHash,
    };
    const standing = proposal.standing ?? this.depositAddress(proposer);
    const accounts = { proposer, payer, standing, config: this.config, params: this.params };
    return this.coder.instruction("propose", { ...accounts, proposal: this.proposalAddress(id) }, args);
  }

  vote(payer: PublicKey, voter: PublicKey, id: number, support: boolean): TransactionInstruction {
    const accounts = { ...this.ballotOf(payer, voter, id), deposit_account: this.depositAddress(voter) };
    return this.coder.instruction("vote", accounts, { id: BigInt(id), support });
  }

  /** `wallet` signs for the peer's stake. */
  voteWithStake(
    payer: PublicKey,
    wallet: PublicKey,
    peer: PublicKey,
    ballot: { readonly id: number; readonly support: boolean },
  ): TransactionInstruction {
    const { id, support } = ballot;
    const accounts = {
      voter: wallet,
      payer,
      config: this.config,
      peer,
      peer_account: this.registry.peerAddress(peer),
      stake_account: this.staking.stakeAddress(peer),
      staking_pool: this.staking.pool,
      proposal: this.proposalAddress(id),
      vote_account: this.addresses.address("peer_vote", u64Seed(id), peer.toBytes()),
    };
    return this.coder.instruction("vote_with_stake", accounts, { id: BigInt(id), support });
  }

  voteWithReputation(payer: PublicKey, voter: PublicKey, id: number, support: boolean): TransactionInstruction {
    const accounts = { ...this.ballotOf(payer, voter, id), reputation_account: this.reputationAddress(voter) };
    return this.coder.instruction("vote_with_reputation", accounts, { id: BigInt(id), support });
  }

  /** Accounts of a vote by a holder, whatever it weighs by. */
  private ballotOf(payer: PublicKey, voter: PublicKey, id: number): Readonly<Record<string, PublicKey>> {
    return {
      voter,
      payer,
      config: this.config,
      proposal: this.proposalAddress(id),
      vote_account: this.addresses.address("vote", u64Seed(id), voter.toBytes()),
    };
  }

  queue(id: number): TransactionInstruction {
    const accounts = { config: this.config, proposal: this.proposalAddress(id) };
    return this.coder.instruction("queue", accounts, { id: BigInt(id) });
  }

  execute(id: number): TransactionInstruction {
    const accounts = { params: this.params, proposal: this.proposalAddress(id) };
    return this.coder.instruction("execute", accounts, { id: BigInt(id) });
  }

  /** Gives the oracle the set that was voted for. */
  executeVerifiers(id: number, oracle: OracleClient, set: VerifierSetChoice): TransactionInstruction {
    const accounts = { config: this.config, proposal: this.proposalAddress(id), oracle_verifiers: oracle.verifiers };
    const keys = set.keys.map((key) => key.toBytes());
    return this.coder.instruction("execute_verifiers", accounts, { id: BigInt(id), faultLimit: set.faultLimit, keys });
  }

  cancel(proposer: PublicKey, id: number): TransactionInstruction {
    return this.coder.instruction("cancel", { proposer, proposal: this.proposalAddress(id) }, { id: BigInt(id) });
  }

  /** The account at `params`: every governed parameter with its bounds. */
  decodeParams(data: Uint8Array): GovernedTable {
    const { paramCount, ...table } = this.coder.decode("Params", data) as unknown as GovernedTable & {
      readonly paramCount: number;
    };
    const { version, values, mins, maxs, changedIn } = table;
    const live = (list: readonly bigint[]) => list.slice(0, paramCount);
    return { version, values: live(values), mins: live(mins), maxs: live(maxs), changedIn: live(changedIn) };
  }

  /** `base` with the values that the account at `params` holds: what the twin reads at the start of each epoch. */
  protocolParams(data: Uint8Array, base: ProtocolParams): ProtocolParams {
    return withGovernedValues(base, this.decodeParams(data).values);
  }

  decodeProposal(data: Uint8Array): GovernanceProposal {
    const { changeCount, changeIds, changeValues, ...proposal } = this.coder.decode(
      "Proposal",
      data,
    ) as unknown as Omit<GovernanceProposal, "changes"> & {
      readonly changeCount: number;
      readonly changeIds: Uint8Array;
      readonly changeValues: readonly bigint[];
    };
    const { id, proposer, votingEndsAt, executableAt, votesFor, votesAgainst, status } = proposal;
    const changes = changeValues.slice(0, changeCount).map((value, at) => ({ id: changeIds[at] as number, value }));
    return { id, proposer, changes, votingEndsAt, executableAt, votesFor, votesAgainst, status };
  }

  private depositAccounts(voter: PublicKey) {
    const deposit = this.depositAddress(voter);
    return { voter, config: this.config, deposit_account: deposit, deposit_vault: this.depositVault };
  }
}
