import { codeFiles, type Finding, importsOf, type SourceFile, type TidyRule, type Tree } from "./tree.ts";

/** STYLE: imports run downhill. What each folder may import beside itself; a path with a dot is one file. */
const DOWNHILL: Readonly<Record<string, readonly string[]>> = {
  base: [],
  protocol: ["base"],
  sim: ["base"],
  agents: ["base", "protocol", "sim"],
  chain: ["base", "protocol"],
  scenarios: ["base", "protocol", "sim", "agents", "chain"],
  lab: ["base", "protocol", "sim", "agents", "chain", "scenarios"],
  reports: [
    "base",
    "protocol",
    "chain/cost-model",
    "scenarios/result.ts",
    "scenarios/sweep-result.ts",
    "scenarios/frontier-result.ts",
    "scenarios/preview-result.ts",
    "scenarios/validation-result.ts",
    "scenarios/economy/economy-result.ts",
  ],
  notebooks: ["base", "protocol", "scenarios/result.ts", "scenarios/sweep-result.ts", "reports"],
  cli: ["base", "protocol", "sim", "agents", "chain", "scenarios", "lab", "reports"],
  testing: ["base", "protocol", "sim", "agents", "chain", "scenarios", "lab"],
  bench: ["base", "protocol", "sim", "agents", "chain", "scenarios", "lab", "reports"],
  tidy: [],
};

/** Packages that only some folders may name, so that what they bring in stays there. */
const PACKAGE_HOMES: readonly {
  readonly pattern: RegExp;
  readonly homes: readonly string[];
  readonly tests: boolean;
  readonly why: string;
}[] = [
  {
    pattern: /^(@solana\/|solana-bankrun|anchor-bankrun|@coral-xyz\/|litesvm)/,
    homes: ["chain", "bench"],
    tests: false,
    why: "web3.js and bankrun types stop at chain/",
  },
  { pattern: /^seedrandom/, homes: ["sim/random", "bench"], tests: false, why: "draw from sim/random" },
  {
    pattern: /^fast-check/,
    homes: ["testing", "chain/conformance"],
    tests: true,
    why: "property tests live in *.test.ts and testing/",
  },
  {
    pattern: /^vitest/,
    homes: ["testing", "tidy", "chain/conformance", "vitest.config.ts"],
    tests: true,
    why: "tests live in *.test.ts",
  },
  { pattern: /^commander/, homes: ["cli"], tests: false, why: "only cli/ reads command lines" },
];

function within(path: string, homes: readonly string[]): boolean {
  return homes.some((home) => path === home || path.startsWith(`${home}/`));
}

function uphill(tree: Tree): Finding[] {
  const findings: Finding[] = [];
  for (const file of codeFiles(tree)) {
    const allowed = DOWNHILL[file.zone];
    if (file.zone === "") continue;
    if (allowed === undefined)
      findings.push({
        path: file.path,
        line: 1,
        problem: `folder ${file.zone}/ has no place in the import order: add it to tidy/imports.ts`,
      });
    else
      for (const edge of importsOf(file)) {
        if (edge.target === undefined || within(edge.target, [file.zone, ...allowed])) continue;
        if (file.isTest && within(edge.target, ["testing"])) continue;
        findings.push({
          path: file.path,
          line: edge.line,
          problem: `uphill import of ${edge.target}; ${file.zone}/ may import ${allowed.join(", ") || "nothing else"}`,
        });
      }
  }
  return findings;
}

/** base/ and protocol/ run in a browser too: Node's modules reach them through protocol/crypto. */
function mayUseNode(file: SourceFile): boolean {
  if (file.zone !== "base" && file.zone !== "protocol") return true;
  return file.isTest || /^protocol\/crypto\/node-[a-z0-9-]+\.ts$/.test(file.path);
}

function nodeModules(tree: Tree): Finding[] {
  return codeFiles(tree)
    .filter((file) => !mayUseNode(file))
    .flatMap((file) =>
      importsOf(file)
        .filter((edge) => edge.specifier.startsWith("node:"))
        .map((edge) => ({
          path: file.path,
          line: edge.line,
          problem: `${edge.specifier} outside protocol/crypto/node-*.ts: take it as an argument or through protocol/crypto`,
        })),
    );
}

function packageHomes(tree: Tree): Finding[] {
  const findings: Finding[] = [];
  for (const file of codeFiles(tree))
    for (const edge of importsOf(file)) {
      const home = PACKAGE_HOMES.find(({ pattern }) => pattern.test(edge.specifier));
      if (home === undefined || within(file.path, home.homes) || (home.tests && file.isTest)) continue;
      findings.push({
        path: file.path,
        line: edge.line,
        problem: `${edge.specifier} belongs to ${home.homes.join(", ")}: ${home.why}`,
      });
    }
  return findings;
}

export const IMPORT_RULES: readonly TidyRule[] = [
  {
    name: "imports run downhill",
    check: uphill,
    canaries: [
      [["protocol/tiers/tier.ts", 'import { heap } from "../../sim/engine/heap.ts";']],
      [["sim/engine/heap.ts", 'export type { Leaf } from "../../protocol/ledger.ts";']],
      [["reports/page.ts", 'import { world } from "../scenarios/world.ts";']],
      [["agents/honest/peer.ts", 'const ledger = await import("../../chain/backends/bankrun.ts");']],
      [["misplaced/thing.ts", "export {};"]],
    ],
  },
  {
    name: "base and protocol take nothing from Node",
    check: nodeModules,
    canaries: [
      [["protocol/merkle/tree.ts", 'import { createHash } from "node:crypto";']],
      [["base/units.ts", 'import os from "node:os";']],
    ],
  },
  {
    name: "packages stay in the folders that own them",
    check: packageHomes,
    canaries: [
      [["lab/run.ts", 'import type { PublicKey } from "@solana/web3.js";']],
      [["scenarios/world.test.ts", 'import { start } from "solana-bankrun";']],
      [["agents/honest/peer.ts", 'import seedrandom from "seedrandom";']],
    ],
  },
];
