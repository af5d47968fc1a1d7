import { BANS } from "./bans.ts";
import { child, codeFiles, type Finding, nameOf, type SyntaxNode, type TidyRule, type Tree, walk } from "./tree.ts";

const FILE_LINES_MAX = 300;
const FUNCTION_LINES_MAX = 60;
export const RATCHET_FILE = "tidy-ratchet.json";

function banned(tree: Tree): Finding[] {
  const findings: Finding[] = [];
  for (const file of codeFiles(tree)) {
    const bans = BANS.filter((ban) => ban.applies(file));
    walk(file.program, (node, parent) => {
      for (const ban of bans)
        if (ban.matches(node, parent))
          findings.push({ path: file.path, line: file.lineAt(node.start), problem: ban.problem });
    });
  }
  return findings;
}

const BANNED_COMMENTS: readonly (readonly [RegExp, string])[] = [
  [/@ts-(ignore|nocheck)\b/, "switching the compiler off: fix the type"],
  [/(?:\/\/|^\s*\*|\/\*).*\b(?:TODO|FIXME|XXX)\b(?!.*#\d)/, "TODO without an issue: name it (#12), or do it"],
];

function comments(tree: Tree): Finding[] {
  return codeFiles(tree)
    .filter((file) => file.zone !== "tidy")
    .flatMap((file) =>
      file.text.split("\n").flatMap((text, index) =>
        BANNED_COMMENTS.filter(([pattern]) => pattern.test(text)).map(([, problem]) => ({
          path: file.path,
          line: index + 1,
          problem,
        })),
      ),
    );
}

function lineCount(text: string): number {
  return text.trimEnd().split("\n").length;
}

/** Tables of parameters and of measured figures: long because the world is, not because a subject was not split. */
const TABLE_FILE = /((^|[/-])params\.ts|^sim\/network\/data\/[^/]+\.ts)$/;

/** Sizes that exceed a limit, by ratchet key: `path` for files, `path#name` for functions. Test bodies are not functions in this sense. */
export function oversize(tree: Tree): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const file of codeFiles(tree)) {
    if (lineCount(file.text) > FILE_LINES_MAX && !TABLE_FILE.test(file.path))
      sizes.set(file.path, lineCount(file.text));
    if (file.isTest) continue;
    walk(file.program, (node, parent) => {
      if (!/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)) return;
      const lines = lineCount(file.text.slice(node.start, node.end));
      const name =
        nameOf(child(node, "id")) || nameOf(child(parent, "id")) || nameOf(child(parent, "key")) || "anonymous";
      const key = `${file.path}#${name}`;
      if (lines > FUNCTION_LINES_MAX) sizes.set(key, Math.max(lines, sizes.get(key) ?? 0));
    });
  }
  return sizes;
}

function readRatchet(tree: Tree): Map<string, number> {
  const parsed: unknown = JSON.parse(tree.get(RATCHET_FILE)?.text ?? "{}");
  return new Map(Object.entries(parsed ?? {}).map(([key, lines]) => [key, Number(lines)]));
}

/** Old offenders may shrink only: growth fails, and so does a ratchet that is looser than what it holds. */
function sizes(tree: Tree): Finding[] {
  const actual = oversize(tree);
  const ratchet = readRatchet(tree);
  const grown = [...actual].flatMap(([key, lines]) => {
    const limit = ratchet.get(key) ?? (key.includes("#") ? FUNCTION_LINES_MAX : FILE_LINES_MAX);
    return lines > limit
      ? [
          {
            path: key.split("#")[0] ?? key,
            line: 1,
            problem: `${key} has ${lines} lines, at most ${limit}: split it by subject`,
          },
        ]
      : [];
  });
  const loose = [...ratchet].flatMap(([key, limit]) => {
    const lines = actual.get(key);
    if (lines === limit) return [];
    if (lines === undefined)
      return [{ path: RATCHET_FILE, line: 1, problem: `${key} is within the limit now: delete its line` }];
    return lines < limit
      ? [{ path: RATCHET_FILE, line: 1, problem: `${key} shrank to ${lines}: write that number` }]
      : [];
  });
  return [...grown, ...loose];
}

const BASE_FILES = new Set(["units.ts", "assert.ts", "errors.ts", "param-spec.ts"]);

