/** What the governance program should do, in few words. Voters are names of the test, weights base units or scores, times unix seconds. */

export type Status = "voting" | "queued" | "rejected" | "executed" | "cancelled";

export interface Rules {
  readonly mode: "tokens" | "reputation";
  readonly votingSeconds: number;
  readonly timeLockSeconds: number;
  readonly threshold: number;
  readonly quorum: number;
  readonly reputationMin: number;
  /** Of the staking pool. */
  readonly cooldownSeconds: number;
}

export interface Param {
  value: number;
  readonly min: number;
  readonly max: number;
  changedIn: number;
}

/** What is proposed: values by parameter, or a verifier set. */
export interface Proposed {
  readonly changes: readonly (readonly [id: number, value: number])[];
  readonly namesSet: boolean;
}

export interface Proposal extends Proposed {
  readonly proposer: string;
  readonly votingEndsAt: number;
  executableAt: number;
  votesFor: number;
  votesAgainst: number;
  status: Status;
}

export interface Vote {
  readonly id: number;
  /** Who cannot vote twice: a voter, or a peer. */
  readonly subject: string;
  readonly weight: number;
  readonly support: boolean;
}

interface Deposit {
  amount: number;
  lockedUntil: number;
}

const CHANGES_MAX = 8;

/** The deposits, scores, proposals, votes and parameters that the program should hold. A method gives the refusal, or moves the state on. */
export class GovernanceModel {
  now: number;
  readonly rules: Rules;
  readonly params: readonly Param[];
  version = 0;
  readonly balances: Map<string, number>;
  readonly deposits = new Map<string, Deposit>();
  readonly scores = new Map<string, number>();
  readonly proposals: Proposal[] = [];
  readonly votes: Vote[] = [];

  constructor(now: number, rules: Rules, params: readonly Param[], balances: ReadonlyMap<string, number>) {
    this.now = now;
    this.rules = rules;
    this.params = params;
    this.balances = new Map(balances);
  }

  deposit(voter: string, amount: number, signs: boolean): string | undefined {
    if (!signs) return "Unauthorized";
    const balance = this.balances.get(voter) ?? 0;
    if (balance < amount) return "InsufficientFunds";
    this.balances.set(voter, balance - amount);
    const { amount: before, lockedUntil } = this.deposits.get(voter) ?? { amount: 0, lockedUntil: 0 };
    this.deposits.set(voter, { amount: before + amount, lockedUntil });
    return undefined;
  }

  withdraw(voter: string, amount: number, signs: boolean): string | undefined {
    if (!signs) return "Unauthorized";
    const deposit = this.deposits.get(voter);
    if (deposit === undefined) return "AccountNotInitialized";
    if (deposit.amount < amount) return "InsufficientFunds";
    if (this.now < deposit.lockedUntil) return "Locked";
    deposit.amount -= amount;
    this.balances.set(voter, (this.balances.get(voter) ?? 0) + amount);
    return undefined;
  }

  setReputation(by: string, voter: string, score: number): string | undefined {
    if (by !== "scorer") return "Unauthorized";
    this.scores.set(voter, score);
    return undefined;
  }

  propose(proposer: string, id: number, proposed: Proposed): string | undefined {
    if (id !== this.proposals.length) return "InvalidParameters";
    const refusal = this.refusedChange(proposed) ?? this.refusedStanding(proposer);
    if (refusal !== undefined) return refusal;
    const votingEndsAt = this.now + this.rules.votingSeconds;
    if (this.rules.mode === "tokens") this.lock(proposer, votingEndsAt);
    const votes = { votesFor: 0, votesAgainst: 0, status: "voting" as const };
    this.proposals.push({ ...proposed, proposer, votingEndsAt, executableAt: 0, ...votes });
    return undefined;
  }

  private refusedChange({ changes, namesSet }: Proposed): string | undefined {
    if (changes.length > CHANGES_MAX || (changes.length === 0) !== namesSet) return "InvalidParameters";
    for (const [at, [id, value]] of changes.entries()) {
      if (changes.findIndex(([other]) => other === id) < at || id >= this.params.length) return "InvalidParameters";
      const { min, max } = this.params[id];
      if (value < min || value > max) return "ParamOutOfBounds";
    }
    return undefined;
  }

