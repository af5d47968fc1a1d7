import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { featuresInSources, mutants } from "./mutants.ts";
import { DEPLOY_DIR, PROGRAM_NAMES, PROGRAMS_DIR } from "./sbf-toolchain.ts";
import { DIGEST_FILE, digestList } from "./so-digest.ts";

const crates = [...new Set(mutants().map(({ crate }) => crate))];
const manifest = (crate: string): string => readFileSync(join(PROGRAMS_DIR, crate, "Cargo.toml"), "utf8");
const MUTANT_TEXT = "TWINLIGHT MUTANT";

describe("mutants", () => {
  it("are of every program, and of the crate that they share", () => {
    expect([...crates].sort()).toEqual(["wire", ...PROGRAM_NAMES].sort());
  });

  it("are at least twenty, each declared in the crate whose sources leave the check out", () => {
    expect(mutants().length).toBeGreaterThanOrEqual(20);
    for (const crate of crates) {
      const declared = mutants().filter((mutant) => mutant.crate === crate);
      expect(declared.map(({ feature }) => feature).sort(), crate).toEqual(featuresInSources(crate).sort());
    }
  });

  it("each turn on the feature that the guard of its crate stops, and are on in no default", () => {
    for (const crate of crates) {
      const features = manifest(crate).split("[features]")[1].split("\n\n")[0].trim().split("\n");
      const [base, ...rest] = features;
      expect(base).toBe(crate === "wire" ? "mutant = []" : 'mutant = ["twinlight_wire/mutant"]');
      expect(rest.every((line) => /^mutant-[a-z-]+ = \["mutant"\]$/.test(line))).toBe(true);
      expect(readFileSync(join(PROGRAMS_DIR, crate, "src", "lib.rs"), "utf8")).toContain("mutant_guard!();");
    }
  });

  it("are in no dependency's feature list", () => {
    const lists = readdirSync(PROGRAMS_DIR, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    for (const { name } of lists.filter(({ name }) => !["target", "exploits"].includes(name)))
      expect(manifest(name), name).not.toMatch(/\{.*features = \[.*"mutant/);
    expect(readFileSync(join(PROGRAMS_DIR, "Cargo.toml"), "utf8")).not.toContain('features = ["mutant');
  });
});

describe("chain/deploy", () => {
  const files = readdirSync(DEPLOY_DIR).filter((name) => name.endsWith(".so"));

  it("holds every program and no mutant: each of them logs so with every refusal", () => {
    expect([...files].sort()).toEqual(PROGRAM_NAMES.map((name) => `${name}.so`).sort());
    for (const name of files) expect(readFileSync(join(DEPLOY_DIR, name)).includes(MUTANT_TEXT), name).toBe(false);
    const source = readFileSync(join(PROGRAMS_DIR, "wire", "src", "refuse.rs"), "utf8");
    expect(source, "the text is the one that the programs log").toContain(`log("${MUTANT_TEXT}")`);
  });

  it("is what the digest list says, and its builders pass no mutant", () => {
    const names = files.map((name) => name.slice(0, -".so".length));
    const lines = readFileSync(join(DEPLOY_DIR, DIGEST_FILE), "utf8").trim().split("\n").sort();
    expect(digestList(DEPLOY_DIR, names).trim().split("\n").sort()).toEqual(lines);
    for (const tool of ["build.ts", "verify.ts"])
      expect(readFileSync(new URL(tool, import.meta.url), "utf8"), tool).not.toContain("mutant");
  });
});
