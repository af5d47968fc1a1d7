/** Rust toolchain and linker of the programs: which versions, where they lie, how they are called. `chain/programs/README.md` tells why. */
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { TwinError } from "../../base/errors.ts";

export const PROGRAMS_DIR = fileURLToPath(new URL("../programs", import.meta.url));
export const DEPLOY_DIR = fileURLToPath(new URL("../deploy", import.meta.url));
export const LINKER_VERSION = "0.2.6";
/** Crates whose `.so` is deployed. */
export const PROGRAM_NAMES = ["registry", "rewards_vault", "staking", "vesting", "oracle", "governance"] as const;

/** The nightly that `rust-toolchain.toml` pins: another one may miscompile 64-bit products without a word. */
export function rustChannel(): string {
  const text = readFileSync(join(PROGRAMS_DIR, "rust-toolchain.toml"), "utf8");
  const channel = /^channel = "(.+)"$/m.exec(text)?.[1];
  if (channel === undefined) throw new TwinError("CHAIN_TOOLCHAIN", "rust-toolchain.toml names no channel");
  return channel;
}

/** Root of the cached linker, outside the clone: compiling it takes ten minutes, once for each toolchain. */
export function linkerRoot(): string {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
  return join(cache, "twinlight", `sbpf-linker-${LINKER_VERSION}-${rustChannel()}`);
}

/** Path of the linker's executable, there or not. */
export function linkerPath(): string {
  return join(linkerRoot(), "bin", "sbpf-linker");
}

/** Whether the cached linker runs and says the pinned version. */
export function linkerIsReady(): boolean {
  if (!existsSync(linkerPath())) return false;
  const answer = spawnSync(linkerPath(), ["--version"], { encoding: "utf8", env: linkerEnvironment() });
  return answer.status === 0 && answer.stdout.startsWith(`sbpf-linker ${LINKER_VERSION}`);
}

/** Folder of the toolchain, e.g. for its libLLVM, which the linker loads at run time. */
export function sysroot(): string {
  return execFileSync("rustc", ["--print", "sysroot"], { cwd: PROGRAMS_DIR, encoding: "utf8" }).trim();
}

function linkerEnvironment(): NodeJS.ProcessEnv {
  const libraries = [join(sysroot(), "lib"), process.env.LD_LIBRARY_PATH].filter(
    (path) => path !== undefined && path !== "",
  );
  return { ...process.env, LD_LIBRARY_PATH: libraries.join(delimiter) };
}

/** Flags for SBPF v0 without a machine's paths in it; `sourceDir` is where the workspace lies. */
function rustFlags(sourceDir: string): string[] {
  const cargoHome = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
  return [
    `-Clinker=${linkerPath()}`,
    "-Cpanic=abort",
    // No 32-bit relative lookup tables in read-only data.
    "-Crelocation-model=static",
    // v0 has none of the instructions that v3 and v4 processors add.
    "-Ctarget-cpu=v2",
    // The virtual machine loads and stores at any address, as Solana's own compiler knows; upstream LLVM splits packed fields into bytes.
    "-Ctarget-feature=+allows-misaligned-mem-access",
    // The linker's default is v3, which Solana 1.18 does not load.
    "-Clink-arg=--arch=v0",
    // Upstream BPF has frames of 512 bytes.
    "-Clink-arg=--llvm-args=--bpf-stack-size=4096",
    // No stray copy below ./target/deploy.
    "-Clink-arg=--deploy=false",
    // Panic locations must not depend on the machine.
    `--remap-path-prefix=${cargoHome}=/cargo`,
    `--remap-path-prefix=${sysroot()}=/rust`,
    `--remap-path-prefix=${sourceDir}=/src`,
  ];
}

/** A build of programs. */
export interface Build {
  readonly sourceDir: string;
  readonly targetDir: string;
  readonly outDir: string;
  /** Crates to build: all where not named. */
  readonly programs?: readonly string[];
  /** `CRATE/FEATURE` of the one check that is left out. Only `mutants.ts` passes it: the crates refuse such a build otherwise. */
  readonly mutant?: string;
}

/**
 * Builds the workspace at `sourceDir` and leaves one `.so` a program in `outDir`.
 * @throws TwinError CHAIN_TOOLCHAIN without linker, CHAIN_BUILD when cargo fails
 */
export function buildPrograms(build: Build): void {
  if (!linkerIsReady()) {
    const expected = "node chain/tools/setup.ts to have run (ten minutes, once)";
    throw new TwinError("CHAIN_TOOLCHAIN", "sbpf-linker is not in the cache", { value: linkerPath(), expected });
  }
  const { sourceDir, targetDir, outDir, programs = PROGRAM_NAMES, mutant } = build;
  const flags = [...rustFlags(sourceDir), ...(mutant === undefined ? [] : ["--cfg=twinlight_mutants"])];
  const packages = new Set([...programs, ...(mutant === undefined ? [] : [mutant.split("/")[0]])]);
  const args = ["build", "--locked", "--release", "--target", "bpfel-unknown-none", "-Zbuild-std=core,alloc"];
  args.push(...[...packages].flatMap((name) => ["-p", name]));
  if (mutant !== undefined) args.push("--features", mutant);
  const env = {
    ...linkerEnvironment(),
    CARGO_TARGET_DIR: targetDir,
    // Unlike RUSTFLAGS this form tolerates spaces in paths.
    CARGO_ENCODED_RUSTFLAGS: flags.join("\x1f"),
  };
  const run = spawnSync("cargo", args, { cwd: sourceDir, env, stdio: ["ignore", 2, 2] });
  if (run.status !== 0) throw new TwinError("CHAIN_BUILD", "cargo build failed", { value: run.status ?? run.signal });
  mkdirSync(outDir, { recursive: true });
  const release = join(targetDir, "bpfel-unknown-none", "release");
  for (const name of programs) copyFileSync(join(release, `lib${name}.so`), join(outDir, `${name}.so`));
}
