import { z } from "zod";
import type { ParamSpec } from "../base/param-spec.ts";
import { formatQuantity, US_PER_DAY, US_PER_S } from "../base/units.ts";
import type { GovernanceTerms } from "../protocol/governance/proposal.ts";
import { PROTOCOL_PARAMS } from "../protocol/params.ts";
import type { ScenarioParams } from "./param-tables.ts";
import { quantity, specField, specValueText, text } from "./schema-fields.ts";

/** Peers whose stake one voter may name: each is a transaction a proposal, and in the cohort with all that it does. */
const STAKE_PEERS_MAX = 64;
const SCORE_MAX = 1_000_000_000;
const WAIT_MAX_US = 365 * US_PER_DAY;
const SUPPLY_MAX_BASE = 1e15;

/**
 * Governable parameters that are in force from the moment they change: everything else is fixed while a world runs, since a module
 * derives tables from it at the start.
 */
const FIXED_IN_A_RUN: ReadonlySet<string> = new Set([
  "identity.datacenterWeight",
  "limits.clientBytesPerDay",
  "claims.unlock",
]);
/** Governable, but kept by the staking program and the vault as constants of their own: they cannot follow a change. */
const FIXED_IN_PROGRAMS = /^(emission\.(firstPeriodAmount|periodLength|tailPerYear)|tiers\..*\.(age|stake))$/;

const SPECS: Readonly<Record<string, ParamSpec>> = PROTOCOL_PARAMS;

/** Parameters that a proposal may change while a world runs. */
export function proposableParams(): readonly string[] {
  return Object.keys(SPECS).filter((path) => SPECS[path].governable === true && !FIXED_IN_A_RUN.has(path));
}

const duration = (what: string, min: number) => quantity("duration", what, { min, max: WAIT_MAX_US });
const amount = (what: string, min = 0) => quantity("lantern", what, { min, max: SUPPLY_MAX_BASE });

const proposal = z.strictObject({
  title: text("what it is about"),
  at: duration(
    "time since the scenario's start at which it is proposed; voting begins after the next epoch's settlement",
    0,
  ),
  by: text("name of the voter who proposes it; by default the first").optional(),
  set: z.strictObject(Object.fromEntries(proposableParams().map((path) => [path, specField(SPECS[path]).optional()]))),
  votes: z
    .record(z.string(), z.enum(["for", "against"]))
    .meta({ description: "by voter's name; who is not named does not vote" }),
});

const score = (what: string, min: number) => quantity("count", what, { min, max: SCORE_MAX });

const voter = z.strictObject({
  name: text("the voter"),
  deposit: amount("tokens deposited from the start", 1).optional(),
  stakeOf: z
    .strictObject({
      group: text("honest, or an attacker's name").prefault("honest"),
      peers: quantity("count", "peers of the group that vote: those that staked most at the start", {
        min: 1,
        max: STAKE_PEERS_MAX,
      }),
    })
    .optional()
    .meta({ description: "peers that vote alike, each with the stake that is active when it votes" }),
  score: score("what votes weigh by where governance.reputation is given; stands from the start", 1).optional(),
});

const reputationField = z
  .strictObject({
    min: score("least score that votes", 0).prefault(0),
    quorum: score("scores that must be cast", 1),
    threshold: score("score without which nobody may propose", 0),
  })
  .optional()
  .meta({ description: "votes weigh by the voters' scores instead of tokens, against this quorum and threshold" });

/** The field `governance` of a scenario: who holds votes, on what terms, and what is proposed when. */
export const governanceField = z
  .strictObject({
    voting: duration("time to vote", US_PER_S).prefault("3d"),
    timeLock: duration("time between a vote that passed and its execution", 0).prefault("2d"),
    quorum: amount("votes that must be cast", 1).prefault("1000000 LANTERN"),
    threshold: amount("deposit without which nobody may propose").prefault("100000 LANTERN"),
    reputation: reputationField,
    voters: z.array(voter).prefault([]),
    proposals: z.array(proposal).prefault([]),
  })
  .prefault({});

export type CheckedGovernance = z.output<typeof governanceField>;

/** Who votes, and with what: what it has deposited since the start, the stake of peers, or its score. */
export interface Voter {
  readonly name: string;
  /** 0 where it has none. */
  readonly depositBase: number;
  readonly stakeOf?: StakeVoters | undefined;
  readonly score?: number | undefined;
}

