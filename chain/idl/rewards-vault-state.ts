import { HAND_OVER_EVENTS, HAND_OVER_FIELDS } from "./hand-over.ts";
import type { StructItem } from "./shape.ts";

/** Accounts of the rewards vault. */
export const VAULT_ACCOUNTS: Readonly<Record<string, StructItem>> = {
  Config: {
    docs: "Parameters and running totals. Times are unix seconds, amounts base units.",
    fields: {
      ...HAND_OVER_FIELDS,
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
      /** Minted by claims and releases. */
      claimed_total: "u64",
      /** Claimed and locked, not minted yet. */
      locked_total: "u64",
      /** Slashed stake that was burned to be emitted again. */
      recycled_total: "u64",
      /** Receives forfeited bonds. */
      treasury: "pubkey",
      challenge_bond_lamports: "u64",
      challenge_response_seconds: "u64",
      /** Verifier set that must have decided a root, at least; 0: none. */
      oracle_version: "u64",
      pending_oracle_version: "u64",
      /** When the pending version may be accepted, unix seconds; 0 without a proposal. */
      oracle_ripe_at: "i64",
      /** Whole days that a claim stays locked: 0 or 7. */
      unlock_days: "u8",
      genesis_minted: "bool",
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
      /** Not final before; 0 without a challenge. */
      challenged_until: "i64",
      /** 1 submitted, 2 final, 3 void. */
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
      /** Locked by claims, one bucket a day since genesis (day modulo 8). */
      locked: "u64x8",
      /** Day up to which the buckets are sorted out. */
      locked_day: "u64",
      /** Unlocked and not paid yet. */
      unlocked: "u64",
      /** The registry nonce for which `destination_bump` holds: spares the address search of later claims. */
      wallet_nonce: "u64",
      destination_bump: "u8",
      bump: "u8",
    },
  },
  Breaker: {
    docs: 'What was minted lately, at ["breaker", mint]. Eight buckets of a seventh of the window each, so that they always cover it.',
    fields: {
      mint: "pubkey",
      limit: "u64",
      window_seconds: "u64",
      reset_seconds: "u64",
      minted: "u64x8",
      /** Number of the newest bucket: unix time by a seventh of the window. */
      newest: "u64",
      tripped: "bool",
      /** Earliest reset once tripped, unix seconds. */
      reset_at: "i64",
      bump: "u8",
    },
  },
  Challenge: {
    docs: 'A doubted root and what a peer had before it, at ["challenge", u64le, challenger]. Holds the bond; gone when settled.',
    fields: {
      epoch: "u64",
      challenger: "pubkey",
      root: "hash",
      submitted_at: "i64",
      peer: "pubkey",
      earned: "u64",
      forfeited: "u64",
      bytes: "u64",
      tier_since: "i64",
      bond_lamports: "u64",
      deadline: "i64",
      bump: "u8",
    },
  },
};

/** Events of the rewards vault. */
export const VAULT_EVENTS: Readonly<Record<string, StructItem>> = {
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
  ClaimLocked: {
    docs: "A claim was locked (amount), or lost what a slash forfeited, or only took note of the latest root.",
    fields: { peer: "pubkey", epoch: "u64", amount: "u64", forfeited: "u64", locked: "u64" },
  },
  Released: {
    docs: "Unlocked LANTERN was minted.",
    fields: { peer: "pubkey", wallet: "pubkey", amount: "u64", claimed: "u64" },
  },
  BreakerOpened: {
    docs: "The breaker tripped: no claim pays until its reset.",
    fields: { amount: "u64", reset_at: "i64" },
  },
  BreakerReset: { docs: "Claims pay again.", fields: { admin: "pubkey" } },
  ChallengeOpened: {
    docs: "A root is doubted.",
    fields: { epoch: "u64", challenger: "pubkey", peer: "pubkey", bond_lamports: "u64", deadline: "i64" },
  },
  RootVoided: { docs: "A challenge was proven.", fields: { epoch: "u64", root: "hash", challenger: "pubkey" } },
  ChallengeSettled: {
    docs: "A challenge ended without proof.",
    fields: { epoch: "u64", challenger: "pubkey", forfeited_lamports: "u64" },
  },
  GenesisAllocated: { docs: "The shares that are no peer's reward were minted.", fields: { amount: "u64" } },
  Recycled: {
    docs: "Slashed stake was burned to be emitted again.",
    fields: { amount: "u64", recycled_total: "u64" },
  },
  SafeguardsSet: {
    docs: "Bond, unlock or breaker changed.",
    fields: {
      challenge_bond_lamports: "u64",
      challenge_response_seconds: "u64",
      unlock_days: "u8",
      breaker_limit: "u64",
      breaker_window_seconds: "u64",
      breaker_reset_seconds: "u64",
      treasury: "pubkey",
    },
  },
  OracleProposed: {
    docs: "Roots shall need another verifier set's decision, or (version 0) none.",
    fields: { version: "u64", ripe_at: "i64" },
  },
  OracleBound: { docs: "They do.", fields: { version: "u64" } },
  SubmitterSet: { docs: "Another key submits roots.", fields: { submitter: "pubkey" } },
  ...HAND_OVER_EVENTS,
  PauseSet: { docs: "Claims stopped or resumed.", fields: { paused: "bool" } },
};

/** Return values of the rewards vault. */
export const VAULT_STRUCTS: Readonly<Record<string, StructItem>> = {
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
      challenged_until: "i64",
      status: "u8",
      bump: "u8",
    },
  },
  EmissionInfo: {
    docs: "Return data of emission_rate: epoch of now, its schedule, the schedule until its end, and what was submitted so far.",
    fields: { epoch: "u64", scheduled: "u64", scheduled_total: "u64", submitted_total: "u64", decimals: "u8" },
  },
};
