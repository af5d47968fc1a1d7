/** `node chain/tools/verify.ts`: rebuilds the programs and compares with chain/deploy. Exit code 1 and a line for each difference. */
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { checkSo } from "./check-so.ts";
import { buildPrograms, DEPLOY_DIR, PROGRAM_NAMES, PROGRAMS_DIR } from "./sbf-toolchain.ts";
import { DIGEST_FILE, digestList } from "./so-digest.ts";

/**
 * Rebuilds from a copy of the sources in an empty folder and compares every byte; gives the differences, none when all is the same.
 * @throws TwinError CHAIN_TOOLCHAIN, CHAIN_BUILD
 */
export function verifyDeployed(): string[] {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "twinlight-verify-")));
  try {
    const sourceDir = join(folder, "programs");
    cpSync(PROGRAMS_DIR, sourceDir, { recursive: true, filter: (path) => basename(path) !== "target" });
    const outDir = join(folder, "deploy");
    buildPrograms({ sourceDir, targetDir: join(folder, "target"), outDir });
    const problems = PROGRAM_NAMES.flatMap((name) => {
      const built = readFileSync(join(outDir, `${name}.so`));
      const same = built.equals(readFileSync(join(DEPLOY_DIR, `${name}.so`)));
      const found = same ? [] : ["differs from chain/deploy"];
      return [...found, ...checkSo(built)].map((problem) => `${name}.so: ${problem}`);
    });
    const listed = readFileSync(join(DEPLOY_DIR, DIGEST_FILE), "utf8");
    return digestList(outDir, PROGRAM_NAMES) === listed ? problems : [...problems, `${DIGEST_FILE}: other digests`];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const problems = verifyDeployed();
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
  else process.stdout.write(`same bytes as chain/deploy\n${digestList(DEPLOY_DIR, PROGRAM_NAMES)}`);
}
