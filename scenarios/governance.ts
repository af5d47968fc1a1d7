import { z } from "zod";
import type { ParamSpec } from "../base/param-spec.ts";
import { formatQuantity, US_PER_DAY, US_PER_S } from "../base/units.ts";
import type { GovernanceTerms } from "../protocol/governance/proposal.ts";
import { PROTOCOL_PARAMS } from "../protocol/params.ts";
import type { ScenarioParams } from "./param-tables.ts";
import { quantity, specField, specValueText, text } from "./schema-fields.ts";

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

/** The field `governance` of a scenario: who holds votes, on what terms, and what is proposed when. */
export const governanceField = z
  .strictObject({
    voting: duration("time to vote", US_PER_S).prefault("3d"),
    timeLock: duration("time between a vote that passed and its execution", 0).prefault("2d"),
    quorum: amount("votes that must be cast", 1).prefault("1000000 LANTERN"),
    threshold: amount("deposit without which nobody may propose").prefault("100000 LANTERN"),
    voters: z
      .array(z.strictObject({ name: text("the voter"), deposit: amount("tokens deposited from the start", 1) }))
      .prefault([]),
    proposals: z.array(proposal).prefault([]),
  })
  .prefault({});

export type CheckedGovernance = z.output<typeof governanceField>;

/** A holder who votes with what it has deposited since the start. */
export interface Voter {
  readonly name: string;
  readonly depositBase: number;
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

function termsOf({ voting, timeLock, quorum, threshold }: CheckedGovernance): GovernanceTerms {
  return { votingUs: voting, timeLockUs: timeLock, quorumBase: quorum, thresholdBase: threshold };
}

/** The field in base units; undefined where nothing is proposed. */
export function resolveGovernance(checked: CheckedGovernance): ResolvedGovernance | undefined {
  if (checked.proposals.length === 0) return undefined;
  return {
    terms: termsOf(checked),
    voters: checked.voters.map(({ name, deposit }) => ({ name, depositBase: deposit })),
    proposals: checked.proposals.map(({ title, at, by, set, votes }) => ({
      title,
      atUs: at,
      by: by ?? checked.voters[0]?.name ?? "",
      set: given(set) as Partial<ScenarioParams>,
      votes: Object.entries(votes).map(([voter, vote]) => ({ voter, support: vote === "for" })),
    })),
  };
}

function given(set: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined));
}

/** The field in the scenario's own notation. */
export function writtenGovernance({ terms, voters, proposals }: ResolvedGovernance): Record<string, unknown> {
  const time = (us: number) => formatQuantity("duration", us);
  const tokens = (base: number) => formatQuantity("lantern", base);
  return {
    voting: time(terms.votingUs),
    timeLock: time(terms.timeLockUs),
    quorum: tokens(terms.quorumBase),
    threshold: tokens(terms.thresholdBase),
    voters: voters.map(({ name, depositBase }) => ({ name, deposit: tokens(depositBase) })),
    proposals: proposals.map(({ title, atUs, by, set, votes }) => ({
      title,
      at: time(atUs),
      by,
      set: writtenSet(set),
      votes: Object.fromEntries(votes.map(({ voter, support }) => [voter, support ? "for" : "against"])),
    })),
  };
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

interface GovernanceProblem {
  /** Below `governance`. */
  readonly path: readonly (string | number)[];
  readonly problem: string;
  readonly value?: string;
  readonly expected: string;
}

/** What is wrong with fields that are right one by one. `onPrograms`: a cohort runs on the programs. */
export function governanceProblems(
  { voters, proposals }: CheckedGovernance,
  { horizonUs, onPrograms }: { readonly horizonUs: number; readonly onPrograms: boolean },
): readonly GovernanceProblem[] {
  const problems: GovernanceProblem[] = [];
  const names = voters.map(({ name }) => name);
  const known = names.length === 0 ? "a voter under governance.voters" : `one of ${names.join(", ")}`;
  voters.forEach(({ name }, index) => {
    if (names.indexOf(name) !== index)
      problems.push({
        path: ["voters", index],
        problem: "two voters of one name",
        value: name,
        expected: "another name",
      });
  });
  proposals.forEach(({ at, by, set, votes }, index) => {
    const path = ["proposals", index];
    const say = (below: readonly string[], problem: string, value: string, expected: string) =>
      problems.push({ path: [...path, ...below], problem, value, expected });
    if (at >= horizonUs)
      say(["at"], "proposed after the run", formatQuantity("duration", at), "a time before the horizon");
    for (const name of [by ?? names[0] ?? "", ...Object.keys(votes)])
      if (!names.includes(name)) say([], "nobody of that name", name, known);
    const paths = Object.keys(given(set));
    if (paths.length === 0 || paths.length > CHANGES_MAX)
      say(["set"], "too few or too many changes", String(paths.length), `1 to ${CHANGES_MAX} parameters`);
    for (const changed of paths)
      if (onPrograms && FIXED_IN_PROGRAMS.test(changed))
        say(
          ["set", changed],
          "the programs keep it as a constant",
          changed,
          "chain: { cohort: none }, or another parameter",
        );
  });
  return problems;
}

/** A proposal's room on chain. */
const CHANGES_MAX = 8;
