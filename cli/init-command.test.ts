import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { EXIT_BAD_INPUT, EXIT_DONE } from "./exit-code.ts";
import { runCli } from "./program.ts";

const scratch = mkdtempSync(join(tmpdir(), "twinlight-init-"));
afterAll(() => rmSync(scratch, { recursive: true }));

async function cli(...args: readonly string[]): Promise<{ readonly code: number; readonly err: string }> {
  const err: string[] = [];
  const code = await runCli(args, { out: () => undefined, err: (text) => err.push(text) });
  return { code, err: err.join("\n") };
}

describe("twinlight init", () => {
  it("writes a folder whose package is found from there", async () => {
    const tarball = join(scratch, "twinlight-0.1.0.tgz");
    writeFileSync(tarball, "");
    const folder = join(scratch, "mine");
    expect((await cli("init", folder, "--package", tarball)).code).toBe(EXIT_DONE);
    expect(readdirSync(folder).sort()).toEqual([
      ".gitignore",
      "README.md",
      "my-scenario.yaml",
      "my-strategy.test.ts",
      "my-strategy.ts",
      "package.json",
      "tsconfig.json",
    ]);
    const { dependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    expect(dependencies.twinlight).toBe(`file:${tarball}`);
  });

  it("overwrites nothing", async () => {
    const { code, err } = await cli("init", scratch);
    expect(code).toBe(EXIT_BAD_INPUT);
    expect(err).toContain("the folder holds");
  });

  it("names a tarball that is not there", async () => {
    const { code, err } = await cli("init", join(scratch, "other"), "--package", "none.tgz");
    expect(code).toBe(EXIT_BAD_INPUT);
    expect(err).toContain('--package: no such file; got "none.tgz"');
  });
});
