/**
 * `node chain/tools/mutants.ts [NAME…]`: builds each mutant (a program with one check left out) into a scratch folder and runs the
 * programs' tests on it, which have to fail. Without names all of them, half a minute to a minute each; a name may be part of CRATE/FEATURE.
 * Exit code 1 and the names where the tests noticed nothing.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { TwinError } from "../../base/errors.ts";
import { buildPrograms, DEPLOY_DIR, PROGRAM_NAMES, PROGRAMS_DIR } from "./sbf-toolchain.ts";

/** What the crate of shared checks is part of, as far as it is tried: its checks are the same everywhere. */
const WIRE_PROGRAMS = ["registry", "rewards_vault", "staking"];
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Tests that run the crate's programs; the table of compute units is no test of checks. */
const TESTS: Readonly<Record<string, readonly string[]>> = {
  wire: ["exploits/", "staking", "registry", "rewards-vault", "vault-accounts", "initialize", "lifecycle"],
  registry: ["registry", "sponsored", "initialize", "lifecycle", "exploits/signatures", "exploits/accounts"],
  staking: ["staking", "initialize", "lifecycle", "genesis", "exploits/value", "exploits/accounts"],
  rewards_vault: [
    ...[
      "rewards-vault",
      "vault-accounts",
      "challenge",
      "safeguards",
      "oracle-roots",
      "genesis",
      "initialize",
      "lifecycle",
    ],
    ...["exploits/settlement", "exploits/accounts", "exploits/value"],
  ],
  vesting: ["vesting"],
  oracle: ["oracle", "governance-verifiers"],
  governance: ["governance"],
};

export interface Mutant {
  /** Folder of the crate. */
  readonly crate: string;
  /** Feature that leaves the check out. */
  readonly feature: string;
}

/** The mutants that the crates declare. */
export function mutants(): Mutant[] {
  return Object.keys(TESTS).flatMap((crate) => {
    const manifest = readFileSync(join(PROGRAMS_DIR, crate, "Cargo.toml"), "utf8");
    return [...manifest.matchAll(/^(mutant-[a-z-]+) = /gm)].map((match) => ({ crate, feature: match[1] }));
  });
}

/** Every feature name that the crate's sources ask for. */
export function featuresInSources(crate: string): string[] {
  const folder = join(PROGRAMS_DIR, crate, "src");
  const sources = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
  const code = sources.join("\n").replaceAll(/^\s*\/\/.*$/gm, "");
  return [...new Set([...code.matchAll(/"(mutant-[a-z-]+)"/g)].map((match) => match[1]))];
}

function packageOf(crate: string): string {
  return crate === "wire" ? "twinlight_wire" : crate;
}

/** Builds the programs that the mutant is part of; the others are the deployed ones. Gives the folder. */
function build({ crate, feature }: Mutant, scratch: string): string {
  const outDir = join(scratch, "deploy");
  mkdirSync(outDir, { recursive: true });
  for (const name of PROGRAM_NAMES) copyFileSync(join(DEPLOY_DIR, `${name}.so`), join(outDir, `${name}.so`));
  const targetDir = join(scratch, "target");
  const mutant = `${packageOf(crate)}/${feature}`;
  const programs = crate === "wire" ? WIRE_PROGRAMS : [crate];
  buildPrograms({ sourceDir: PROGRAMS_DIR, targetDir, outDir, programs, mutant });
  return outDir;
}

/** The first of the crate's tests that fails with the programs of `folder`; undefined when all pass. */
function failingTest(crate: string, folder: string, scratch: string): string | undefined {
  const vitest = join(ROOT, "node_modules", "vitest", "vitest.mjs");
  const reportFile = join(scratch, "report.json");
  rmSync(reportFile, { force: true });
  const args = [vitest, "run", "--bail=1", "--reporter=json", `--outputFile=${reportFile}`];
  args.push(...TESTS[crate].map((name) => `chain/programs/${name}`));
  const env = { ...process.env, TWINLIGHT_PROGRAMS_DIR: folder, RUST_LOG: "off" };
  const run = spawnSync(process.execPath, args, { cwd: ROOT, env, encoding: "utf8", maxBuffer: 1 << 28 });
  if (run.status === 0) return undefined;
  if (!existsSync(reportFile))
    throw new TwinError("CHAIN_MUTANTS", "the tests ended without a report", { value: run.stderr.slice(-2_000) });
  const report: Report = JSON.parse(readFileSync(reportFile, "utf8"));
  for (const file of report.testResults) {
    const failed = file.assertionResults.find(({ status }) => status === "failed");
    if (failed !== undefined) return failed.fullName;
    if (file.status === "failed" && file.message !== "") return `${file.name}: ${file.message.split("\n")[0]}`;
  }
  throw new TwinError("CHAIN_MUTANTS", "the tests failed without a failing test", { value: run.stderr.slice(-2_000) });
}

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/**
 * The crates refuse a mutant that this tool did not ask for.
 * @throws TwinError CHAIN_MUTANTS where a build with a mutant feature alone goes through
 */
function checkGuard(targetDir: string): void {
  for (const crate of new Set(mutants().map((mutant) => mutant.crate))) {
    const args = ["check", "--locked", "-p", packageOf(crate), "--features", `${packageOf(crate)}/mutant`];
    const env = { ...process.env, CARGO_TARGET_DIR: join(targetDir, "guard") };
    const run = spawnSync("cargo", args, { cwd: PROGRAMS_DIR, env, encoding: "utf8" });
    if (run.status === 0 || !run.stderr.includes("a mutant feature leaves out a check"))
      throw new TwinError("CHAIN_MUTANTS", `${crate} builds with a mutant feature`, { value: run.stderr.slice(-500) });
  }
}

/** Builds and tests the mutants whose name contains one of `names`; gives those that no test noticed. */
function survivors(names: readonly string[]): Mutant[] {
  const scratch = join(tmpdir(), "twinlight-mutants");
  checkGuard(scratch);
  const named = ({ crate, feature }: Mutant) => names.some((name) => `${crate}/${feature}`.includes(name));
  const chosen = mutants().filter((mutant) => names.length === 0 || named(mutant));
  if (chosen.length === 0) throw new TwinError("CHAIN_MUTANTS", "no such mutant", { value: names.join(" ") });
  for (const crate of new Set(chosen.map((mutant) => mutant.crate))) {
    const failing = failingTest(crate, DEPLOY_DIR, scratch);
    if (failing !== undefined)
      throw new TwinError("CHAIN_MUTANTS", "the tests fail without a mutant", { value: failing });
  }
  return chosen.filter((mutant, index) => {
    process.stderr.write(`mutant ${index + 1} of ${chosen.length}\n`);
    const noticed = failingTest(mutant.crate, build(mutant, scratch), scratch);
    console.log(`${mutant.crate}/${mutant.feature}: ${noticed === undefined ? "SURVIVES" : `caught by: ${noticed}`}`);
    return noticed === undefined;
  });
}

if (import.meta.main) {
  const alive = survivors(process.argv.slice(2));
  console.log(alive.length === 0 ? "every mutant was caught" : `${alive.length} survived`);
  if (alive.length > 0) process.exitCode = 1;
}
