/**
 * Builds what `npm pack` ships, into `dist/`: JavaScript and declarations (Node strips no types inside `node_modules`), and the files
 * that the code reads beside itself. Run by npm before it packs.
 *   node cli/build-package.ts
 */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { commitOf } from "../lab/provenance.ts";

const ROOT = join(import.meta.dirname, "..");
const DIST = join(ROOT, "dist");
/** What the code reads at run time, by folder and ending. */
const ASSETS: readonly (readonly [folder: string, ending: string])[] = [
  ["scenarios/cases", ".yaml"],
  ["scenarios/proposals", ".yaml"],
  ["scenarios", ".schema.json"],
  ["chain/deploy", ""],
  ["chain/idl", ".json"],
];
/** Workers are named by URL, which the compiler does not rewrite. */
const WORKER_URL = /new URL\("(\.{1,2}\/[\w/-]+)\.ts", import\.meta\.url\)/g;

rmSync(DIST, { recursive: true, force: true });
execFileSync(process.execPath, [join(ROOT, "node_modules", "typescript", "bin", "tsc"), "-p", "tsconfig.build.json"], {
  cwd: ROOT,
  stdio: "inherit",
});
for (const [folder, ending] of ASSETS) copyAssets(folder, ending);
for (const file of javascriptIn(DIST)) nameWorkers(file);
writeFileSync(join(DIST, "package.json"), `${JSON.stringify(packageFacts(), null, 2)}\n`);

function copyAssets(folder: string, ending: string): void {
  mkdirSync(join(DIST, folder), { recursive: true });
  const files = readdirSync(join(ROOT, folder), { withFileTypes: true });
  for (const file of files)
    if (file.isFile() && file.name.endsWith(ending))
      cpSync(join(ROOT, folder, file.name), join(DIST, folder, file.name));
}

function javascriptIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".js"))
    .map((path) => join(folder, path));
}

function nameWorkers(file: string): void {
  const before = readFileSync(file, "utf8");
  const after = before.replaceAll(WORKER_URL, (_match, stem: string) => {
    if (!existsSync(join(dirname(file), `${stem}.js`)))
      throw new Error(`${file} names ${stem}.ts, which was not built`);
    return `new URL("${stem}.js", import.meta.url)`;
  });
  if (/\.ts", import\.meta\.url\)/.test(after))
    throw new Error(`${file} names a TypeScript file, which is not shipped`);
  if (after !== before) writeFileSync(file, after);
}

/** What the code reads of its package at run time: outside a checkout there is no git to ask for the commit. */
function packageFacts(): Readonly<Record<string, unknown>> {
  const { name, version, type, dependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  return { name, version, type, dependencies, commit: commitOf() };
}
