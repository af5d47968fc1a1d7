import type { LanternBase } from "../../base/units.ts";

/** On what terms holders decide. Durations whole seconds in microseconds, amounts base units. */
export interface GovernanceTerms {
  readonly votingUs: number;
  readonly timeLockUs: number;
  /** Votes that must be cast, for and against together. */
  readonly quorumBase: LanternBase;
  /** Deposit without which nobody may propose. */
  readonly thresholdBase: LanternBase;
}

/** One voter's vote on one proposal, weighted by what it has deposited. */
export interface Ballot {
  readonly voter: string;
  readonly weightBase: LanternBase;
  readonly support: boolean;
}

/** Where a proposal stands; times are microseconds since the scenario's epoch. */
export type ProposalState =
  | { readonly kind: "waiting" }
  | {
      readonly kind: "voting";
      readonly endsUs: number;
      readonly votesForBase: LanternBase;
      readonly votesAgainstBase: LanternBase;
    }
  | { readonly kind: "queued"; readonly executableUs: number }
  | { readonly kind: "executed"; readonly atUs: number }
  | { readonly kind: "rejected"; readonly reason: "NoQuorum" | "NoMajority" | "BelowThreshold" };

/** Why a vote is refused; the same names as the program's errors. */
export type VoteCode = "AlreadyVoted" | "NoWeight";

/**
 * Opens the vote at `atUs`. Source: chain/programs/governance, propose
 * @param depositBase the proposer's
 */
export function openVote(depositBase: LanternBase, terms: GovernanceTerms, atUs: number): ProposalState {
  if (depositBase < terms.thresholdBase) return { kind: "rejected", reason: "BelowThreshold" };
  return { kind: "voting", endsUs: atUs + terms.votingUs, votesForBase: 0, votesAgainstBase: 0 };
}

/** Counts a ballot, each voter once. `voted` holds who has voted on this proposal and gains the voter. */
export function castVote(
  state: Extract<ProposalState, { kind: "voting" }>,
  ballot: Ballot,
  voted: Set<string>,
):
  | { readonly kind: "counted"; readonly state: ProposalState }
  | { readonly kind: "rejected"; readonly code: VoteCode } {
  if (voted.has(ballot.voter)) return { kind: "rejected", code: "AlreadyVoted" };
  if (ballot.weightBase <= 0) return { kind: "rejected", code: "NoWeight" };
  voted.add(ballot.voter);
  const votesForBase = state.votesForBase + (ballot.support ? ballot.weightBase : 0);
  const votesAgainstBase = state.votesAgainstBase + (ballot.support ? 0 : ballot.weightBase);
  return { kind: "counted", state: { ...state, votesForBase, votesAgainstBase } };
}

/** Closes the vote once its time has passed: queued behind the time lock with quorum and majority (a tie is none), else rejected. */
export function closeVote(
  state: Extract<ProposalState, { kind: "voting" }>,
  terms: GovernanceTerms,
  atUs: number,
): ProposalState {
  if (atUs < state.endsUs) return state;
  if (state.votesForBase + state.votesAgainstBase < terms.quorumBase) return { kind: "rejected", reason: "NoQuorum" };
  if (state.votesForBase <= state.votesAgainstBase) return { kind: "rejected", reason: "NoMajority" };
  return { kind: "queued", executableUs: atUs + terms.timeLockUs };
}

/** Executes a queued proposal once its time lock has passed; unchanged before. */
export function execute(state: Extract<ProposalState, { kind: "queued" }>, atUs: number): ProposalState {
  return atUs < state.executableUs ? state : { kind: "executed", atUs };
}
