import { posix } from "node:path";
import { codeFiles, type Finding, importsOf, type TidyRule, type Tree } from "./tree.ts";

const FORBIDDEN_NAMES = new Set(["utils", "util", "helpers", "helper", "common", "misc", "types", "services", "index"]);
const KEBAB_FILE = /^[a-z0-9]+(-[a-z0-9]+)*(\.(long|fuzz|probe))?(\.test)?\.(ts|mts|mjs|yaml)$/;
/** The workspace of the programs follows Cargo's names. */
const CARGO = /^chain\/programs\//;

function fileNames(tree: Tree): Finding[] {
  const findings: Finding[] = [];
  for (const path of tree.keys()) {
    if (CARGO.test(path)) continue;
    const stems = path.split("/").map((part) => part.split(".")[0] ?? "");
    const forbidden = stems.find((stem) => FORBIDDEN_NAMES.has(stem));
    if (forbidden !== undefined)
      findings.push({
        path,
        line: 1,
        problem: `"${forbidden}" names no subject: call it what it holds, or keep it local`,
      });
    if (/\.(ts|mts|mjs|yaml)$/.test(path) && path !== "vitest.config.ts" && !KEBAB_FILE.test(posix.basename(path)))
      findings.push({ path, line: 1, problem: "file names are kebab-case after the main export" });
  }
  return findings;
}

/** A folder whose files must all be listed. */
const CATALOGS: readonly { readonly folder: string; readonly catalog: string }[] = [
  { folder: "agents/attacks", catalog: "agents/catalog.ts" },
  { folder: "reports/figures", catalog: "reports/catalog.ts" },
];

/** Files reached from `start` by relative imports: a strategy that nobody lists is one that nothing reaches. */
function reachable(tree: Tree, start: string): Set<string> {
  const seen = new Set<string>();
  const pending = [start];
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const file = tree.get(path);
    if (file === undefined || seen.has(path)) continue;
    seen.add(path);
    for (const edge of importsOf(file)) if (edge.target !== undefined) pending.push(edge.target);
  }
  return seen;
}

function catalogs(tree: Tree): Finding[] {
  return CATALOGS.flatMap(({ folder, catalog }) => {
    if (!tree.has(catalog)) return [];
    const listed = reachable(tree, catalog);
    return codeFiles(tree)
      .filter((file) => posix.dirname(file.path) === folder && !file.isTest && !listed.has(file.path))
      .map((file) => ({ path: file.path, line: 1, problem: `not in ${catalog}: add its line there` }));
  });
}

// Written in pieces, so that this file does not trip its own rule.
const MACHINE_PATH = /(^|[^\w.~}])\/(root|home|work|Users)\/[\w.]/;
const PRIVATE_HOST =
  /https?:\/\/(localhost|127\.0\.0\.1|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|[\w.-]+\.(internal|local|lan|corp)\b)/;
const SHARED = new RegExp(`\\.\\./${"shared"}\\b`);

/** A JSON-RPC endpoint on the own machine is what `chain/` talks to; a package registry there is a machine's secret. */
function isOwnValidator(text: string): boolean {
  return /https?:\/\/(localhost|127\.0\.0\.1)(:(8899|8900|\$\{)|["'`/\s]|$)/.test(text);
}

function hygiene(tree: Tree): Finding[] {
  const findings: Finding[] = [];
  for (const { path, text, zone } of tree.values()) {
    if (zone === "tidy") continue;
    for (const [index, line] of text.split("\n").entries()) {
      const at = { path, line: index + 1 };
      if (MACHINE_PATH.test(line)) findings.push({ ...at, problem: "a path of somebody's machine" });
      if (PRIVATE_HOST.test(line) && !isOwnValidator(line)) findings.push({ ...at, problem: "a private host name" });
      if (zone !== ".ci" && SHARED.test(line))
        findings.push({ ...at, problem: "what lies beside the clone is not there for others: ship it" });
      const resolved = /"resolved": "(https?:\/\/[^/]+)/.exec(line)?.[1];
      if (resolved !== undefined && resolved !== "https://registry.npmjs.org")
        findings.push({ ...at, problem: `a lock entry resolved by ${resolved}` });
    }
  }
  return findings;
}

export const NAME_RULES: readonly TidyRule[] = [
  {
    name: "files are named for subjects, in kebab-case",
    check: fileNames,
    canaries: [
      [["protocol/tiers/utils.ts", ""]],
      [["sim/helpers/heap.ts", ""]],
      [["protocol/index.ts", ""]],
      [["agents/attacks/washTraffic.ts", ""]],
      [["scenarios/cases/Sybil_Split.yaml", ""]],
    ],
  },
  {
    name: "catalogs are complete",
    check: catalogs,
    canaries: [
      [
        ["agents/attacks/framing.ts", "export {};"],
        ["agents/catalog.ts", 'import "./attacks/wash.ts";'],
        ["agents/attacks/wash.ts", "export {};"],
      ],
      [
        ["reports/figures/map.ts", "export {};"],
        ["reports/catalog.ts", "export {};"],
      ],
    ],
  },
  {
    name: "no file names a machine",
    check: hygiene,
    canaries: [
      [["lab/run.ts", 'export const out = "/home/ann/runs";']],
      [["docs/limits.md", "see /root/runs"]],
      [["package-lock.json", '"resolved": "https://mirror.example.org/zod.tgz",']],
      [[".npmrc", "registry=http://10.1.2.3:4873/"]],
      [["README.md", "http://packages.internal/npm"]],
      [["sim/network/rtt.ts", `export const from = "../${"shared"}/data";`]],
    ],
  },
];
