import { type FieldPath, type Located, withValueAt } from "./located.ts";
import { expectedName } from "./nearest-name.ts";
import { fieldOfParam } from "./param-tables.ts";
import { type ScenarioError, scenarioError } from "./problems.ts";
import { locateYaml } from "./yaml-source.ts";

/** What a `--set` path may begin with. */
export interface SettablePaths {
  /** Top-level fields of a scenario. */
  readonly fields: readonly string[];
  /** Dotted paths of all parameters. */
  readonly params: readonly string[];
}

/**
 * `root` with `path=value` laid on it. The path is a parameter's (`tiers.gold.stake`), a scenario's (`chain.cohort`,
 * `population.attackers.0.identities`), or the last segment of exactly one parameter (`peerSeesNextHop`); the value is YAML.
 * @throws ScenarioError SCENARIO_SET, SCENARIO_UNKNOWN_FIELD
 */
export function withOverride(root: Located, set: string, settable: SettablePaths): Located {
  const split = set.indexOf("=");
  if (split <= 0) {
    throw setError("no path=value", { field: "--set", value: set, expected: "such as chain.cohort=none" });
  }
  const pathGiven = set.slice(0, split).trim();
  const flag = `--set ${pathGiven}`;
  const value = locateYaml(set.slice(split + 1), { flag });
  if (value === undefined) {
    throw setError("no value", { field: flag, value: "", expected: "a value after the equals sign" });
  }
  const changed = withValueAt(root, fieldPathOf(pathGiven, flag, settable), value);
  if (changed !== undefined) return changed;
  const expected = "the index of an entry of the list, or its length to append one";
  throw setError("no such entry", { field: flag, value: pathGiven, expected });
}

function fieldPathOf(given: string, flag: string, { fields, params }: SettablePaths): FieldPath {
  const bare = given.startsWith("params.") ? given.slice("params.".length) : given;
  const [head = "", ...rest] = given.split(".");
  if (params.includes(bare)) return fieldOfParam(bare);
  if (head === "params") return ["params", bare];
  if (fields.includes(head)) return [head, ...rest];
  const matches = params.filter((path) => path.endsWith(`.${given}`));
  const [only] = matches;
  if (only !== undefined && matches.length === 1) return fieldOfParam(only);
  if (matches.length > 1) {
    throw setError("more than one parameter ends so", {
      field: flag,
      value: given,
      expected: expectedName("", matches),
    });
  }
  const candidates = [...fields, ...params, ...params.map((path) => path.slice(path.lastIndexOf(".") + 1))];
  const facts = { field: flag, value: given, expected: expectedName(given, candidates) };
  throw scenarioError([{ code: "SCENARIO_UNKNOWN_FIELD", problem: "unknown path", facts }]);
}

function setError(problem: string, facts: { field: string; value: string; expected: string }): ScenarioError {
  return scenarioError([{ code: "SCENARIO_SET", problem, facts }]);
}
