import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

const PACKAGE_FILE = join(import.meta.dirname, "..", "package.json");

/**
 * The commit of the sources, with "+changes" when files differ from it; of an installed package the one it was built from, since git
 * would answer for the project that installed it; "unknown" where neither can be said.
 */
export function commitOf(): string {
  const { commit } = JSON.parse(readFileSync(PACKAGE_FILE, "utf8")) as { readonly commit?: string };
  if (commit !== undefined) return commit;
  const git = (...args: string[]): string =>
    execFileSync("git", args, {
      cwd: import.meta.dirname,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  try {
    return git("rev-parse", "HEAD") + (git("status", "--porcelain") === "" ? "" : "+changes");
  } catch (error) {
    // git is absent, or this is an unpacked tarball: a run is valid all the same, and says so.
    if (error instanceof Error) return "unknown";
    throw error;
  }
}

/** Versions of Node, of this project and of the packages that results may depend on. */
export async function dependencyVersions(): Promise<Record<string, string>> {
  const text = await readFile(PACKAGE_FILE, "utf8");
  const { version, dependencies } = JSON.parse(text) as { version: string; dependencies: Record<string, string> };
  const named = ["@solana/web3.js", "solana-bankrun", "anchor-bankrun", "seedrandom"];
  return {
    node: process.version,
    twinlight: version,
    ...Object.fromEntries(named.map((name) => [name, dependencies[name]])),
  };
}
