import type { StructItem } from "./shape.ts";

/** What governance tells the outside, one event a state change. */
export const GOVERNANCE_EVENTS: Readonly<Record<string, StructItem>> = {
  GovernanceInitialized: {
    docs: "Parameters can be defined.",
    fields: { mint: "pubkey", mode: "u8", voting_seconds: "u64", time_lock_seconds: "u64", quorum: "u64" },
  },
  ParamDefined: { docs: "A parameter and its bounds.", fields: { id: "u8", value: "u64", min: "u64", max: "u64" } },
  ParamsSealed: { docs: "The set-up ended.", fields: { param_count: "u8" } },
  Deposited: { docs: "Voting tokens came in.", fields: { voter: "pubkey", amount: "u64", deposit_amount: "u64" } },
  Withdrawn: { docs: "Voting tokens left.", fields: { voter: "pubkey", amount: "u64", deposit_amount: "u64" } },
  ReputationSet: { docs: "A score was written.", fields: { voter: "pubkey", score: "u64" } },
  ProposalOpened: {
    docs: "A vote began.",
    fields: { id: "u64", proposer: "pubkey", text_hash: "hash", change_count: "u8", voting_ends_at: "i64" },
  },
  Voted: {
    docs: "A vote was cast.",
    fields: { id: "u64", voter: "pubkey", subject: "pubkey", weight: "u64", support: "bool", source: "u8" },
  },
  ProposalQueued: {
    docs: "The vote was won; the time lock began.",
    fields: { id: "u64", votes_for: "u64", votes_against: "u64", executable_at: "i64" },
  },
  ProposalRejected: {
    docs: "The vote was lost or missed its quorum.",
    fields: { id: "u64", votes_for: "u64", votes_against: "u64" },
  },
  ParamChanged: {
    docs: "A parameter has another value.",
    fields: { id: "u8", value_old: "u64", value_new: "u64", version: "u64" },
  },
  ProposalExecuted: { docs: "All changes of a proposal hold.", fields: { id: "u64", version: "u64" } },
  VerifiersDecided: {
    docs: "The oracle has the verifier set of a proposal.",
    fields: { id: "u64", fault_limit: "u8", verifiers_hash: "hash" },
  },
  ProposalCancelled: { docs: "The proposer withdrew it.", fields: { id: "u64" } },
};