/** Peers that vote alike with their stakes. */
export interface StakeVoters {
  /** `honest`, or an attacker's name. */
  readonly group: string;
  /** Those of the group that staked most at the start. */
  readonly peers: number;
}

/** A proposal to change parameters while the world runs. */
export interface ResolvedProposal {
  readonly title: string;
  readonly atUs: number;
  readonly by: string;
  readonly set: Partial<ScenarioParams>;
  readonly votes: readonly { readonly voter: string; readonly support: boolean }[];
}

/** Governance of one scenario. */
export interface ResolvedGovernance {
  readonly terms: GovernanceTerms;
  readonly voters: readonly Voter[];
  readonly proposals: readonly ResolvedProposal[];
}

/** The terms of a scenario that names none. */
export function defaultGovernanceTerms(): GovernanceTerms {
  return termsOf(governanceField.parse({}));
}

/** Whether the vault or the staking program keeps a governable parameter as a constant of its own, which no vote moves. */
export function isFixedInPrograms(path: string): boolean {
  return FIXED_IN_PROGRAMS.test(path);
}

function termsOf({ voting, timeLock, quorum, threshold, reputation }: CheckedGovernance): GovernanceTerms {
  const times = { votingUs: voting, timeLockUs: timeLock };
  if (reputation === undefined) return { ...times, quorumBase: quorum, thresholdBase: threshold };
  const { quorum: quorumBase, threshold: thresholdBase, min: scoreMin } = reputation;
  return { ...times, quorumBase, thresholdBase, scoreMin };
}

/** What a proposer's standing is: its score where votes weigh by reputation, else its deposit. */
export function standingOf({ depositBase, score: own }: Voter, { scoreMin }: GovernanceTerms): number {
  return scoreMin === undefined ? depositBase : (own ?? 0);
}

/** The field in base units; undefined where nothing is proposed. */
export function resolveGovernance(checked: CheckedGovernance): ResolvedGovernance | undefined {
  if (checked.proposals.length === 0) return undefined;
  return {
    terms: termsOf(checked),
    voters: checked.voters.map(({ name, deposit, stakeOf, score: own }) => ({
      name,
      depositBase: deposit ?? 0,
      ...(stakeOf === undefined ? {} : { stakeOf }),
      ...(own === undefined ? {} : { score: own }),
    })),
    proposals: checked.proposals.map(({ title, at, by, set, votes }) => ({
      title,
      atUs: at,
      by: by ?? checked.voters[0]?.name ?? "",
      set: given(set) as Partial<ScenarioParams>,
      votes: Object.entries(votes).map(([voter, vote]) => ({ voter, support: vote === "for" })),
    })),
  };
}

/** The changes that a proposal names. */
export function given(set: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined));
}

/** The field in the scenario's own notation. */
export function writtenGovernance({ terms, voters, proposals }: ResolvedGovernance): Record<string, unknown> {
  const time = (us: number) => formatQuantity("duration", us);
  const tokens = (base: number) => formatQuantity("lantern", base);
  return {
    voting: time(terms.votingUs),
    timeLock: time(terms.timeLockUs),
    ...writtenWeights(terms),
    voters: voters.map(({ name, depositBase, stakeOf, score: own }) => ({
      name,
      ...(depositBase === 0 ? {} : { deposit: tokens(depositBase) }),
      ...(stakeOf === undefined ? {} : { stakeOf }),
      ...(own === undefined ? {} : { score: own }),
    })),
    proposals: proposals.map(({ title, atUs, by, set, votes }) => ({
      title,
      at: time(atUs),
      by,
      set: writtenSet(set),
      votes: Object.fromEntries(votes.map(({ voter, support }) => [voter, support ? "for" : "against"])),
    })),
  };
}

function writtenWeights({ quorumBase, thresholdBase, scoreMin }: GovernanceTerms): Record<string, unknown> {
  if (scoreMin !== undefined) return { reputation: { min: scoreMin, quorum: quorumBase, threshold: thresholdBase } };
  return { quorum: formatQuantity("lantern", quorumBase), threshold: formatQuantity("lantern", thresholdBase) };
}

/** Changes as a scenario would write them. */
export function writtenSet(set: Partial<ScenarioParams>): Record<string, string | boolean> {
  return Object.fromEntries(
    Object.entries(set).map(([path, value]) => [
      path,
      typeof value === "boolean" ? value : specValueText(SPECS[path], value as string | number),
    ]),
  );
}
