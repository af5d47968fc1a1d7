import { posix } from "node:path";
import {
  child,
  codeFiles,
  type Finding,
  nameOf,
  type SourceFile,
  type SyntaxNode,
  type TidyRule,
  type Tree,
  walk,
} from "./tree.ts";

const COVERAGE = "docs/coverage.md";
const ASSUMPTIONS = "docs/ASSUMPTIONS.md";

/** GitHub's anchor of a heading. */
function slug(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[`*_]/g, "")
    .replace(/[^\p{L}\p{N} -]/gu, "")
    .replaceAll(" ", "-");
}

/** Anchors of a Markdown file: headings and explicit ids. */
function anchorsOf(file: SourceFile): Set<string> {
  const headings = [...file.text.matchAll(/^#{1,6} +(.+)$/gm)].map((match) => slug(match[1] ?? ""));
  const ids = [...file.text.matchAll(/<a id="([^"]+)">/g)].map((match) => match[1] ?? "");
  return new Set([...headings, ...ids]);
}

function hasPath(tree: Tree, path: string): boolean {
  if (path === "." || tree.has(path)) return true;
  const prefix = path.endsWith("/") ? path : `${path}/`;
  return [...tree.keys()].some((other) => other.startsWith(prefix));
}

/** Markdown links and pictures to files of the project: the file exists, and so does the anchor. */
function links(tree: Tree): Finding[] {
  const findings: Finding[] = [];
  for (const file of tree.values()) {
    if (!file.path.endsWith(".md")) continue;
    const prose = file.text
      .replace(/^```[\s\S]*?^```/gm, (block) => block.replace(/[^\n]/g, " "))
      .replace(/<!--[\s\S]*?-->/g, (note) => note.replace(/[^\n]/g, " "));
    for (const match of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
      const [target = "", anchor] = (match[1] ?? "").split("#");
      if (/^[a-z]+:/.test(target)) continue;
      const path = target === "" ? file.path : posix.normalize(posix.join(posix.dirname(file.path), target));
      const at = { path: file.path, line: file.lineAt(match.index) };
      if (!hasPath(tree, path)) findings.push({ ...at, problem: `link to ${path}, which does not exist` });
      const linked = tree.get(path);
      if (anchor !== undefined && linked?.path.endsWith(".md") && !anchorsOf(linked).has(anchor))
        findings.push({ ...at, problem: `${path} has no anchor #${anchor}` });
    }
  }
  return findings;
}

/** Documents that code and prose cite by name (`LIKE-THIS.md`) are part of the project. */
function citedDocuments(tree: Tree): Finding[] {
  const names = new Set([...tree.keys()].filter((path) => path.endsWith(".md")).map((path) => posix.basename(path)));
  return [...tree.values()]
    .filter(({ zone, path }) => zone !== "tidy" && !path.endsWith(".json"))
    .flatMap((file) =>
      [...file.text.matchAll(/\b([A-Z][A-Z_-]+\.md)\b/g)]
        .filter((match) => !names.has(match[1] ?? ""))
        .map((match) => ({
          path: file.path,
          line: file.lineAt(match.index),
          problem: `cites ${match[1]}, which is not here: write down what it says, or cite what is`,
        })),
    );
}

function pictures(tree: Tree): Finding[] {
  const documents = [...tree.values()].filter((file) => file.path.endsWith(".md"));
  return [...tree.keys()]
    .filter((path) => /^docs\/.*\.png$/.test(path))
    .filter(
      (path) => !documents.some((file) => file.text.replace(/<!--[\s\S]*?-->/g, "").includes(posix.basename(path))),
    )
    .map((path) => ({ path, line: 1, problem: "no document shows this picture" }));
}

function assumptionAnchors(tree: Tree): Finding[] {
  const file = tree.get(ASSUMPTIONS);
  const anchors = file === undefined ? new Set<string>() : anchorsOf(file);
  return [...tree.values()]
    .filter(({ zone }) => zone !== "tidy")
    .flatMap((source) =>
      [...source.text.matchAll(/ASSUMPTIONS\.md#([A-Za-z0-9-]+)/g)]
        .filter((match) => !anchors.has(match[1] ?? ""))
        .map((match) => ({
          path: source.path,
          line: source.lineAt(match.index),
          problem: `${ASSUMPTIONS} has no section ${match[1]}: write down the choice`,
        })),
    );
}

/** Rows of docs/coverage.md: seven cells, ids unique, a link or "not yet" (or why not) for rule and scenario. */
function coverageRows(tree: Tree): Finding[] {
  const file = tree.get(COVERAGE);
  if (file === undefined) return [];
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const [index, line] of file.text.split("\n").entries()) {
    if (!/^\| [A-Z]+\d+/.test(line)) continue;
    const at = { path: COVERAGE, line: index + 1 };
    const [id = "", , , rule = "", scenario = ""] = line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim());
    if (line.split(" | ").length !== 6) findings.push({ ...at, problem: `row ${id} does not have six cells` });
    if (seen.has(id)) findings.push({ ...at, problem: `row ${id} appears twice` });
    seen.add(id);
    for (const cell of [rule, scenario])
      if (!/\]\(|^not yet|^none: \S/.test(cell))
        findings.push({ ...at, problem: `row ${id}: a link, "not yet", or "none: why"` });
  }
  return findings;
}