/** docs/decisions/param-spec.md: the fourth file; a fifth needs its own decision. */
function baseFiles(tree: Tree): Finding[] {
  return [...tree.values()]
    .filter((file) => file.zone === "base" && !file.isTest && !BASE_FILES.has(file.path.slice("base/".length)))
    .map((file) => ({
      path: file.path,
      line: 1,
      problem: `base/ holds ${[...BASE_FILES].join(", ")} and nothing else`,
    }));
}

/** Exported functions and classes of the model say what they are for. */
function docstrings(tree: Tree): Finding[] {
  const findings: Finding[] = [];
  for (const file of codeFiles(tree)) {
    if (!["base", "protocol", "sim", "agents", "scenarios", "chain", "lab"].includes(file.zone) || file.isTest)
      continue;
    const body = file.program.body;
    for (const node of Array.isArray(body) ? (body as SyntaxNode[]) : []) {
      const declaration = child(node, "declaration");
      if (
        node.type !== "ExportNamedDeclaration" ||
        !/^(FunctionDeclaration|ClassDeclaration)$/.test(declaration?.type ?? "")
      )
        continue;
      if (file.text.slice(0, node.start).trimEnd().endsWith("*/")) continue;
      findings.push({
        path: file.path,
        line: file.lineAt(node.start),
        problem: `export ${nameOf(child(declaration, "id"))} has no docstring`,
      });
    }
  }
  return findings;
}

export const CODE_RULES: readonly TidyRule[] = [
  {
    name: "banned constructs have replacements",
    check: banned,
    canaries: [
      [["lab/run.ts", "export const seed = Math.random();"]],
      [["sim/engine/clock.ts", "export const now = () => Date.now();"]],
      [["chain/backends/flush.ts", "export const now = () => performance.now();"]],
      [["reports/page.ts", "export const made = () => new Date();"]],
      [["reports/numbers.ts", "export const text = (n: number) => n.toLocaleString();"]],
      [["scenarios/load.ts", "export const byName = (a: string, b: string) => a.localeCompare(b);"]],
      [["lab/run.ts", "export function f(x: any) { return x; }"]],
      [["lab/run.ts", "export const f = (x: object) => x as any;"]],
      [["chain/backends/flush.ts", "export const f = (x: object) => x as unknown as string;"]],
      [["lab/run.ts", 'export function f() { console.log("x"); }']],
      [["lab/run.ts", "export function f() { try { g(); } catch {} }"]],
      [["agents/honest/peer.ts", "export const f = async () => 1;"]],
      [["sim/engine/heap.ts", "let count = 0; export const f = () => count++;"]],
      [["sim/engine/heap.ts", "export let count = 0;"]],
      [["chain/programs/suite-chain.ts", 'import { Clock, start } from "solana-bankrun";\nexport { Clock, start };']],
    ],
  },
  {
    name: "comments hide nothing",
    check: comments,
    canaries: [
      [["lab/run.ts", "// @ts-ignore\nexport {};"]],
      [["lab/run.ts", "// TODO later\nexport {};"]],
      [["lab/run.ts", "/**\n * FIXME\n */\nexport {};"]],
    ],
  },
  {
    name: "files and functions stay small, and old offenders only shrink",
    check: sizes,
    canaries: [
      [["lab/run.ts", "export {};\n".repeat(301)]],
      [["lab/run.ts", `export function long() {\n${"  f();\n".repeat(60)}}`]],
      [
        ["lab/run.ts", `export const long = () => {\n${"  f();\n".repeat(90)}};`],
        [RATCHET_FILE, '{"lab/run.ts#long": 70}'],
      ],
      [
        [RATCHET_FILE, '{"lab/run.ts#gone": 70}'],
        ["lab/run.ts", "export {};"],
      ],
      [
        [RATCHET_FILE, '{"lab/run.ts": 400}'],
        ["lab/run.ts", "export {};\n".repeat(350)],
      ],
    ],
  },
  { name: "base/ stays small", check: baseFiles, canaries: [[["base/strings.ts", "export {};"]]] },
  {
    name: "exported functions and classes have a docstring",
    check: docstrings,
    canaries: [
      [["sim/engine/heap.ts", "export class Heap {}"]],
      [["base/units.ts", "const a = 1;\nexport function f() { return a; }"]],
    ],
  },
];
