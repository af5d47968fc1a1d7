/**
 * Plants each defect in a copy of the sources and asks who notices: `check` over a few worlds, then the tests beside the rule. Fails
 * where fewer than 95% are noticed. Not part of CI: it takes about ten minutes.
 *   node bench/mutants.ts [PART OF A NAME | NUMBER TO BEGIN WITH]
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PLANTED_DEFECTS, type PlantedDefect } from "./planted-defects.ts";

const ROOT = join(import.meta.dirname, "..");
const COPIED = ["base", "protocol", "sim", "agents", "scenarios", "chain", "lab", "reports", "cli", "testing"];
const FILES = ["package.json", "tsconfig.json", "vitest.config.ts"];
const CAUGHT_SHARE_MIN = 0.95;
/** Worlds that have attackers, slashes, receipts that get lost, and programs to agree with. */
const CHECK = ["check", "four-attackers", "--seeds", "4", "--faults", "--no-shrink", "--workers", "2"];
const SETS = ["horizon=8d", "chain.cohort=12"];

type Catcher = "check" | "suite" | "nobody";

const copy = mkdtempSync(join(tmpdir(), "twinlight-mutants-"));
try {
  for (const folder of COPIED)
    cpSync(join(ROOT, folder), join(copy, folder), { recursive: true, filter: (path) => !path.includes("/target") });
  for (const file of FILES) cpSync(join(ROOT, file), join(copy, file));
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
  if (checkFails("clean")) throw new Error("the check fails without any defect");
  const which = process.argv[2] ?? "1";
  const asked = /^\d+$/.test(which)
    ? PLANTED_DEFECTS.slice(Number(which) - 1)
    : PLANTED_DEFECTS.filter(({ name }) => name.includes(which));
  // A suite that fails anyway would notice everything.
  for (const suite of new Set(asked.map((defect) => defect.suite)))
    if (!suitePasses(suite)) throw new Error(`${suite} fails without any defect`);
  const caught = asked.map((defect, index) => {
    const by = catcherOf(defect, `mutant-${index}`);
    console.log(`${String(index + 1).padStart(2)} of ${asked.length}  ${by.padEnd(6)}  ${defect.name}`);
    return by;
  });
  const count = (by: Catcher) => caught.filter((one) => one === by).length;
  const share = 1 - count("nobody") / asked.length;
  console.log(
    `${(100 * share).toFixed(1)}% noticed: ${count("check")} by check, ${count("suite")} by tests, ${count("nobody")} by nobody`,
  );
  process.exitCode = share >= CAUGHT_SHARE_MIN ? 0 : 1;
} finally {
  rmSync(copy, { recursive: true, force: true });
}

/** Plants the defect, asks, and takes it away again. */
function catcherOf({ file, from, to, suite, name }: PlantedDefect, label: string): Catcher {
  const path = join(copy, file);
  const whole = readFileSync(path, "utf8");
  if (whole.split(from).length !== 2) throw new Error(`${name}: its place does not stand once in ${file}`);
  writeFileSync(
    path,
    whole.replace(from, () => to),
  );
  try {
    if (checkFails(label)) return "check";
    return suitePasses(suite) ? "nobody" : "suite";
  } finally {
    writeFileSync(path, whole);
  }
}

function suitePasses(suite: string): boolean {
  return runs(["node_modules/vitest/vitest.mjs", "run", suite]);
}

function checkFails(label: string): boolean {
  const sets = SETS.flatMap((set) => ["--set", set]);
  return !runs(["cli/main.ts", ...CHECK, ...sets, "--out", join(copy, `${label}.jsonl`)]);
}

/** Whether the command ends well. */
function runs(args: readonly string[]): boolean {
  return spawnSync(process.execPath, args, { cwd: copy, stdio: "ignore" }).status === 0;
}
