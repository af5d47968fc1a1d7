import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cellsOf, fastPage } from "./cells.ts";
import { executePage } from "./execute.ts";

const PAGES = readdirSync(import.meta.dirname).filter((name) => /^\d\d-.*\.md$/.test(name));
/** No cell may print them: a mean of nothing, a name that is not there. */
const BROKEN = /\b(NaN|undefined|Infinity)\b|\[object/;

describe("executePage", () => {
  it.each(PAGES)(
    "runs %s to its end at its fast settings, with numbers in what it prints and marks in what it draws",
    async (name) => {
      const page = readFileSync(join(import.meta.dirname, name), "utf8");
      const ended: number[] = [];
      const { printed, pictures } = await executePage(fastPage(page), (cell) => ended.push(cell));
      expect(fastPage(page)).not.toBe(page);
      expect(ended).toHaveLength(cellsOf(page).length);
      expect(printed).toHaveLength(cellsOf(page).length);
      expect(printed.join("")).not.toMatch(BROKEN);
      const drawn = [...page.matchAll(/^figure\("([\w-]+)"/gm)].flatMap(([, id]) => [`${id}-narrow.svg`, `${id}.svg`]);
      expect([...pictures.keys()].toSorted()).toEqual(drawn.toSorted());
      for (const svg of pictures.values()) {
        expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg".*<circle/s);
        expect(svg).toMatch(/aria-label="rule"/);
        expect(svg).not.toMatch(BROKEN);
      }
    },
  );

  it("gives the same text and pictures when it runs again", async () => {
    const code = [
      'import { loadScenario, meanEstimate, runScenario } from "twinlight";',
      'import { figure, inkOf, intervalRows } from "twinlight/notebook";',
      'const sets = ["horizon=1d", "population.peers=20", "population.clients=60", "receipts.mode=settled", "chain.cohort=none"];',
      'const { summary } = await runScenario(loadScenario("lantern-phase2", { sets }));',
      'const row = { label: "Gini", estimate: meanEstimate([summary.peers.gini])!, ink: inkOf("honest") };',
      'figure("00-gini", { title: summary.stateHash, subtitle: "", note: "", draw: intervalRows([row], "share") });',
    ].join("\n");
    const page = `\`\`\`ts\n${code}\n\`\`\`\n`;
    const [first, second] = [await executePage(page, () => {}), await executePage(page, () => {})];
    expect(first.pictures.size).toBe(2);
    expect(first.page).toMatch(/\*\*[0-9a-f]{64}\.\*\*/);
    expect(second.page).toBe(first.page);
    expect([...second.pictures]).toEqual([...first.pictures]);
  });

  it("says which cell failed", async () => {
    const page = "```ts\nconst a = 1;\n```\n\n```ts\nprocess.exit(a);\n```\n";
    await expect(executePage(page, () => {})).rejects.toThrow("cell 2 failed; exit code 1");
  });
});
