/**
 * Packs the project, installs the tarball in a folder that `twinlight init` made outside of it, and runs there what a reviewer would:
 * the scenario with the own strategy, its report, the check, a small search, the property test, the compiler, and a rule by its path.
 *   node cli/package-trial.ts [TARBALL]
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const IMPORTS = `
import { loadScenario, preview, runScenario, sweep } from "twinlight";
import { INVARIANTS } from "twinlight/testing";
import { cumulativeScheduleBase } from "twinlight/protocol/emission/schedule";
const missing = Object.entries({ loadScenario, preview, runScenario, sweep, cumulativeScheduleBase }).filter(([, one]) => typeof one !== "function");
if (missing.length > 0 || INVARIANTS.length !== 10) throw new Error("missing: " + missing.map(([name]) => name).join(", "));
const { summary } = await runScenario(loadScenario("four-attackers", { sets: ["horizon=2d"] }));
if (summary.chain.transactions === 0) throw new Error("no transaction ran on the packed programs");
const swept = await sweep({ scenario: "four-attackers", vary: ["tiers.gold.stake=100LANTERN,500LANTERN"], seeds: 1, sets: ["horizon=2d", "chain.cohort=6", "chain.attackersInCohort=2"] }, { workers: 2, folder: "out-sweep" });
if (!swept.result.complete) throw new Error("the sweep's workers did not run");
console.log("imports", summary.stateHash);
process.exit(0);
`;

const scratch = mkdtempSync(join(tmpdir(), "twinlight-package-"));
try {
  const tarball = process.argv[2] ?? pack();
  const folder = join(scratch, "mine");
  run("init", ROOT, process.execPath, ["cli/main.ts", "init", folder, "--package", tarball]);
  run("install", folder, "npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"]);
  run("scenario", folder, "npm", ["run", "--silent", "scenario"]);
  const { attacks } = JSON.parse(readFileSync(join(folder, "out", "summary.json"), "utf8"));
  if (attacks[0]?.strategy !== "my-inflation" || !existsSync(join(folder, "out", "report.html")))
    throw new Error("the own strategy is not in the run's summary, or there is no report");
  run("replay", folder, "npx", ["--no-install", "twinlight", "replay", "out"]);
  run("check", folder, "npx", ["--no-install", "twinlight", "check", "my-scenario.yaml", "--seeds", "2", "--faults"]);
  const hunt = ["attack", "search", "my-scenario.yaml", "--strategy", "my-inflation", "--budget", "12", "--seeds", "2"];
  run("search", folder, "npx", ["--no-install", "twinlight", ...hunt, "--given-seeds", "0", "--no-explain"]);
  run("test", folder, "npm", ["test", "--silent"]);
  run("types", folder, "npm", ["run", "--silent", "types"]);
  writeFileSync(join(folder, "imports.mjs"), IMPORTS);
  run("imports", folder, "npx", ["--no-install", "node", "imports.mjs"]);
  console.log("the packed package works outside the project");
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function pack(): string {
  run("pack", ROOT, "npm", ["pack", "--pack-destination", scratch, "--loglevel=error"]);
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  return join(scratch, `twinlight-${version}.tgz`);
}

/** Runs a step with its output shown; throws where it fails. Each finds its Node by its own folder. */
function run(step: string, cwd: string, command: string, args: readonly string[]): void {
  const startedMs = performance.now();
  console.log(`--> ${step}: ${command} ${args.join(" ")}`);
  execFileSync(command, args, { cwd, stdio: "inherit" });
  console.log(`<-- ${step}: ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
}
