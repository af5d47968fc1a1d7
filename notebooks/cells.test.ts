import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CELL_END, cellsOf, fastPage, markdownOf, moduleOf, outputsOf, withOutputs } from "./cells.ts";
import { picturesIn } from "./execute.ts";

const BLOCK = "\n<!-- output -->\n```text\n0\n```\n<!-- end of output -->\n";
const PAGE = `# A page\n\n\`\`\`ts\nconst a = 1; // fast: 2\n\`\`\`\n\nText.\n\n\`\`\`ts\nconsole.log(a);\n\`\`\`\n${BLOCK}\nEnd.\n`;
const FIGURE = "<!-- figure -->\n**Finding.**\n<!-- end of figure -->\n";
const NOTEBOOKS = readdirSync(import.meta.dirname).filter((name) => /^\d\d-.*\.md$/.test(name));

describe("a notebook", () => {
  it("is read as cells with the output that stands below them", () => {
    expect(cellsOf(PAGE)).toEqual([
      { code: "const a = 1; // fast: 2\n", output: undefined },
      { code: "console.log(a);\n", output: "```text\n0\n```\n" },
    ]);
  });

  it("gets new outputs in the place of the old, and keeps all else", () => {
    const page = withOutputs(PAGE, ["", "1\n"]);
    expect(page).toBe(PAGE.replace("```text\n0", "```text\n1"));
    expect(withOutputs(withOutputs(PAGE, ["x\n", ""]), ["", "0\n"])).toBe(PAGE);
  });

  it("shows lines in a fence and figures as they are, in the order in which they were printed", () => {
    expect(markdownOf(`1\n${FIGURE}2\n`)).toBe("```text\n1\n```\n\n**Finding.**\n\n```text\n2\n```");
    expect(markdownOf(FIGURE)).toBe("**Finding.**");
  });

  it("prints each cell's lines apart", () => {
    expect(moduleOf(PAGE).split("\n").filter(Boolean)).toHaveLength(4);
    expect(outputsOf(`${CELL_END}\n1\n2\n${CELL_END}\n`)).toEqual(["", "1\n2\n"]);
  });

  it("runs at its fast settings where asked to", () => {
    expect(fastPage(PAGE)).toBe(PAGE.replace("1; // fast: 2", "2;"));
  });

  it.each(NOTEBOOKS)("%s holds what it printed and drew, without an error in it", (name) => {
    const page = readFileSync(join(import.meta.dirname, name), "utf8");
    const pictures = [...picturesIn(join(import.meta.dirname, "output")).keys()].filter((file) =>
      file.startsWith(name.slice(0, 3)),
    );
    const shown = [...page.matchAll(/(?:src|srcset)="output\/([^"]+)"/g)].map(([, file]) => file);
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.toSorted()).toEqual(pictures.toSorted());
    for (const { code, output = "" } of cellsOf(page)) {
      if (/^(console\.log|figure)\(|^for .*console\.log\(/m.test(code)) expect(output).toMatch(/\d/);
      expect(output).not.toMatch(/\b(NaN|undefined|Infinity|Error)\b/);
    }
  });

  it.each(NOTEBOOKS)("%s imports by public names alone, as a reader who copies it can", (name) => {
    const code = cellsOf(readFileSync(join(import.meta.dirname, name), "utf8"))
      .map((cell) => cell.code)
      .join("");
    const specifiers = [...code.matchAll(/(?:from |import\(|resolve\()"([^"]+)"/g)].map(([, specifier]) => specifier);
    expect(specifiers).toContain("twinlight");
    for (const specifier of specifiers) expect(specifier).toMatch(/^(twinlight(\/|$)|node:|@observablehq\/plot$)/);
  });
});
