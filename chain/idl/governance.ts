import { PROGRAM_IDS, SYSTEM_PROGRAM, TOKEN_PROGRAM } from "./addresses.ts";
import { GOVERNANCE_EVENTS } from "./governance-events.ts";
import {
  asWritable,
  derived,
  fixed,
  type ProgramItem,
  readonlyAccount,
  signer,
  signerWritable,
  writable,
} from "./shape.ts";

const config = derived("config", [{ text: "config" }]);
const params = derived("params", [{ text: "params" }]);
const depositVault = asWritable(derived("deposit_vault", [{ text: "deposits" }]));
const deposit = derived("deposit_account", [{ text: "deposit" }, { account: "voter" }]);
const reputation = derived("reputation_account", [{ text: "reputation" }, { account: "voter" }]);
const proposal = asWritable(derived("proposal", [{ text: "proposal" }, { arg: "id" }]));
const vote = asWritable(derived("vote_account", [{ text: "vote" }, { arg: "id" }, { account: "voter" }]));
const peerVote = asWritable(derived("vote_account", [{ text: "peer_vote" }, { arg: "id" }, { account: "peer" }]));
const stakingPool = derived("staking_pool", [{ text: "pool" }], PROGRAM_IDS.staking);
const stakeAccount = derived("stake_account", [{ text: "stake" }, { account: "peer" }], PROGRAM_IDS.staking);
const peerAccount = derived("peer_account", [{ text: "peer" }, { account: "peer" }], PROGRAM_IDS.registry);
const oracleVerifiers = asWritable(derived("oracle_verifiers", [{ text: "verifiers" }], PROGRAM_IDS.oracle));
const oracleProgram = fixed("oracle_program", PROGRAM_IDS.oracle);
const token = fixed("token_program", TOKEN_PROGRAM);
const system = fixed("system_program", SYSTEM_PROGRAM);

