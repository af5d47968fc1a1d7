import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { parseAst } from "vitest/node";

/** A node of the syntax tree (ESTree with TypeScript's nodes), as far as the rules look at it. */
export interface SyntaxNode {
  readonly type: string;
  /** Offsets into the text, end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** One file of the project; parsed when a rule first asks. */
export class SourceFile {
  readonly path: string;
  readonly text: string;
  #program: SyntaxNode | undefined;

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }

  /** @throws whatever the parser throws on a syntax error: `tsc` says it better */
  get program(): SyntaxNode {
    this.#program ??= parseAst(
      this.text,
      { lang: this.path.endsWith(".mjs") ? "js" : "ts" },
      this.path,
    ) as unknown as SyntaxNode;
    return this.#program;
  }

  get isTest(): boolean {
    return this.path.endsWith(".test.ts");
  }

  /** First folder of the path; "" for a file at the top. */
  get zone(): string {
    return this.path.includes("/") ? (this.path.split("/")[0] ?? "") : "";
  }

  /** 1-based line of an offset. */
  lineAt(offset: number): number {
    let line = 1;
    for (let at = this.text.indexOf("\n"); at >= 0 && at < offset; at = this.text.indexOf("\n", at + 1)) line += 1;
    return line;
  }
}

/** Path (with `/`, from the project's root) to file. */
export type Tree = ReadonlyMap<string, SourceFile>;

export interface Finding {
  readonly path: string;
  readonly line: number;
  readonly problem: string;
}

/** One sentence of the house style, checkable. */
export interface TidyRule {
  readonly name: string;
  readonly check: (tree: Tree) => Finding[];
  /** Trees of [path, text] that must each trip the rule at the first path given. */
  readonly canaries: readonly (readonly (readonly [path: string, text: string])[])[];
}

const BINARY = /\.(so|png|jpg|parquet|xz|gz|woff2?)$/;
const CODE = /\.(ts|mts|mjs)$/;

/** A tree from texts: for canaries. */
export function treeOf(files: readonly (readonly [path: string, text: string])[]): Tree {
  return new Map(files.map(([path, text]) => [path, new SourceFile(path, text)]));
}

/** The project as git sees it: tracked files and new ones that are not ignored. Binary files appear with an empty text. */
export function readTree(root: string): Tree {
  const listed = execFileSync(
    "git",
    ["-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
    {
      cwd: root,
      encoding: "utf8",
      maxBuffer: 1 << 26,
    },
  );
  const paths = listed.split("\0").filter((path) => path !== "" && existsSync(posix.join(root, path)));
  return treeOf(
    [...new Set(paths)]
      .sort()
      .map((path) => [path, BINARY.test(path) ? "" : readFileSync(posix.join(root, path), "utf8")]),
  );
}

/** The TypeScript and JavaScript files of a tree. */
export function codeFiles(tree: Tree): SourceFile[] {
  return [...tree.values()].filter((file) => CODE.test(file.path));
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

/** Depth first, parents before children. */
export function walk(
  node: SyntaxNode,
  visit: (node: SyntaxNode, parent: SyntaxNode | undefined) => void,
  parent?: SyntaxNode,
): void {
  visit(node, parent);
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) walk(item, visit, node);
    } else if (isNode(value)) walk(value, visit, node);
  }
}

/** A child node by key, where there is one. */
export function child(node: SyntaxNode | undefined, key: string): SyntaxNode | undefined {
  const value = node?.[key];
  return isNode(value) ? value : undefined;
}

/** Name of an identifier or of a private one; text of a string literal; "" for anything else. */
export function nameOf(node: SyntaxNode | undefined): string {
  if (node?.type === "Identifier" || node?.type === "PrivateIdentifier") return String(node.name);
  return node?.type === "Literal" && typeof node.value === "string" ? node.value : "";
}

export interface ImportEdge {
  readonly specifier: string;
  readonly line: number;
  /** Path of the file meant, for a relative specifier. */
  readonly target: string | undefined;
}

const IMPORTING = new Set([
  "ImportDeclaration",
  "ExportNamedDeclaration",
  "ExportAllDeclaration",
  "ImportExpression",
  "TSImportType",
]);

/** Every module a file names: static, dynamic with a literal, re-exported, or as a type. */
export function importsOf(file: SourceFile): ImportEdge[] {
  const edges: ImportEdge[] = [];
  walk(file.program, (node) => {
    if (!IMPORTING.has(node.type)) return;
    const specifier = nameOf(child(node, "source"));
    if (specifier === "") return;
    const target = specifier.startsWith(".")
      ? posix.normalize(posix.join(posix.dirname(file.path), specifier))
      : undefined;
    edges.push({ specifier, line: file.lineAt(node.start), target });
  });
  return edges;
}
