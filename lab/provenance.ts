import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** The commit of the sources; "unknown" outside a git checkout, with "+changes" when files differ from it. */
export function commitOf(): string {
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
  const text = await readFile(join(import.meta.dirname, "..", "package.json"), "utf8");
  const { version, dependencies } = JSON.parse(text) as { version: string; dependencies: Record<string, string> };
  const named = ["@solana/web3.js", "solana-bankrun", "anchor-bankrun", "seedrandom"];
  return {
    node: process.version,
    twinlight: version,
    ...Object.fromEntries(named.map((name) => [name, dependencies[name]])),
  };
}