  private refusedStanding(proposer: string): string | undefined {
    const { mode, threshold } = this.rules;
    const standing = mode === "tokens" ? this.deposits.get(proposer)?.amount : this.scores.get(proposer);
    if (standing === undefined) return "AccountNotInitialized";
    return standing < threshold ? "BelowThreshold" : undefined;
  }

  private lock(voter: string, until: number): void {
    const deposit = this.deposits.get(voter);
    if (deposit !== undefined) deposit.lockedUntil = Math.max(deposit.lockedUntil, until);
  }

  vote(voter: string, id: number, support: boolean): string | undefined {
    if (this.rules.mode !== "tokens") return "WrongVotingMode";
    const proposal = this.open(id);
    if (typeof proposal === "string") return proposal;
    const deposit = this.deposits.get(voter);
    if (deposit === undefined) return "NoVotingWeight";
    const refusal = this.cast(proposal, { id, subject: voter, weight: deposit.amount, support });
    if (refusal === undefined) this.lock(voter, proposal.votingEndsAt);
    return refusal;
  }

  /** `wallet` is the peer's, `stake` its active stake; the vote is the peer's. */
  voteWithStake(voter: string, wallet: string, id: number, stake: number): string | undefined {
    if (this.rules.mode !== "tokens") return "WrongVotingMode";
    if (voter !== wallet) return "Unauthorized";
    const proposal = this.open(id);
    if (typeof proposal === "string") return proposal;
    if (this.rules.cooldownSeconds < proposal.votingEndsAt - this.now) return "StakeNotLocked";
    return this.cast(proposal, { id, subject: "peer", weight: stake, support: true });
  }

  voteWithReputation(voter: string, id: number, support: boolean): string | undefined {
    if (this.rules.mode !== "reputation") return "WrongVotingMode";
    const proposal = this.open(id);
    if (typeof proposal === "string") return proposal;
    const score = this.scores.get(voter);
    if (score === undefined || score < this.rules.reputationMin) return "NoVotingWeight";
    return this.cast(proposal, { id, subject: voter, weight: score, support });
  }

  private open(id: number): Proposal | string {
    const proposal = this.proposals[id];
    if (proposal === undefined) return "AccountNotInitialized";
    if (proposal.status !== "voting") return "WrongProposalState";
    return this.now < proposal.votingEndsAt ? proposal : "VotingClosed";
  }

  private cast(proposal: Proposal, vote: Vote): string | undefined {
    if (vote.weight === 0) return "NoVotingWeight";
    if (this.votes.some(({ id, subject }) => id === vote.id && subject === vote.subject)) return "AlreadyVoted";
    this.votes.push(vote);
    if (vote.support) proposal.votesFor += vote.weight;
    else proposal.votesAgainst += vote.weight;
    return undefined;
  }

  queue(id: number): string | undefined {
    const proposal = this.proposals[id];
    if (proposal === undefined) return "AccountNotInitialized";
    if (proposal.status !== "voting") return "WrongProposalState";
    if (this.now < proposal.votingEndsAt) return "VotingOpen";
    const { votesFor, votesAgainst } = proposal;
    const won = votesFor > votesAgainst && votesFor + votesAgainst >= this.rules.quorum;
    proposal.status = won ? "queued" : "rejected";
    if (won) proposal.executableAt = this.now + this.rules.timeLockSeconds;
    return undefined;
  }

  execute(id: number): string | undefined {
    const proposal = this.proposals[id];
    if (proposal === undefined) return "AccountNotInitialized";
    if (proposal.status !== "queued") return "WrongProposalState";
    if (this.now < proposal.executableAt) return "TimeLocked";
    // A verifier set is executed by another instruction.
    if (proposal.namesSet) return "WrongProposalState";
    this.version++;
    for (const [param, value] of proposal.changes) {
      this.params[param].value = value;
      this.params[param].changedIn = this.version;
    }
    proposal.status = "executed";
    return undefined;
  }

  cancel(by: string, id: number): string | undefined {
    const proposal = this.proposals[id];
    if (proposal === undefined) return "AccountNotInitialized";
    if (by !== proposal.proposer) return "Unauthorized";
    if (proposal.status !== "voting") return "WrongProposalState";
    if (this.now >= proposal.votingEndsAt) return "VotingClosed";
    proposal.status = "cancelled";
    return undefined;
  }
}
