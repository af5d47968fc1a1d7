import { US_PER_S } from "../../base/units.ts";
import {
  type Ballot,
  castVote,
  closeVote,
  execute,
  openVote,
  type ProposalState,
} from "../../protocol/governance/proposal.ts";
import type { MemoryLedger } from "../../protocol/ledger-memory.ts";
import { type ResolvedGovernance, type ResolvedProposal, standingOf, type Voter } from "../governance.ts";
import type { ScenarioParams } from "../param-tables.ts";
import type { ResolvedScenario } from "../resolved-scenario.ts";
import type { Population } from "./population.ts";
import { type Electorate, electorateOf } from "./stake-voters.ts";

/** One thing that governance did, in order: what a mirror on the programs does again. */
export type GovernanceStep =
  | { readonly kind: "propose"; readonly id: number; readonly proposal: ResolvedProposal }
  | { readonly kind: "vote"; readonly id: number; readonly ballot: Ballot }
  | {
      readonly kind: "queue";
      readonly id: number;
      readonly passes: boolean;
      readonly votesForBase: number;
      readonly votesAgainstBase: number;
    }
  | { readonly kind: "execute"; readonly id: number };

/** What one epoch's look at the proposals came to. */
export interface GovernanceActs {
  /** When, microseconds since the scenario's epoch. */
  readonly atUs: number;
  readonly steps: readonly GovernanceStep[];
  /** Parameters that changed, with the values now in force. */
  readonly changes: Partial<ScenarioParams>;
}

/** A proposal's course. */
export interface ProposalCourse {
  readonly proposal: ResolvedProposal;
  readonly state: ProposalState;
  readonly votesForBase: number;
  readonly votesAgainstBase: number;
}

/**
 * Holders decide once an epoch, right after its settlement: what is due is proposed and voted on, votes are counted, and what has
 * passed and waited is executed. Each step is the rule's of `protocol/governance`; on the programs the same steps are transactions.
 */
export class GovernanceDesk {
  readonly #governance: ResolvedGovernance;
  readonly #electorate: Electorate;
  readonly #afterEpochUs: number;
  readonly #cooldownUs: number;
  #states: ProposalState[];
  /** By proposal: its number, in the order of proposing; undefined before. */
  #ids: (number | undefined)[];
  #tallies: { forBase: number; againstBase: number }[];
  #idNext = 0;

  constructor(governance: ResolvedGovernance, params: ScenarioParams, electorate: Electorate) {
    this.#governance = governance;
    this.#electorate = electorate;
    this.#cooldownUs = params["staking.cooldown"];
    // Claims are made a second after the root is final: governance acts a second after them.
    this.#afterEpochUs = params["settlement.challengeWindow"] + 2 * US_PER_S;
    this.#states = governance.proposals.map(() => ({ kind: "waiting" }));
    this.#ids = governance.proposals.map(() => undefined);
    this.#tallies = governance.proposals.map(() => ({ forBase: 0, againstBase: 0 }));
  }

