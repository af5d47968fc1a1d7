import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { Located, LocatedEntry, Place, Scalar } from "./located.ts";
import { scenarioError } from "./problems.ts";

/** Where a text stands: in a file (positions count), or in a flag (they do not). */
export type TextOrigin = { readonly file: string } | { readonly flag: string };

interface Reading {
  readonly origin: TextOrigin;
  readonly text: string;
  readonly doc: Document.Parsed;
  readonly lines: LineCounter;
}

/**
 * Parses YAML into values that know their places; `undefined` for a text without any content.
 * @throws ScenarioError SCENARIO_YAML for a text that is not one valid YAML document
 */
export function locateYaml(text: string, origin: TextOrigin): Located | undefined {
  const lines = new LineCounter();
  const doc = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const reading: Reading = { origin, text, doc, lines };
  const [error] = [...doc.errors, ...doc.warnings];
  if (error !== undefined) throwBrokenYaml(reading, error.pos[0], error.message);
  return doc.contents === null ? undefined : locateNode(reading, doc.contents);
}

function locateNode(reading: Reading, node: Node): Located {
  const place = placeOf(reading, node.range?.[0] ?? 0);
  if (isAlias(node)) {
    const target = node.resolve(reading.doc);
    if (target === undefined) throwBrokenYaml(reading, node.range?.[0] ?? 0, `no anchor &${node.source} stands before`);
    return locateNode(reading, target);
  }
  if (isSeq<Node>(node)) {
    return { kind: "list", items: node.items.map((item) => locateNode(reading, item)), place };
  }
  if (isMap<Node, Node | null>(node)) {
    const entries = new Map<string, LocatedEntry>();
    for (const { key, value } of node.items) {
      const keyPlace = placeOf(reading, key.range?.[0] ?? 0);
      const name = isScalar(key) ? String(key.value) : key.toString();
      const empty: Located = { kind: "scalar", value: null, source: "", place: keyPlace };
      entries.set(name, { keyPlace, node: value === null ? empty : locateNode(reading, value) });
    }
    return { kind: "map", entries, place };
  }
  const value = isScalar(node) ? scalarOf(node.value) : null;
  return { kind: "scalar", value, source: isScalar(node) ? (node.source ?? String(node.value)) : "", place };
}

function scalarOf(value: unknown): Scalar {
  const plain = value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return plain ? value : String(value);
}

function placeOf({ origin, lines }: Reading, offset: number): Place {
  if ("flag" in origin) return origin;
  const { line, col } = lines.linePos(offset);
  return { file: origin.file, line, column: col };
}

/** The message quotes the offending line and names the last field that begins on or above it. */
function throwBrokenYaml(reading: Reading, offset: number, detail: string): never {
  const { origin, text } = reading;
  const facts = { value: text, expected: `valid YAML (${detail})` };
  if ("flag" in origin) {
    throw scenarioError([{ code: "SCENARIO_SET", problem: "broken YAML", facts: { ...facts, field: origin.flag } }]);
  }
  const rows = text.split("\n");
  const place = placeOf(reading, offset);
  let row = Math.min(place.line ?? 1, rows.length) - 1;
  while (row > 0 && rows[row]?.trim() === "") row--;
  const keys = rows.slice(0, row + 1).map((line) => /^[\s-]*([\w.-]+)\s*:/.exec(line)?.[1]);
  const field = keys.findLast((key) => key !== undefined);
  const line = { ...place, line: row + 1 };
  throw scenarioError([
    {
      code: "SCENARIO_YAML",
      problem: "broken YAML",
      facts: { ...facts, ...line, field: field ?? "(document)", value: rows[row]?.trim() },
    },
  ]);
}

/**
 * Parses a file that must hold a map.
 * @throws ScenarioError SCENARIO_EMPTY, SCENARIO_VALUE, SCENARIO_YAML
 */
export function locateYamlFile(text: string, file: string): Located & { kind: "map" } {
  const root = locateYaml(text, { file });
  const facts = { file, line: 1, column: 1, field: "(document)" };
  const expected = "fields such as question, horizon, population, or at least extends";
  if (root === undefined || (root.kind === "scalar" && root.value === null)) {
    throw scenarioError([
      { code: "SCENARIO_EMPTY", problem: "the file is empty", facts: { ...facts, value: "", expected } },
    ]);
  }
  if (root.kind === "map") return root;
  const value = text.trim();
  throw scenarioError([{ code: "SCENARIO_VALUE", problem: "not a scenario", facts: { ...facts, value, expected } }]);
}
