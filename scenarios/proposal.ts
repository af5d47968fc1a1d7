import { existsSync, readFileSync } from "node:fs";
import type { ParamSpec } from "../base/param-spec.ts";
import { type Located, type Place, plainValue } from "./located.ts";
import { expectedName } from "./nearest-name.ts";
import { SCENARIO_PARAMS } from "./param-tables.ts";
import { type ScenarioErrorCode, scenarioError } from "./problems.ts";
import { isNumberSpec, readQuantity } from "./schema-fields.ts";
import { locateYamlFile } from "./yaml-source.ts";

/** A change of parameters that token holders would vote on. */
export interface Proposal {
  /** As given. */
  readonly file: string;
  readonly title: string;
  readonly why: string;
  /** Governable parameters by path, as the file writes them; at least one. */
  readonly changes: readonly { readonly path: string; readonly value: string }[];
}

const FIELDS = ["title", "why", "set"];
const PARAMS: Readonly<Record<string, ParamSpec>> = SCENARIO_PARAMS;

/** Paths that a proposal may change. */
export function governablePaths(): readonly string[] {
  return Object.keys(PARAMS).filter((path) => PARAMS[path]?.governable === true);
}

/**
 * Reads a proposal: `title`, perhaps `why`, and `set`, a map of governable parameters within their bounds.
 * @throws ScenarioError with file, line, field, value and expectation
 */
export function loadProposal(file: string): Proposal {
  if (!existsSync(file))
    throw bad(
      "SCENARIO_FILE_MISSING",
      "no such file",
      { file },
      "PROPOSAL",
      file,
      "a YAML file such as scenarios/proposals/cheaper-gold.yaml",
    );
  const { entries, place } = locateYamlFile(readFileSync(file, "utf8"), file);
  for (const [field, { keyPlace }] of entries)
    if (!FIELDS.includes(field))
      throw bad("SCENARIO_UNKNOWN_FIELD", "no such field", keyPlace, field, field, expectedName(field, FIELDS));
  const set = entries.get("set")?.node;
  if (set === undefined || set.kind !== "map" || set.entries.size === 0)
    throw bad(
      "SCENARIO_MISSING_FIELD",
      "nothing is changed",
      set?.place ?? place,
      "set",
      null,
      "a map such as { tiers.gold.stake: 250 LANTERN }",
    );
  return {
    file,
    title: textOf(entries.get("title")?.node, "title", place),
    why: entries.has("why") ? textOf(entries.get("why")?.node, "why", place) : "",
    changes: [...set.entries].map(([path, { keyPlace, node }]) => change(path, keyPlace, node)),
  };
}

function change(path: string, keyPlace: Place, node: Located): Proposal["changes"][number] {
  const field = `set.${path}`;
  const spec = PARAMS[path];
  if (spec === undefined)
    throw bad(
      "SCENARIO_UNKNOWN_FIELD",
      "no such parameter",
      keyPlace,
      field,
      path,
      expectedName(path, governablePaths()),
    );
  if (spec.governable !== true)
    throw bad("SCENARIO_VALUE", "not under governance", keyPlace, field, path, expectedName(path, governablePaths()));
  const value = plainValue(node);
  if (isNumberSpec(spec)) {
    const reading = readQuantity(spec.kind, value, spec);
    if ("problem" in reading)
      throw bad(
        reading.bounds ? "SCENARIO_BOUNDS" : "SCENARIO_VALUE",
        reading.problem,
        node.place,
        field,
        value,
        reading.expected,
      );
  } else {
    const choices = spec.kind === "flag" ? ["true", "false"] : spec.choices;
    if (!choices.includes(String(value)))
      throw bad("SCENARIO_VALUE", "no such choice", node.place, field, value, expectedName(String(value), choices));
  }
  return { path, value: String(value) };
}

function textOf(node: Located | undefined, field: string, place: Place): string {
  if (node?.kind === "scalar" && typeof node.value === "string" && node.value.trim() !== "") return node.value;
  const value = node === undefined ? null : plainValue(node);
  throw bad(
    node === undefined ? "SCENARIO_MISSING_FIELD" : "SCENARIO_VALUE",
    "no text",
    node?.place ?? place,
    field,
    value,
    "a text that is not empty",
  );
}

function bad(
  code: ScenarioErrorCode,
  problem: string,
  { flag: _flag, ...place }: Place,
  field: string,
  value: unknown,
  expected: string,
): Error {
  return scenarioError([{ code, problem, facts: { ...place, field, value, expected } }]);
}