/** Keys of the objects in a parameter table: literal names whose value states `kind` and `source`. */
function tableKeys(file: SourceFile): { readonly path: string; readonly line: number }[] {
  const keys: { path: string; line: number }[] = [];
  walk(file.program, (node) => {
    if (node.type !== "Property" || child(node, "key")?.type !== "Literal") return;
    const properties = child(node, "value")?.properties;
    const names = Array.isArray(properties)
      ? (properties as SyntaxNode[]).map((property) => nameOf(child(property, "key")))
      : [];
    if (names.includes("kind") && names.includes("source"))
      keys.push({ path: nameOf(child(node, "key")), line: file.lineAt(node.start) });
  });
  return keys;
}

/** What a template literal with parts left open can spell: `tiers.${tier}.stake`. */
function templatePattern(node: SyntaxNode): RegExp | undefined {
  const quasis = Array.isArray(node.quasis) ? (node.quasis as SyntaxNode[]) : [];
  const texts = quasis.map((quasi) => String((quasi.value as { cooked?: unknown } | undefined)?.cooked ?? ""));
  if (texts.length < 2 || texts.join("").replace(/\W/g, "").length < 4 || !texts.some((text) => text.includes(".")))
    return undefined;
  return new RegExp(`^${texts.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("[\\w-]+")}$`);
}

function unreadParameters(tree: Tree): Finding[] {
  const isTable = (file: SourceFile) => /(^|[/-])params\.ts$/.test(file.path);
  const readers = codeFiles(tree).filter((file) => !isTable(file) && !file.isTest && file.zone !== "tidy");
  const literals = new Set<string>();
  const patterns: RegExp[] = [];
  for (const file of readers)
    walk(file.program, (node) => {
      if (node.type === "Literal" && typeof node.value === "string") literals.add(node.value);
      const pattern = node.type === "TemplateLiteral" ? templatePattern(node) : undefined;
      if (pattern !== undefined) patterns.push(pattern);
    });
  return codeFiles(tree)
    .filter(isTable)
    .flatMap((file) =>
      tableKeys(file)
        .filter(({ path }) => !literals.has(path) && !patterns.some((pattern) => pattern.test(path)))
        .map(({ path, line }) => ({ path: file.path, line, problem: `nothing reads ${path}: use it or delete it` })),
    );
}

const TABLE = 'export const T = { "a.b": { kind: "count", value: 1, what: "x", source: "y" } };';

export const DOCUMENT_RULES: readonly TidyRule[] = [
  {
    name: "links lead somewhere",
    check: links,
    canaries: [
      [["docs/limits.md", "see [the map](../nowhere.md)"]],
      [
        ["README.md", "see [this](docs/limits.md#gone)"],
        ["docs/limits.md", "# Limits"],
      ],
    ],
  },
  {
    name: "documents that are cited are here",
    check: citedDocuments,
    canaries: [[["protocol/merkle/leaf.ts", "// Source: LOST.md"]]],
  },
  {
    name: "every picture is shown",
    check: pictures,
    canaries: [
      [
        ["docs/old.png", ""],
        ["README.md", "<!-- ![old](docs/old.png) -->"],
      ],
    ],
  },
  {
    name: "assumptions that are cited are written down",
    check: assumptionAnchors,
    canaries: [
      [
        ["protocol/params.ts", "// ASSUMPTIONS.md#the-moon"],
        [ASSUMPTIONS, "## the-sun\n"],
      ],
    ],
  },
  {
    name: "coverage rows are whole",
    check: coverageRows,
    canaries: [
      [[COVERAGE, "| L1 | Lantern | claims | maybe | not yet | |\n"]],
      [[COVERAGE, "| L1 | Lantern | a | not yet | not yet | |\n| L1 | Lantern | b | not yet | not yet | |\n"]],
      [[COVERAGE, "| L1 | Lantern | a | not yet |\n"]],
    ],
  },
  {
    name: "every parameter is read",
    check: unreadParameters,
    canaries: [
      [["protocol/params.ts", TABLE]],
      [
        ["scenarios/cost-params.ts", TABLE],
        ["lab/run.ts", "export const f = (k: string) => `a.c.$" + '{k}` + "a.c";'],
      ],
    ],
  },
];