/** Parameters within bounds, and the proposals, votes and time lock that alone can change them. */
export const GOVERNANCE: ProgramItem = {
  name: "governance",
  address: PROGRAM_IDS.governance,
  singletons: { CONFIG: "config", PARAMS: "params", DEPOSIT_VAULT: "deposits" },
  families: {
    DEPOSIT: "deposit",
    REPUTATION: "reputation",
    PROPOSAL: "proposal",
    VOTE: "vote",
    PEER_VOTE: "peer_vote",
  },
  instructions: {
    initialize: {
      docs: "Creates config, empty parameter table and deposit vault. mode 0: votes weigh tokens, 1: reputation. threshold and quorum are in the mode's weight. Deployer only, once.",
      accounts: [
        signerWritable("deployer"),
        asWritable(config),
        asWritable(params),
        depositVault,
        readonlyAccount("mint"),
        token,
        system,
      ],
      args: {
        mode: "u8",
        voting_seconds: "u64",
        time_lock_seconds: "u64",
        proposal_threshold: "u64",
        quorum: "u64",
        /** Writes scores; all zero where no reputation is kept. */
        reputation_authority: "pubkey",
        /** Least score that counts, mode 1. */
        reputation_min: "u64",
      },
    },
    define_param: {
      docs: "Appends parameter `id` (its number in the list) with value and bounds. Deployer only, until seal_params.",
      accounts: [signer("deployer"), config, asWritable(params)],
      args: { id: "u8", value: "u64", min: "u64", max: "u64" },
    },
    seal_params: {
      docs: "Ends the set-up: from now only executed proposals change a value, and nothing changes a bound. Deployer only.",
      accounts: [signer("deployer"), asWritable(config), params],
      args: {},
    },
    deposit: {
      docs: "Moves `amount` from `source` (of the voter, who signs) into the deposit vault, where it weighs.",
      accounts: [
        signer("voter"),
        signerWritable("payer"),
        asWritable(config),
        asWritable(deposit),
        writable("source"),
        depositVault,
        token,
        system,
      ],
      args: { amount: "u64" },
    },
    withdraw: {
      docs: "Returns `amount` of the deposit, once every vote that it weighed in has ended.",
      accounts: [
        signer("voter"),
        asWritable(config),
        asWritable(deposit),
        writable("destination"),
        depositVault,
        token,
      ],
      args: { amount: "u64" },
    },
    set_reputation: {
      docs: "Writes a voter's score. Reputation authority only.",
      accounts: [
        signer("reputation_authority"),
        signerWritable("payer"),
        readonlyAccount("voter"),
        config,
        asWritable(reputation),
        system,
      ],
      args: { score: "u64" },
    },
    propose: {
      docs: "Opens the vote on up to eight parameter changes, or (without any) on a verifier set. `standing` is the proposer's deposit account (mode 0; locked until the vote ends) or reputation account (mode 1), at or above the threshold.",
      accounts: [
        signer("proposer"),
        signerWritable("payer"),
        asWritable(config),
        params,
        writable("standing"),
        proposal,
        system,
      ],
      args: {
        id: "u64",
        /** SHA-256 of the proposal's text. */
        text_hash: "hash",
        change_count: "u8",
        change_ids: "u8x8",
        change_values: "u64x8",
        /** SHA-256 of fault limit and keys of the verifier set; all zero where parameters change. */
        verifiers_hash: "hash",
      },
    },
    vote: {
      docs: "Votes once with all that the voter has deposited, which stays until the vote ends. Mode 0.",
      accounts: [signer("voter"), signerWritable("payer"), config, asWritable(deposit), proposal, vote, system],
      args: { id: "u64", support: "bool" },
    },
    vote_with_stake: {
      docs: "Votes once a peer with its active stake; the peer's wallet signs. The cooldown of staking must outlast the vote. Mode 0.",
      accounts: [
        signer("voter"),
        signerWritable("payer"),
        config,
        readonlyAccount("peer"),
        peerAccount,
        stakeAccount,
        stakingPool,
        proposal,
        peerVote,
        system,
      ],
      args: { id: "u64", support: "bool" },
    },
    vote_with_reputation: {
      docs: "Votes once with the voter's score, if it reaches the least that counts. Mode 1.",
      accounts: [signer("voter"), signerWritable("payer"), config, reputation, proposal, vote, system],
      args: { id: "u64", support: "bool" },
    },
    queue: {
      docs: "After the vote: with quorum and more for than against the time lock begins, else the proposal is rejected. Anyone may submit it.",
      accounts: [config, proposal],
      args: { id: "u64" },
    },
    execute: {
      docs: "After the time lock, changes the parameters. Anyone may submit it.",
      accounts: [asWritable(params), proposal],
      args: { id: "u64" },
    },
    execute_verifiers: {
      docs: "After the time lock, gives the oracle the verifier set that was voted for. Governance must be the oracle's admin. Anyone may submit it.",
      accounts: [config, proposal, oracleVerifiers, oracleProgram],
      args: { id: "u64", fault_limit: "u8", keys: "hashes" },
    },
    accept_oracle: {
      docs: "Accepts the oracle's administration once its admin has named this program's config. Anyone may submit it.",
      accounts: [config, oracleVerifiers, oracleProgram],
      args: {},
    },
    cancel: {
      docs: "Withdraws a proposal while its vote is open. Proposer only.",
      accounts: [signer("proposer"), proposal],
      args: { id: "u64" },
    },
  },
  accounts: {
    Config: {
      docs: "How proposals become decisions. Amounts are base units, or scores in mode 1.",
      fields: {
        mint: "pubkey",
        mode: "u8",
        sealed: "bool",
        voting_seconds: "u64",
        time_lock_seconds: "u64",
        proposal_threshold: "u64",
        quorum: "u64",
        reputation_authority: "pubkey",
        reputation_min: "u64",
        /** Number of the next proposal. */
        proposal_count: "u64",
        /** Equals the deposit vault's balance, less what strangers sent there. */
        deposited_total: "u64",
        bump: "u8",
      },
    },
    Params: {
      docs: "Every governable parameter, by its number in chain/clients/governed-params.ts. Seconds, base units, basis points.",
      fields: {
        param_count: "u8",
        /** Rises with each executed proposal. */
        version: "u64",
        values: "u64x64",
        mins: "u64x64",
        maxs: "u64x64",
        /** The version that last changed each. */
        changed_in: "u64x64",
        bump: "u8",
      },
    },
    Deposit: {
      docs: 'One voter\'s tokens, at ["deposit", voter].',
      fields: {
        voter: "pubkey",
        amount: "u64",
        /** Unix seconds: end of the latest vote that it weighed in. */
        locked_until: "i64",
        bump: "u8",
      },
    },
    Reputation: {
      docs: 'One voter\'s score, at ["reputation", voter].',
      fields: { voter: "pubkey", score: "u64", updated_at: "i64", bump: "u8" },
    },
    Proposal: {
      docs: 'At ["proposal", u64le]. Kept: they are the history. Times are unix seconds.',
      fields: {
        id: "u64",
        proposer: "pubkey",
        text_hash: "hash",
        change_count: "u8",
        change_ids: "u8x8",
        change_values: "u64x8",
        /** All zero where parameters change. */
        verifiers_hash: "hash",
        created_at: "i64",
        voting_ends_at: "i64",
        /** 0 until queued. */
        executable_at: "i64",
        votes_for: "u64",
        votes_against: "u64",
        /** 1 voting, 2 queued, 3 rejected, 4 executed, 5 cancelled. */
        status: "u8",
        bump: "u8",
      },
    },
    Vote: {
      docs: 'At ["vote", u64le, voter] or ["peer_vote", u64le, peer]: its existence is what stops a second one.',
      fields: {
        proposal: "u64",
        voter: "pubkey",
        /** Where the weight is from: voter or peer. */
        subject: "pubkey",
        weight: "u64",
        support: "bool",
        /** 0 deposit, 1 stake, 2 reputation. */
        source: "u8",
        voted_at: "i64",
        bump: "u8",
      },
    },
  },
  events: GOVERNANCE_EVENTS,
  structs: {},
};
