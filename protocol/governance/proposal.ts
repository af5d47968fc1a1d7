import type { LanternBase } from "../../base/units.ts";

/**
 * On what terms holders decide. Durations whole seconds in microseconds. Where votes weigh by reputation, quorum, threshold and all
 * weights are scores instead of base units.
 */
export interface GovernanceTerms {
  readonly votingUs: number;
  readonly timeLockUs: number;
  /** Votes that must be cast, for and against together. */
  readonly quorumBase: LanternBase;
  /** Deposit (or score) without which nobody may propose. */
  readonly thresholdBase: LanternBase;
  /** Least score that votes; given where votes weigh by reputation, and then tokens weigh nothing. */
  readonly scoreMin?: number;
}

/** What a ballot weighs by: tokens deposited, a peer's active stake, or a score. */
export type BallotSource = "deposit" | "stake" | "reputation";

/** One vote on one proposal. */
export interface Ballot {
  readonly source: BallotSource;
  /** Who cannot vote twice: the voter's name, or the peer whose stake it is. */
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
export type VoteCode = "AlreadyVoted" | "NoVotingWeight" | "StakeNotLocked" | "WrongVotingMode";

/**
 * Opens the vote at `atUs`. Source: chain/programs/governance, propose
 * @param standingBase the proposer's deposit, or its score where votes weigh by reputation
 */
export function openVote(standingBase: LanternBase, terms: GovernanceTerms, atUs: number): ProposalState {
  if (standingBase < terms.thresholdBase) return { kind: "rejected", reason: "BelowThreshold" };
  return { kind: "voting", endsUs: atUs + terms.votingUs, votesForBase: 0, votesAgainstBase: 0 };
}

/** The vote as it stands when a ballot is cast. */
export interface Polls {
  readonly terms: GovernanceTerms;
  /** From a request to unstake until the tokens leave. */
  readonly cooldownUs: number;
  readonly atUs: number;
  /** Sources and voters that have voted on this proposal; gains the ballot's. */
  readonly voted: Set<string>;
}

/**
 * Counts a ballot, each deposit, stake and score once. A deposit stays until the vote ends; a stake that could be free before the end
 * would come back as a deposit and vote again, so it counts only while its cooldown outlasts the vote. What is being unstaked weighs
 * nothing: a ballot's weight is the active stake. Source: chain/programs/governance, vote; ASSUMPTIONS.md#governance
 */
export function castVote(
  state: Extract<ProposalState, { kind: "voting" }>,
  ballot: Ballot,
  polls: Polls,
):
  | { readonly kind: "counted"; readonly state: ProposalState }
  | { readonly kind: "rejected"; readonly code: VoteCode } {
  const code = refusal(state, ballot, polls);
  if (code !== undefined) return { kind: "rejected", code };
  polls.voted.add(subjectOf(ballot));
  const votesForBase = state.votesForBase + (ballot.support ? ballot.weightBase : 0);
  const votesAgainstBase = state.votesAgainstBase + (ballot.support ? 0 : ballot.weightBase);
  return { kind: "counted", state: { ...state, votesForBase, votesAgainstBase } };
}

function refusal(
  { endsUs }: Extract<ProposalState, { kind: "voting" }>,
  ballot: Ballot,
  { terms: { scoreMin }, cooldownUs, atUs, voted }: Polls,
): VoteCode | undefined {
  if ((ballot.source === "reputation") !== (scoreMin !== undefined)) return "WrongVotingMode";
  if (scoreMin !== undefined && ballot.weightBase < scoreMin) return "NoVotingWeight";
  if (ballot.source === "stake" && cooldownUs < endsUs - atUs) return "StakeNotLocked";
  if (ballot.weightBase <= 0) return "NoVotingWeight";
  return voted.has(subjectOf(ballot)) ? "AlreadyVoted" : undefined;
}

/** A peer's stake and a voter are different holders even where their names are alike. */
function subjectOf({ source, voter }: Ballot): string {
  return `${source === "stake" ? "peer" : "voter"} ${voter}`;
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
