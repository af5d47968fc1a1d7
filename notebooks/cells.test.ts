import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CELL_END, cellsOf, moduleOf, outputsOf, withOutputs } from "./cells.ts";

const PAGE =
  "# A page\n\n```ts\nconst a = 1;\n```\n\nText.\n\n```ts\nconsole.log(a);\n```\n\n```text\n0\n```\n\nEnd.\n";
const NOTEBOOKS = readdirSync(import.meta.dirname).filter((name) => /^\d\d-.*\.md$/.test(name));

describe("a notebook", () => {
  it("is read as cells with the output that stands below them", () => {
    expect(cellsOf(PAGE)).toEqual([
      { code: "const a = 1;\n", output: undefined },
      { code: "console.log(a);\n", output: "0\n" },
    ]);
  });

  it("gets new outputs in the place of the old, and keeps all else", () => {
    const page = withOutputs(PAGE, ["", "1\n"]);
    expect(page).toBe(PAGE.replace("```text\n0", "```text\n1"));
    expect(withOutputs(withOutputs(PAGE, ["x\n", ""]), ["", "0\n"])).toBe(PAGE);
  });

  it("prints each cell's lines apart", () => {
    expect(moduleOf(PAGE).split("\n").filter(Boolean)).toHaveLength(4);
    expect(outputsOf(`${CELL_END}\n1\n2\n${CELL_END}\n`)).toEqual(["", "1\n2\n"]);
  });

  it.each(NOTEBOOKS)("%s shows what it printed, without an error in it", (name) => {
    const cells = cellsOf(readFileSync(join(import.meta.dirname, name), "utf8"));
    const printing = cells.filter(({ code }) => code.includes("console.log("));
    expect(printing.length).toBeGreaterThan(0);
    for (const { output } of printing) expect(output).toMatch(/\d/);
    for (const { output = "" } of cells) expect(output).not.toMatch(/NaN|undefined|Error/);
  });
});
