import { PROGRAM_IDS, SYSTEM_PROGRAM, TOKEN_PROGRAM } from "./addresses.ts";
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
const vault = derived("vault", [{ text: "vault" }]);
const epochByArg = derived("epoch_account", [{ text: "epoch" }, { arg: "epoch" }]);
const registryConfig = derived("registry_config", [{ text: "config" }], PROGRAM_IDS.registry);
const registryProgram = fixed("registry_program", PROGRAM_IDS.registry);
const token = fixed("token_program", TOKEN_PROGRAM);
const system = fixed("system_program", SYSTEM_PROGRAM);

/** Emission by schedule: roots of cumulative rewards, their finality, and the claims that mint. */
export const REWARDS_VAULT: ProgramItem = {
  name: "rewards_vault",
  address: PROGRAM_IDS.rewardsVault,
  singletons: { CONFIG: "config", VAULT: "vault" },
  families: { EPOCH: "epoch", CLAIM: "claim" },
  instructions: {
    initialize: {
      docs: "Fixes mint, schedule and clock. The mint has 6 decimals, the vault PDA as authority and no freeze authority. Deployer only, once.",
      accounts: [signerWritable("deployer"), asWritable(config), vault, readonlyAccount("mint"), system],
      args: {
        admin: "pubkey",
        submitter: "pubkey",
        /** Names the cluster in every leaf: a root of one cluster pays nowhere else. */
        cluster: "hash",
        first_period_amount: "u64",
        period_seconds: "u64",
        period_count: "u64",
        tail_per_year: "u64",
        pool_total: "u64",
        genesis_unix: "i64",
        epoch_seconds: "u64",
        challenge_window_seconds: "u64",
      },
    },
    submit_epoch: {
      docs: "Stores the root of the next epoch, after its end. `total` is what the epoch adds; cumulative it may not exceed the schedule at the epoch's end.",
      accounts: [signer("submitter"), signerWritable("payer"), asWritable(config), asWritable(epochByArg), system],
      args: { epoch: "u64", root: "hash", total: "u64", leaf_count: "u32" },
    },
    finalize_epoch: {
      docs: "After the challenge window, makes the root of the next epoch in turn final. Anyone may call it.",
      accounts: [asWritable(config), asWritable(epochByArg)],
      args: { epoch: "u64" },
    },
    claim: {
      docs: "Pays earned - forfeited - claimed of the leaf to the associated token account of the peer's wallet. Anyone may submit it; `payer` pays the rent of a first claim. The peer is that of peer_account.",
      accounts: [
        signerWritable("payer"),
        asWritable(config),
        epochByArg,
        writable("claim_account"),
        writable("peer_account"),
        writable("mint"),
        vault,
        writable("destination"),
        registryConfig,
        registryProgram,
        token,
        system,
      ],
      args: { epoch: "u64", earned: "u64", forfeited: "u64", bytes: "u64", tier_since: "i64", proof: "hashes" },
    },
    set_submitter: {
      docs: "Names another submitter. Admin only.",
      accounts: [signer("admin"), asWritable(config)],
      args: { submitter: "pubkey" },
    },
    propose_admin: {
      docs: "First of two steps: the admin names a successor.",
      accounts: [signer("admin"), asWritable(config)],
      args: { new_admin: "pubkey" },
    },
    accept_admin: {
      docs: "Second step: the named successor signs.",
      accounts: [signer("new_admin"), asWritable(config)],
      args: {},
    },
    pause: {
      docs: "Stops (true) or resumes (false) claims; submission and finality go on. Admin only.",
      accounts: [signer("admin"), asWritable(config)],
      args: { paused: "bool" },
    },
    get_epoch: {
      docs: "The epoch's account as return data.",
      accounts: [epochByArg],
      args: { epoch: "u64" },
      returns: "EpochInfo",
    },
    emission_rate: {
      docs: "The running epoch, what the schedule gives it and gives until its end, and what was submitted, as return data.",
      accounts: [config],
      args: {},
      returns: "EmissionInfo",
    },
  },
  accounts: {
    Config: {
      docs: "Parameters and running totals. Times are unix seconds, amounts base units.",
      fields: {
        admin: "pubkey",
        /** All zero: none. */
        pending_admin: "pubkey",
        submitter: "pubkey",
        mint: "pubkey",
        cluster: "hash",
        first_period_amount: "u64",
        period_seconds: "u64",
        period_count: "u64",
        tail_per_year: "u64",
        pool_total: "u64",
        genesis_unix: "i64",
        epoch_seconds: "u64",
        challenge_window_seconds: "u64",
        /** Epochs submitted: the number of the next one. */
        epoch_count: "u64",
        /** Epochs finalised: the latest final one is this minus 1. */
        finalized_count: "u64",
        submitted_total: "u64",
        finalized_total: "u64",
        claimed_total: "u64",
        paused: "bool",
        vault_bump: "u8",
        bump: "u8",
      },
    },
    Epoch: {
      docs: 'One settlement, at ["epoch", u64le]. Kept: they are the history.',
      fields: {
        epoch: "u64",
        root: "hash",
        total: "u64",
        cumulative_total: "u64",
        leaf_count: "u32",
        submitted_at: "i64",
        /** 0 until final. */
        finalized_at: "i64",
        /** 1 submitted, 2 final. */
        status: "u8",
        bump: "u8",
      },
    },
    Claim: {
      docs: 'What one peer was paid, at ["claim", peer], and the leaf of its last claim.',
      fields: {
        peer: "pubkey",
        claimed: "u64",
        earned: "u64",
        forfeited: "u64",
        bytes: "u64",
        tier_since: "i64",
        last_epoch: "u64",
        /** The registry nonce for which `destination_bump` holds: spares the address search of later claims. */
        wallet_nonce: "u64",
        destination_bump: "u8",
        bump: "u8",
      },
    },
  },
  events: {
    VaultInitialized: {
      docs: "Emission began.",
      fields: { admin: "pubkey", submitter: "pubkey", mint: "pubkey", genesis_unix: "i64" },
    },
    EpochSubmitted: {
      docs: "A root was stored.",
      fields: { epoch: "u64", root: "hash", total: "u64", cumulative_total: "u64", leaf_count: "u32" },
    },
    EpochFinalized: { docs: "A root is final.", fields: { epoch: "u64", root: "hash", cumulative_total: "u64" } },
    Claimed: {
      docs: "LANTERN was minted.",
      fields: {
        peer: "pubkey",
        wallet: "pubkey",
        epoch: "u64",
        amount: "u64",
        claimed: "u64",
        bytes: "u64",
        tier_since: "i64",
      },
    },
    SubmitterSet: { docs: "Another key submits roots.", fields: { submitter: "pubkey" } },
    AdminProposed: { docs: "A successor was named.", fields: { admin: "pubkey", new_admin: "pubkey" } },
    AdminAccepted: { docs: "The successor took over.", fields: { admin: "pubkey" } },
    PauseSet: { docs: "Claims stopped or resumed.", fields: { paused: "bool" } },
  },
  structs: {
    EpochInfo: {
      docs: "Return data of get_epoch.",
      fields: {
        epoch: "u64",
        root: "hash",
        total: "u64",
        cumulative_total: "u64",
        leaf_count: "u32",
        submitted_at: "i64",
        finalized_at: "i64",
        status: "u8",
        bump: "u8",
      },
    },
    EmissionInfo: {
      docs: "Return data of emission_rate: epoch of now, its schedule, the schedule until its end, and what was submitted so far.",
      fields: { epoch: "u64", scheduled: "u64", scheduled_total: "u64", submitted_total: "u64", decimals: "u8" },
    },
  },
};
