import { z } from "zod";
import { entryAt, type FieldPath, type Located, pathText, placeAt, plainValue } from "./located.ts";
import { expectedName, nearestName } from "./nearest-name.ts";
import type { ScenarioProblem } from "./problems.ts";

type Issue = z.core.$ZodIssue;
type JsonNode = z.core.JSONSchema.BaseSchema | boolean | undefined;

/** zod's issues as problems with places, one for each mistake, in the order of the files. */
export function problemsOf(issues: readonly Issue[], root: Located, schema: z.ZodType): ScenarioProblem[] {
  const json = z.toJSONSchema(schema, { io: "input" });
  const all = issues.flatMap((issue) => problemOf(issue, root, json));
  // The fields of another model are all wrong here: the model is the one mistake.
  const otherModel = all.filter(({ facts }) => facts.field === "model");
  if (otherModel.length > 0) return otherModel;
  const unknown = all.filter(({ code }) => code === "SCENARIO_UNKNOWN_FIELD");
  // `horizn: 21d` is one mistake, though it leaves `horizon` missing too.
  const told = all.filter(
    ({ code, facts }) =>
      code !== "SCENARIO_MISSING_FIELD" || !unknown.some((slip) => isSlipOf(slip.facts.field, facts.field)),
  );
  return told.sort(
    (a, b) => compareTexts(a.facts.file ?? "", b.facts.file ?? "") || (a.facts.line ?? 0) - (b.facts.line ?? 0),
  );
}

/** By code units, whatever the locale. */
function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function isSlipOf(given = "", missing = ""): boolean {
  const [parent, name] = splitLast(given);
  const [otherParent, otherName] = splitLast(missing);
  return parent === otherParent && nearestName(name, [otherName]) !== undefined;
}

function splitLast(path: string): readonly [string, string] {
  const dot = path.lastIndexOf(".");
  return [path.slice(0, Math.max(dot, 0)), path.slice(dot + 1)];
}

function problemOf(issue: Issue, root: Located, json: JsonNode): ScenarioProblem[] {
  const path = issue.path.map((segment) => (typeof segment === "number" ? segment : String(segment)));
  if (issue.code === "unrecognized_keys") {
    const known = knownFields(json, path, root);
    return issue.keys.map((key) => unknownField([...path, key], root, known));
  }
  const entry = entryAt(root, path);
  if (entry === undefined) {
    return [problem("SCENARIO_MISSING_FIELD", "missing", path, root, missingExpectation(issue, json, path, root))];
  }
  if (issue.code === "custom") {
    const { expected, bounds } = issue.params ?? {};
    const code = bounds === true ? "SCENARIO_BOUNDS" : "SCENARIO_VALUE";
    return [problem(code, issue.message, path, root, String(expected))];
  }
  if (issue.code === "invalid_union" && path.at(-1) === "strategy") {
    const expected = expectedName(String(plainValue(entry.node)), namesOf(issue));
    return [problem("SCENARIO_UNKNOWN_STRATEGY", "unknown strategy", path, root, expected)];
  }
  const { text, expected } = builtInText(issue, String(plainValue(entry.node)));
  return [problem("SCENARIO_VALUE", text, path, root, expected)];
}

/** zod's own refusals in the words of the other messages. */
function builtInText(issue: Issue, value: string): { text: string; expected: string } {
  const kinds: Readonly<Record<string, string>> = {
    object: "a map of fields",
    array: "a list",
    boolean: "true or false",
    string: "a text",
  };
  switch (issue.code) {
    case "invalid_type":
      return { text: "wrong kind of value", expected: kinds[issue.expected] ?? issue.expected };
    case "invalid_value":
      return { text: "not one of the choices", expected: expectedName(value, issue.values.map(String)) };
    case "invalid_union":
      return { text: "not one of the choices", expected: expectedName(value, namesOf(issue)) };
    case "too_small":
      return { text: "too few entries", expected: `at least ${issue.minimum}` };
    default:
      return { text: "not accepted", expected: issue.message };
  }
}

function namesOf(issue: Issue): string[] {
  return issue.code === "invalid_union" && "options" in issue && Array.isArray(issue.options)
    ? issue.options.map(String)
    : [];
}

function unknownField(path: FieldPath, root: Located, known: readonly string[]): ScenarioProblem {
  const entry = entryAt(root, path);
  const { flag, ...place } = entry?.keyPlace ?? placeAt(root, path);
  const value = entry && plainValue(entry.node);
  const expected = expectedName(String(path.at(-1)), known);
  const facts = { ...place, field: flag ?? pathText(path), value, expected };
  return { code: "SCENARIO_UNKNOWN_FIELD", problem: "unknown field", facts };
}

function problem(
  code: ScenarioProblem["code"],
  text: string,
  path: FieldPath,
  root: Located,
  expected: string,
): ScenarioProblem {
  const { flag, ...place } = placeAt(root, path);
  const entry = entryAt(root, path);
  const value = entry === undefined ? {} : { value: plainValue(entry.node) };
  return { code, problem: text, facts: { ...place, field: flag ?? pathText(path), ...value, expected } };
}

function missingExpectation(issue: Issue, json: JsonNode, path: FieldPath, root: Located): string {
  if (issue.code === "custom") return String(issue.params?.expected);
  if (issue.code === "invalid_union" && path.at(-1) === "strategy") return expectedName("", namesOf(issue));
  const node = schemaAt(json, path, root);
  const fields = typeof node === "object" ? Object.keys(node.properties ?? {}) : [];
  return fields.length > 0 ? `fields such as ${fields.slice(0, 3).join(", ")}` : builtInText(issue, "").expected;
}

/** Names that may stand in the map at `path`. */
function knownFields(json: JsonNode, path: FieldPath, root: Located): string[] {
  const node = schemaAt(json, path, root);
  return typeof node === "object" ? Object.keys(node.properties ?? {}) : [];
}

/** The part of the JSON Schema that holds at `path`; of a union, the variant whose discriminator the value names. */
function schemaAt(json: JsonNode, path: FieldPath, root: Located): JsonNode {
  let node = json;
  for (let length = 0; length <= path.length; length++) {
    if (typeof node !== "object") return undefined;
    if (node.oneOf !== undefined)
      node = node.oneOf.find((variant) => fits(variant, entryAt(root, path.slice(0, length))?.node));
    const segment = path[length];
    if (segment === undefined || typeof node !== "object") return node;
    const items: unknown = node.items;
    node = typeof segment === "number" ? (isSchema(items) ? items : undefined) : node.properties?.[segment];
  }
  return node;
}

function isSchema(value: unknown): value is z.core.JSONSchema.BaseSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Every constant of the variant is what the value says. */
function fits(variant: JsonNode, value: Located | undefined): boolean {
  if (typeof variant !== "object" || value?.kind !== "map") return false;
  return Object.entries(variant.properties ?? {}).every(([name, field]) => {
    const constant = typeof field === "object" ? field.const : undefined;
    const entry = value.entries.get(name);
    return constant === undefined || (entry !== undefined && plainValue(entry.node) === constant);
  });
}