  /** Every proposal as it stands. */
  courses(): readonly ProposalCourse[] {
    return this.#governance.proposals.map((proposal, index) => ({
      proposal,
      state: this.#states[index],
      votesForBase: this.#tallies[index].forBase,
      votesAgainstBase: this.#tallies[index].againstBase,
    }));
  }

  /** Acts after the epoch that ended at `epochEndUs`. */
  act(epochEndUs: number): GovernanceActs {
    const atUs = epochEndUs + this.#afterEpochUs;
    const steps: GovernanceStep[] = [];
    let changes: Partial<ScenarioParams> = {};
    for (const [index, proposal] of this.#governance.proposals.entries()) {
      if (this.#states[index].kind === "waiting" && proposal.atUs <= epochEndUs) this.#open(index, atUs, steps);
      this.#close(index, atUs, steps);
      if (this.#execute(index, atUs, steps)) changes = { ...changes, ...proposal.set };
    }
    return { atUs, steps, changes };
  }

  /** All that a run changes here, not copied: for `World.snapshot`. */
  save() {
    return { states: this.#states, ids: this.#ids, tallies: this.#tallies, idNext: this.#idNext };
  }

  /** Takes over what another one of the same proposals saved. */
  load(saved: ReturnType<GovernanceDesk["save"]>): void {
    this.#states = saved.states;
    this.#ids = saved.ids;
    this.#tallies = saved.tallies;
    this.#idNext = saved.idNext;
  }

  #open(index: number, atUs: number, steps: GovernanceStep[]): void {
    const { proposals, terms } = this.#governance;
    const proposal = proposals[index];
    const proposer = this.#voter(proposal.by);
    let state = openVote(proposer === undefined ? 0 : standingOf(proposer, terms), terms, atUs);
    this.#states[index] = state;
    if (state.kind !== "voting") return;
    const id = this.#idNext++;
    this.#ids[index] = id;
    steps.push({ kind: "propose", id, proposal });
    const polls = { terms, cooldownUs: this.#cooldownUs, atUs, voted: new Set<string>() };
    for (const ballot of proposal.votes.flatMap(({ voter, support }) => this.#ballots(voter, support))) {
      const counted = castVote(state, ballot, polls);
      if (counted.kind === "rejected" || counted.state.kind !== "voting") continue;
      state = counted.state;
      this.#states[index] = state;
      this.#tallies[index] = { forBase: state.votesForBase, againstBase: state.votesAgainstBase };
      steps.push({ kind: "vote", id, ballot });
    }
  }

  /** One for each thing that the voter votes with. */
  #ballots(name: string, support: boolean): readonly Ballot[] {
    const { depositBase, score } = this.#voter(name) ?? { depositBase: 0 };
    const ballots: Ballot[] = [];
    if (depositBase > 0) ballots.push({ source: "deposit", voter: name, weightBase: depositBase, support });
    if (score !== undefined) ballots.push({ source: "reputation", voter: name, weightBase: score, support });
    for (const peerId of this.#electorate.peersOf.get(name) ?? []) {
      const weightBase = this.#electorate.stakeBaseOf(peerId);
      ballots.push({ source: "stake", voter: peerId, weightBase, support });
    }
    return ballots;
  }

  #close(index: number, atUs: number, steps: GovernanceStep[]): void {
    const state = this.#states[index];
    const id = this.#ids[index];
    if (state.kind !== "voting" || id === undefined) return;
    const closed = closeVote(state, this.#governance.terms, atUs);
    this.#states[index] = closed;
    if (closed.kind === "voting") return;
    const { votesForBase, votesAgainstBase } = state;
    steps.push({ kind: "queue", id, passes: closed.kind === "queued", votesForBase, votesAgainstBase });
  }

  #execute(index: number, atUs: number, steps: GovernanceStep[]): boolean {
    const state = this.#states[index];
    const id = this.#ids[index];
    if (state.kind !== "queued" || id === undefined) return false;
    const executed = execute(state, atUs);
    this.#states[index] = executed;
    if (executed.kind !== "executed") return false;
    steps.push({ kind: "execute", id });
    return true;
  }

  #voter(name: string): Voter | undefined {
    return this.#governance.voters.find((voter) => voter.name === name);
  }
}

/** The desk of a scenario in which holders govern; undefined where nobody does. Stakes weigh as `ledger` holds them when they vote. */
export function governanceDesk(
  { governance, params }: Pick<ResolvedScenario, "governance" | "params">,
  population: Population,
  ledger: MemoryLedger,
): GovernanceDesk | undefined {
  if (governance === undefined) return undefined;
  const electorate = electorateOf(governance, population, (peerId) => ledger.account(peerId)?.stakeBase ?? 0);
  return new GovernanceDesk(governance, params, electorate);
}
