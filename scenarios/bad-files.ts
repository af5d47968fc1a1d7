/** The ten kinds of bad scenario files, one fixture each in `bad/`, and what the one message about each must say. For tests. */
export interface BadFile {
  readonly kind: string;
  readonly file: string;
  readonly code: string;
  readonly line: number;
  readonly field: string;
  /** The offending value as messages show it. */
  readonly value: string;
  /** A part of the expectation. */
  readonly expected: string;
}

function bad(
  kind: string,
  file: string,
  code: string,
  line: number,
  field: string,
  value: string,
  expected: string,
): BadFile {
  return { kind, file, code, line, field, value, expected };
}

export const BAD_FILES: readonly BadFile[] = [
  bad("unknown field", "unknown-field", "SCENARIO_UNKNOWN_FIELD", 3, "population.peeers", "40", '"peers"'),
  bad("wrong unit", "wrong-unit", "SCENARIO_VALUE", 3, "params.tiers.gold.stake", '"500 SOL"', "500 LANTERN"),
  bad("negative count", "negative-count", "SCENARIO_VALUE", 3, "population.clients", "-5", "a whole number from 1"),
  bad(
    "unknown strategy",
    "unknown-strategy",
    "SCENARIO_UNKNOWN_STRATEGY",
    4,
    "population.attackers.0.strategy",
    '"collusion-mach"',
    '"collusion-match"',
  ),
  bad(
    "missing file",
    "missing-file",
    "SCENARIO_FILE_MISSING",
    2,
    "extends",
    '"./nowhere.yaml"',
    "an existing YAML file",
  ),
  bad(
    "cyclic extends",
    "cyclic-extends",
    "SCENARIO_EXTENDS_CYCLE",
    1,
    "extends",
    '"./cyclic-extends.yaml"',
    "cyclic-extends.yaml -> cycle-b.yaml -> cyclic-extends.yaml",
  ),
  bad("empty file", "empty-file", "SCENARIO_EMPTY", 1, "(document)", '""', "fields such as question"),
  bad(
    "a number for a duration",
    "number-for-duration",
    "SCENARIO_VALUE",
    3,
    "horizon",
    "21",
    "a duration with its unit",
  ),
  bad(
    "a probability of 1.2",
    "probability-above-one",
    "SCENARIO_VALUE",
    4,
    "receipts.auditedShare",
    "1.2",
    "a share from 0 to 1",
  ),
  bad("broken YAML", "broken-yaml", "SCENARIO_YAML", 3, "horizon", '"horizon: 21d"', "valid YAML"),
];
