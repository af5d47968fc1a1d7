import { describe, expect, it } from "vitest";
import { CODE_RULES } from "./tidy/code.ts";
import { DOCUMENT_RULES } from "./tidy/documents.ts";
import { IMPORT_RULES } from "./tidy/imports.ts";
import { NAME_RULES } from "./tidy/names.ts";
import { type Finding, readTree, treeOf } from "./tidy/tree.ts";

const tree = readTree(import.meta.dirname);

function show({ path, line, problem }: Finding): string {
  return `${path}:${line} ${problem}`;
}

it("the tree is read from the project's root", () => {
  expect([...tree.keys()]).toEqual(expect.arrayContaining(["package.json", "base/units.ts", "tidy.test.ts"]));
});

describe.each([...IMPORT_RULES, ...CODE_RULES, ...NAME_RULES, ...DOCUMENT_RULES])("$name", (rule) => {
  it("holds here", () => {
    expect(rule.check(tree).map(show)).toEqual([]);
  });

  it.each(rule.canaries.map((files) => ({ files, path: files[0]?.[0] })))("trips on $path", ({ files, path }) => {
    expect(rule.check(treeOf(files)).map((finding) => finding.path)).toContain(path);
  });
});
