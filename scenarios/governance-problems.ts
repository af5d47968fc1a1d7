import { formatQuantity } from "../base/units.ts";
import { type CheckedGovernance, defaultGovernanceTerms, given, isFixedInPrograms } from "./governance.ts";

/** A proposal's room on chain. */
const CHANGES_MAX = 8;

interface GovernanceProblem {
  /** Below `governance`. */
  readonly path: readonly (string | number)[];
  readonly problem: string;
  readonly value?: string;
  readonly expected: string;
}

/** What of the rest of the scenario governance must fit. */
interface GovernanceSurroundings {
  readonly horizonUs: number;
  /** A cohort runs on the programs. */
  readonly onPrograms: boolean;
  /** From a request to unstake until the tokens leave. */
  readonly cooldownUs: number;
  /** Groups of peers whose stake can vote. */
  readonly groups: readonly string[];
}

/** What is wrong with fields that are right one by one. */
export function governanceProblems(
  governance: CheckedGovernance,
  surroundings: GovernanceSurroundings,
): readonly GovernanceProblem[] {
  return [
    ...weightProblems(governance, surroundings),
    ...voterProblems(governance, surroundings),
    ...proposalProblems(governance, surroundings),
  ];
}

function weightProblems(
  { reputation, quorum, threshold, voting, voters }: CheckedGovernance,
  { cooldownUs }: GovernanceSurroundings,
): readonly GovernanceProblem[] {
  const problems: GovernanceProblem[] = [];
  const usual = defaultGovernanceTerms();
  if (reputation !== undefined && (quorum !== usual.quorumBase || threshold !== usual.thresholdBase))
    problems.push({
      path: ["reputation"],
      problem: "two quorums or thresholds: of tokens and of scores",
      value: "reputation beside quorum or threshold",
      expected: "those of governance.reputation alone",
    });
  if (voters.some(({ stakeOf }) => stakeOf !== undefined) && voting > cooldownUs)
    problems.push({
      path: ["voting"],
      problem: "the vote outlasts the cooldown of the stake that votes (StakeNotLocked): it could leave and vote again",
      value: formatQuantity("duration", voting),
      expected: `at most staking.cooldown, ${formatQuantity("duration", cooldownUs)}`,
    });
  return problems;
}

function voterProblems(
  { voters, reputation }: CheckedGovernance,
  { groups }: GovernanceSurroundings,
): readonly GovernanceProblem[] {
  const problems: GovernanceProblem[] = [];
  const names = voters.map(({ name }) => name);
  const staking = voters.map(({ stakeOf }) => stakeOf?.group);
  voters.forEach(({ name, deposit, stakeOf, score }, index) => {
    const say = (problem: string, value: string, expected: string) =>
      problems.push({ path: ["voters", index], problem, value, expected });
    if (names.indexOf(name) !== index) say("two voters of one name", name, "another name");
    if (reputation === undefined && score !== undefined)
      say("a score where votes weigh by tokens", name, "a deposit or stakeOf, or governance.reputation");
    if (reputation !== undefined && (deposit !== undefined || stakeOf !== undefined || score === undefined))
      say("votes weigh by score here", name, "score: N alone, or no governance.reputation");
    if (reputation === undefined && deposit === undefined && stakeOf === undefined)
      say("nothing to vote with", name, "deposit: AMOUNT, stakeOf: { group, peers }, or both");
    if (stakeOf === undefined) return;
    if (!groups.includes(stakeOf.group)) say("no such group of peers", stakeOf.group, `one of ${groups.join(", ")}`);
    if (staking.indexOf(stakeOf.group) !== index)
      say("a stake votes once, and these peers vote already", stakeOf.group, "one voter for each group");
  });
  return problems;
}

function proposalProblems(
  { voters, proposals, reputation }: CheckedGovernance,
  { horizonUs, onPrograms }: GovernanceSurroundings,
): readonly GovernanceProblem[] {
  const problems: GovernanceProblem[] = [];
  const names = voters.map(({ name }) => name);
  const known = names.length === 0 ? "a voter under governance.voters" : `one of ${names.join(", ")}`;
  proposals.forEach(({ at, by, set, votes }, index) => {
    const path = ["proposals", index];
    const say = (below: readonly string[], problem: string, value: string, expected: string) =>
      problems.push({ path: [...path, ...below], problem, value, expected });
    if (at >= horizonUs)
      say(["at"], "proposed after the run", formatQuantity("duration", at), "a time before the horizon");
    const proposer = by ?? names[0] ?? "";
    for (const name of [proposer, ...Object.keys(votes)])
      if (!names.includes(name)) say([], "nobody of that name", name, known);
    const standing = voters.find(({ name }) => name === proposer);
    if (reputation === undefined && standing !== undefined && standing.deposit === undefined)
      say([], "proposed without a deposit, which stake does not replace", proposer, "by: a voter with a deposit");
    const paths = Object.keys(given(set));
    if (paths.length === 0 || paths.length > CHANGES_MAX)
      say(["set"], "too few or too many changes", String(paths.length), `1 to ${CHANGES_MAX} parameters`);
    for (const changed of paths)
      if (onPrograms && isFixedInPrograms(changed))
        say(
          ["set", changed],
          "the programs keep it as a constant",
          changed,
          "chain: { cohort: none }, or another parameter",
        );
  });
  return problems;
}
