/** The peers that the benches compare with: SimPy in a virtual environment, and a Rust program, both in the user's cache. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Command } from "./measure.ts";

const SIMPY_VERSION = "4.1.1";
const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "twinlight", "bench");
const ENGINE_RUN = join(import.meta.dirname, "engine-run.ts");
/** Standard output is the bench's own: what the set-up says goes to standard error. */
const STDIO = ["ignore", 2, 2] as const;

export type PeerArgs = readonly (string | number)[];

/** Builds the Rust program with the default stable toolchain; a call of it. */
export function rustPeers(): (...args: PeerArgs) => Command {
  const manifest = join(import.meta.dirname, "rust-peers", "Cargo.toml");
  const target = join(CACHE, "rust-peers");
  execFileSync("cargo", ["build", "--release", "--locked", "--manifest-path", manifest, "--target-dir", target], {
    stdio: [...STDIO],
  });
  return (...args) => ({ program: join(target, "release", "rust-peers"), args });
}

/** Installs SimPy once, in a virtual environment named for its version; a call of the Python peers. */
export function simpyPeers(): (...args: PeerArgs) => Command {
  const environment = join(CACHE, `simpy-${SIMPY_VERSION}`);
  const python = join(environment, "bin", "python");
  const installed = join(environment, "bin", "pip");
  if (!existsSync(installed)) execFileSync("python3", ["-m", "venv", environment], { stdio: [...STDIO] });
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", `simpy==${SIMPY_VERSION}`];
  execFileSync(python, pip, { stdio: [...STDIO] });
  const script = join(import.meta.dirname, "simpy", "peers.py");
  return (...args) => ({ program: python, args: [script, ...args] });
}

/** A call of our own engine, in a process of its own. */
export function ownEngine(...args: PeerArgs): Command {
  return { program: process.execPath, args: [ENGINE_RUN, ...args] };
}
