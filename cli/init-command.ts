import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import type { Command } from "commander";
import { TwinError } from "../base/errors.ts";
import { starterFiles } from "./starter-files.ts";
import type { Terminal } from "./terminal.ts";

/** Versions that this Twinlight was tested with. */
const VITEST_VERSION = "5.1.0";
const FAST_CHECK_VERSION = "4.10.2";

/** `init DIR`: a folder outside the project with a strategy of one's own. */
export function addInitCommand(program: Command, terminal: Terminal): void {
  program
    .command("init")
    .description("begin a strategy of your own in a folder outside this project: scenario, strategy, property test")
    .argument("<dir>", "a folder that is empty or does not exist")
    .option("--package <spec>", "what npm installs as twinlight: a tarball of `npm pack`, or a version")
    .addHelpText("after", "\nExample:\n  npm pack && twinlight init ../my-strategy --package twinlight-0.1.0.tgz\n")
    .action((folder: string, { package: spec }: { readonly package?: string }) => {
      requireEmpty(folder);
      const { version, dependencies } = ownPackage();
      const files = starterFiles({
        packageSpec: spec === undefined ? version : installable(spec, folder),
        nodeVersion: dependencies.node,
        vitestVersion: VITEST_VERSION,
        fastCheckVersion: FAST_CHECK_VERSION,
      });
      mkdirSync(folder, { recursive: true });
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
      terminal.out(`${folder}: ${Object.keys(files).join(", ")}`);
      terminal.out(`next: cd ${folder} && npm install && npm run scenario && npm test`);
      if (spec === undefined)
        terminal.err(`note: twinlight ${version} must be in a registry; else give --package a tarball`);
    });
}

/** @throws TwinError INIT_NOT_EMPTY: nothing of anybody's is overwritten */
function requireEmpty(folder: string): void {
  if (!existsSync(folder)) return;
  const [found] = readdirSync(folder);
  if (found === undefined) return;
  const facts = { field: "DIR", value: folder, expected: "an empty folder, or one that does not exist" };
  throw new TwinError("INIT_NOT_EMPTY", `the folder holds ${found}`, facts);
}

/**
 * A tarball as npm finds it from `folder`; anything else as it is.
 * @throws TwinError INIT_PACKAGE_MISSING
 */
function installable(spec: string, folder: string): string {
  if (!spec.endsWith(".tgz")) return spec;
  if (!existsSync(spec)) {
    const facts = { field: "--package", value: spec, expected: "a tarball of npm pack, or a version" };
    throw new TwinError("INIT_PACKAGE_MISSING", "no such file", facts);
  }
  const path = isAbsolute(spec) ? spec : relative(resolve(folder), resolve(spec));
  return `file:${path}`;
}

function ownPackage(): { readonly version: string; readonly dependencies: { readonly node: string } } {
  return JSON.parse(readFileSync(join(import.meta.dirname, "..", "package.json"), "utf8"));
}
