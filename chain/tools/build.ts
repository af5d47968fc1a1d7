/** `node chain/tools/build.ts`: builds the programs into chain/deploy, checks them, and writes their digests. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TwinError } from "../../base/errors.ts";
import { checkSo } from "./check-so.ts";
import { buildPrograms, DEPLOY_DIR, PROGRAM_NAMES, PROGRAMS_DIR } from "./sbf-toolchain.ts";
import { DIGEST_FILE, digestList } from "./so-digest.ts";

/**
 * Builds `chain/deploy/*.so` from `chain/programs`; gives the digest list that it wrote beside them.
 * @throws TwinError CHAIN_TOOLCHAIN, CHAIN_BUILD, or CHAIN_SO where a program would not run alike everywhere
 */
export function buildDeployed(): string {
  buildPrograms({ sourceDir: PROGRAMS_DIR, targetDir: join(PROGRAMS_DIR, "target"), outDir: DEPLOY_DIR });
  for (const name of PROGRAM_NAMES) {
    const [problem] = checkSo(readFileSync(join(DEPLOY_DIR, `${name}.so`)));
    if (problem !== undefined) throw new TwinError("CHAIN_SO", problem, { file: `${name}.so` });
  }
  const digests = digestList(DEPLOY_DIR, PROGRAM_NAMES);
  writeFileSync(join(DEPLOY_DIR, DIGEST_FILE), digests);
  return digests;
}

if (import.meta.main) process.stdout.write(buildDeployed());
