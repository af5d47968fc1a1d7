import { readdirSync } from "node:fs";
import { Script } from "node:vm";
import { describe, expect, it } from "vitest";
import { FIGURES } from "./catalog.ts";
import type { RunResult } from "./figure.ts";
import { fixtureRun, fixtureRuns } from "./fixture.ts";
import { ENHANCE_JS } from "./pages/enhance-js.ts";
import { renderReport } from "./render-report.ts";

const RENDERED = fixtureRuns().map(([name, run]) => [name, renderReport(run), run] as const);
/** Ids of the figures that a run has, which are not those of events that it did not have. */
const figureIds = (run: RunResult) => FIGURES.filter(({ applies }) => applies?.(run) !== false).map(({ id }) => id);
const BYTES_MAX = 2_000_000;

/** What a reader may see or hear: element text and the attributes that carry words. */
function readable(html: string): string {
  const body = html.replace(/<script>[\s\S]*<\/script>/, "").replace(/<style>[\s\S]*<\/style>/, "");
  const spoken = [...body.matchAll(/(?:aria-label|data-label|title)="([^"]*)"/g)].map((match) => match[1]);
  return `${body.replace(/<[^>]*>/g, " ")} ${spoken.join(" ")}`;
}

describe.each(RENDERED)("renderReport of a run: %s", (_, html, run) => {
  it("prints no number that is none", () => {
    expect(readable(html)).not.toMatch(/\b(NaN|undefined|Infinity|null|\[object)\b/);
    expect(html).not.toMatch(/="[^"]*\bNaN\b/);
  });

  it("asks for nothing over the network", () => {
    expect(html).not.toMatch(/\b(src|href|action|data)\s*=\s*["']?\s*(https?:)?\/\//i);
    expect(html).not.toMatch(/@import|url\(|<link(?![^>]*href="data:,")|<iframe|<object/i);
    expect(html).toContain("default-src 'none'");
  });

  it("stays under 2 MB", () => {
    expect(Buffer.byteLength(html)).toBeLessThan(BYTES_MAX);
  });

  it("has headings that form an outline", () => {
    const levels = [...html.matchAll(/<h([1-6])\b/g)].map((match) => Number(match[1]));
    expect(levels[0]).toBe(1);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    levels.slice(1).forEach((level, index) => {
      expect(level - (levels[index] ?? 0)).toBeLessThanOrEqual(1);
    });
  });

  it("gives every figure a finding, a text alternative and a table", () => {
    const figures = [...html.matchAll(/<figure id="([^"]+)"[\s\S]*?<\/figure>/g)];
    expect(figures.map((match) => match[1])).toEqual(expect.arrayContaining(figureIds(run)));
    for (const [text] of figures) {
      const title = /<h3>([^<]+)<\/h3>/.exec(text)?.[1] ?? "";
      const spoken = /role="img" aria-label="([^"]+)"/.exec(text)?.[1] ?? "";
      expect(title).not.toBe("");
      expect(spoken.startsWith(title)).toBe(true);
      expect(text).toMatch(/<details><summary>Table<\/summary>.*<table>/s);
    }
  });

  it("has unique ids, and a target for every link", () => {
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of html.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
  });
});

describe("renderReport", () => {
  it("gives the same text for the same run", () => {
    expect(renderReport(fixtureRun())).toBe(renderReport(fixtureRun()));
  });

  it("draws every figure of a plain run, for both widths", () => {
    const html = renderReport(fixtureRun());
    expect(html).not.toContain("Nothing to draw.");
    expect(html.match(/class="draw wide"/g)).toHaveLength(figureIds(fixtureRun()).length);
    expect(html.match(/class="draw narrow"/g)).toHaveLength(figureIds(fixtureRun()).length);
  });

  it("says first that a run was interrupted, or that a check failed", () => {
    const first = (html: string) => html.slice(0, html.indexOf('<dl class="headlines">'));
    expect(first(renderReport(fixtureRun({ complete: false })))).toContain(
      "Interrupted: the run stopped after 8.40 days",
    );
    expect(first(renderReport(fixtureRun({ scale: 0 })))).toContain("A check failed: chain-agrees");
    expect(first(renderReport(fixtureRun()))).not.toContain('class="alarm"');
  });

  it("escapes what a scenario's author wrote", () => {
    const run = fixtureRun({ days: 1 });
    const html = renderReport({ ...run, summary: { ...run.summary, question: '<img src=x onerror="a"> & more?' } });
    expect(html).not.toContain("<img");
    expect(html).toContain("&lt;img src=x onerror=&quot;a&quot;&gt; &amp; more?");
  });

  it("states numbers of the run, not of the template", () => {
    const price = (usd: number) => {
      const run = fixtureRun({ days: 2 });
      return readable(renderReport({ ...run, summary: { ...run.summary, tokenPriceUsd: usd } }));
    };
    expect(price(0.0123)).toContain("valued at 0.0123\u202fUSD");
    expect(price(4.56)).toContain("valued at 4.56\u202fUSD");
  });
});

describe("the script of the page", () => {
  it("is valid and under four kilobytes", () => {
    expect(() => new Script(ENHANCE_JS)).not.toThrow();
    expect(Buffer.byteLength(ENHANCE_JS)).toBeLessThan(4_000);
  });
});

describe("the catalog", () => {
  it("lists every file of figures/", () => {
    const files = readdirSync(new URL("./figures/", import.meta.url)).filter((name) => /^[a-z-]+\.ts$/.test(name));
    expect(FIGURES.map((figure) => `${figure.id}.ts`).sort()).toEqual(files.sort());
  });

  it("names only columns that exist", () => {
    const run = fixtureRun({ days: 1 });
    for (const name of FIGURES.flatMap((figure) => figure.columns)) {
      const [table = "", column = ""] = name.split(".");
      // Blocks of a summary that only some runs have.
      const summary = { network: null, phase3: null, ...run.summary };
      const owner = { ...run.tables, summary, manifest: run.manifest };
      const found = Object.entries(owner).find(([key]) => key === table)?.[1];
      expect(Object.keys(Array.isArray(found) ? (found[0] ?? {}) : (found ?? {})), name).toContain(column);
    }
  });
});
