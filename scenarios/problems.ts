import { assert } from "../base/assert.ts";
import { type ErrorFacts, TwinError } from "../base/errors.ts";

/** Codes of bad scenario input; stable, never reused. */
export type ScenarioErrorCode =
  | "SCENARIO_FILE_MISSING"
  | "SCENARIO_EMPTY"
  | "SCENARIO_YAML"
  | "SCENARIO_EXTENDS_CYCLE"
  | "SCENARIO_UNKNOWN_FIELD"
  | "SCENARIO_UNKNOWN_STRATEGY"
  | "SCENARIO_STRATEGY_FILE"
  | "SCENARIO_MISSING_FIELD"
  | "SCENARIO_VALUE"
  | "SCENARIO_BOUNDS"
  | "SCENARIO_CONFLICT"
  | "SCENARIO_SET";

/** One mistake in a scenario: what `TwinError` needs to say it in one line. */
export interface ScenarioProblem {
  readonly code: ScenarioErrorCode;
  readonly problem: string;
  readonly facts: ErrorFacts;
}

/** A scenario that cannot be used. It is the first problem's `TwinError`; `lines` has one message for each of them. */
export class ScenarioError extends TwinError {
  readonly problems: readonly ScenarioProblem[];
  readonly lines: readonly string[];

  /** `problems` in the order of the file; never empty. */
  constructor(problems: readonly [ScenarioProblem, ...ScenarioProblem[]]) {
    const [first] = problems;
    super(first.code, first.problem, first.facts);
    this.problems = problems;
    this.lines = problems.map(({ code, problem, facts }) => new TwinError(code, problem, facts).message);
  }
}

/** The problems as one error. Asserts that there is at least one. */
export function scenarioError(problems: readonly ScenarioProblem[]): ScenarioError {
  const [first, ...rest] = problems;
  assert(first !== undefined, "an error without a problem");
  return new ScenarioError([first, ...rest]);
}
