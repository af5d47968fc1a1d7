import { child, nameOf, type SourceFile, type SyntaxNode } from "./tree.ts";

/** Folders whose results must be the same on any machine at any time. */
const DETERMINISTIC = new Set(["base", "protocol", "sim", "agents", "scenarios", "chain", "reports"]);

function isDeterministic(file: SourceFile): boolean {
  return DETERMINISTIC.has(file.zone) && !file.isTest && !file.path.startsWith("chain/tools/");
}

function mayPrint(file: SourceFile): boolean {
  return ["cli", "bench"].includes(file.zone) || file.path.startsWith("chain/tools/");
}

/** `object.property` of a member expression; "" for anything else, or computed. */
function memberName(node: SyntaxNode): string {
  if (node.type !== "MemberExpression" || node.computed === true) return "";
  return `${nameOf(child(node, "object"))}.${nameOf(child(node, "property"))}`;
}

/** A construct that is not written here. */
export interface Ban {
  readonly applies: (file: SourceFile) => boolean;
  readonly matches: (node: SyntaxNode, parent: SyntaxNode | undefined) => boolean;
  readonly problem: string;
}

const anywhere = () => true;
const outsideClients = (file: SourceFile) => !file.path.startsWith("chain/clients/") && file.path !== "tidy/tree.ts";

function isEmptyCatch(node: SyntaxNode): boolean {
  const body = child(node, "body")?.body;
  return node.type === "CatchClause" && Array.isArray(body) && body.length === 0;
}

function isAsync(node: SyntaxNode): boolean {
  return node.type === "AwaitExpression" || (node.type.includes("Function") && node.async === true);
}

/** Banned, each with what to write instead. */
export const BANS: readonly Ban[] = [
  {
    applies: anywhere,
    matches: (node) => memberName(node) === "Math.random",
    problem: "Math.random: draw from sim/random (counter-hash.ts, streams.ts)",
  },
  {
    applies: isDeterministic,
    matches: (node) => ["Date.now", "performance.now"].includes(memberName(node)),
    problem: "wall clock: take the time as an argument (simulated `atUs`), or measure in lab/",
  },
  {
    applies: isDeterministic,
    matches: (node) =>
      node.type === "NewExpression" &&
      nameOf(child(node, "callee")) === "Date" &&
      Array.isArray(node.arguments) &&
      node.arguments.length === 0,
    problem: "new Date(): take the time as an argument",
  },
  {
    applies: isDeterministic,
    matches: (node) => /\.(toLocale\w*|localeCompare)$/.test(memberName(node)) || memberName(node).startsWith("Intl."),
    problem: "locale formatting differs between machines: compare with < and >, format by hand",
  },
  {
    applies: outsideClients,
    matches: (node) => node.type === "TSAnyKeyword",
    problem: "any: write the type, or unknown and narrow it",
  },
  {
    applies: outsideClients,
    matches: (node) =>
      node.type === "TSAsExpression" && child(child(node, "expression"), "typeAnnotation")?.type === "TSUnknownKeyword",
    problem: "as unknown as: type the source, or narrow with a guard",
  },
  {
    applies: (file) => !mayPrint(file),
    matches: (node) => memberName(node).startsWith("console."),
    problem: "console: return the value; only cli/, bench/ and chain/tools/ print",
  },
  { applies: anywhere, matches: isEmptyCatch, problem: "empty catch: handle the error, or let it rise" },
  {
    applies: (file) =>
      ["protocol", "sim", "agents"].includes(file.zone) && !file.isTest && !file.path.startsWith("protocol/crypto/"),
    matches: isAsync,
    problem: "async below scenarios/: protocol, sim and agents are synchronous",
  },
  {
    applies: (file) => !file.isTest && file.zone !== "cli",
    matches: (node, parent) =>
      node.type === "VariableDeclaration" &&
      node.kind !== "const" &&
      (parent?.type === "Program" || parent?.type === "ExportNamedDeclaration"),
    problem: "mutable state of a module: keep it in an object that a caller owns",
  },
  {
    applies: anywhere,
    matches: (node, parent) =>
      node.type === "ImportSpecifier" &&
      nameOf(child(node, "imported")) === "start" &&
      nameOf(child(parent, "source")) === "solana-bankrun",
    problem: "solana-bankrun's start: it frees the accounts that it reads; use startBankrun",
  },
];
