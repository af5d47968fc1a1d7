import { describe, expect, it } from "vitest";
import { economyFixture } from "./economy/economy-fixture.ts";
import { economyLines, renderEconomyReport } from "./economy-report.ts";

/** What a reader may see or hear. */
function readable(html: string): string {
  const body = html.replace(/<script>[\s\S]*<\/script>/, "").replace(/<style>[\s\S]*<\/style>/, "");
  const spoken = [...body.matchAll(/(?:aria-label|data-label)="([^"]*)"/g)].map((match) => match[1]);
  return `${body.replace(/<[^>]*>/g, " ")} ${spoken.join(" ")}`;
}

const CASES = [
  ["one economy", economyFixture(["as stated"])],
  ["three variants", economyFixture(["no lock", "7 days", "30 days"], "unlock")],
  ["a launch", economyFixture(["pool", "LBP"], "launch")],
  ["thresholds", economyFixture(["none", "100 LANTERN"], "claim-threshold")],
  ["an interrupted one", economyFixture([], null)],
] as const;

describe.each(CASES)("renderEconomyReport of %s", (_, result) => {
  const html = renderEconomyReport(result);

  it("prints no number that is none, and fetches nothing", () => {
    expect(readable(html)).not.toMatch(/\b(NaN|undefined|Infinity|null|\[object)\b/);
    expect(html).not.toMatch(/="[^"]*\bNaN\b/);
    expect(html).not.toMatch(/\b(src|href)\s*=\s*["']?\s*(https?:)?\/\//i);
  });

  it("gives every figure a finding, a text alternative and a table, and every link a target", () => {
    const figures = [...html.matchAll(/<figure id="([^"]+)"[\s\S]*?<\/figure>/g)];
    expect(figures.length).toBeGreaterThanOrEqual(8);
    for (const [text] of figures) {
      const title = /<h3>([^<]+)<\/h3>/.exec(text)?.[1] ?? "";
      expect(title).not.toBe("");
      expect(/role="img" aria-label="([^"]+)"/.exec(text)?.[1].startsWith(title)).toBe(true);
      expect(text).toMatch(/<details><summary>Table<\/summary>.*<table>/s);
    }
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of html.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
  });
});

describe("economyLines", () => {
  it("answers a family's question with paired differences and their intervals", () => {
    const text = economyLines(CASES[1][1]).join("\n");
    expect(text).toContain("with 7 days 10% higher (95%: 5% to 15%)");
    expect(text).toContain("with 30 days not different by more than chance (−5% to +45%)");
  });

  it("names the periods to the base unit", () => {
    expect(economyLines(CASES[0][1])[0]).toContain("125 / 62.5 M LANTERN by period");
  });

  it("tells of a failed check", () => {
    const [, result] = CASES[0];
    const checks = [{ name: "supply-conserved", passed: false, detail: "a unit is missing" }];
    const lines = economyLines({ ...result, summary: { ...result.summary, checks } });
    expect(lines).toContain("CHECK FAILED  supply-conserved: a unit is missing");
  });
});
