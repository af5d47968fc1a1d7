/**
 * `node chain/tools/test.ts [FILTER…]`: the programs' suite, exploits, fuzz and conformance. The tests of the programs run twice, in
 * bankrun and in litesvm; the others choose both themselves. Without a filter more than ten minutes fail, since a suite that nobody
 * waits for is not run. Exit code 1 on a failure.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SUITE_BACKENDS, type SuiteBackend } from "../programs/suite-chain.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const LIMIT_SECONDS = 600;
const EVERYTHING = ["chain/"];
/** The programs' own tests: fuzz, conformance and backends choose their runtimes themselves, and need no second run. */
const SUITE = ["chain/programs/"];

/** Runs the tests whose paths contain one of `filters`; whether all passed. */
function passes(filters: readonly string[], backend: SuiteBackend): boolean {
  process.stderr.write(`chain tests, programs in ${backend}: ${filters.join(" ")}\n`);
  const args = [join(ROOT, "node_modules", "vitest", "vitest.mjs"), "run", ...filters];
  const env = { ...process.env, TWINLIGHT_SUITE_BACKEND: backend };
  return spawnSync(process.execPath, args, { cwd: ROOT, env, stdio: "inherit" }).status === 0;
}

if (import.meta.main) {
  const filters = process.argv.slice(2);
  const started = performance.now();
  const [first, ...further] = SUITE_BACKENDS;
  const all = [
    passes(filters.length === 0 ? EVERYTHING : filters, first),
    ...further.map((backend) => passes(filters.length === 0 ? SUITE : filters, backend)),
  ];
  const seconds = Math.round((performance.now() - started) / 1_000);
  const late = filters.length === 0 && process.env.TWINLIGHT_LONG !== "1" && seconds > LIMIT_SECONDS;
  console.log(`chain tests on ${SUITE_BACKENDS.join(" and ")}: ${seconds} s, limit ${LIMIT_SECONDS} s`);
  if (late || all.includes(false)) process.exitCode = 1;
}
