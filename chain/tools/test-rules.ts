/** `node chain/tools/test-rules.ts`: the programs' Rust rules against chain/vectors, on the host. */
import { spawnSync } from "node:child_process";
import { PROGRAMS_DIR } from "./sbf-toolchain.ts";

const run = spawnSync("cargo", ["test", "--locked", "-p", "twinlight_rules"], { cwd: PROGRAMS_DIR, stdio: "inherit" });
process.exitCode = run.status ?? 1;
