import { describe, expect, it } from "vitest";
import type { Estimate, Estimates } from "../scenarios/result.ts";
import type { SweepPoint, SweepResult } from "../scenarios/sweep-result.ts";
import { measureOf, sweepFigure } from "./sweep-figure.ts";
import { headlineFinding, isConstant, sweepHeadlines } from "./sweep-headlines.ts";
import { renderSweepReport } from "./sweep-report.ts";

const QUANTITIES = {
  "emission.mintedBase": (_: number) => 342_000e6,
  "emission.lanternPerGb": (at: number) => 100 - 30 * at,
  "service.blockedShare": (at: number) => 0.2 + 0.1 * at,
  "attacks.wash-traffic.profitUsd": (at: number) => 5 * at - 2,
} as const;

function sweepOf(values: readonly string[], others: readonly string[], seeds = 4): SweepResult {
  const around = (mean: number, width: number): Estimate => {
    return { mean, ci95: seeds > 1 ? [mean - width, mean + width] : null, n: seeds };
  };
  const estimates = (at: number): Estimates =>
    Object.fromEntries(Object.entries(QUANTITIES).map(([name, of]) => [name, around(of(at), 0.01)]));
  const differences = (at: number): Estimates =>
    Object.fromEntries(
      Object.entries(QUANTITIES).map(([name, of]) => [name, around(of(at) - of(0), at === 0 ? 0 : 0.001 * at)]),
    );
  const points = values.flatMap((value, at) =>
    others.map((other, line) => ({
      values: { "tiers.gold.stake": value, ...(others.length > 1 ? { "receipts.mode": other } : undefined) },
      replications: seeds,
      estimates: estimates(at),
      differences: at === 0 && line === 0 ? {} : { ...differences(at), "emission.mintedBase": around(0, 0) },
    })),
  );
  const axes = [
    { path: "tiers.gold.stake", values },
    ...(others.length > 1 ? [{ path: "receipts.mode", values: others }] : []),
  ];
  return {
    format: 1,
    scenario: "lantern-phase2",
    question: "Is <it> so?",
    seed: "s",
    seeds,
    complete: true,
    chain: "none",
    axes,
    points,
    checks: [{ name: "tiers-backed", failed: 0, worlds: 12 }],
    notes: [],
    commit: "test",
    versions: { node: "v24" },
    replay: "npm run twinlight -- sweep lantern-phase2",
  };
}

const NUMERIC = sweepOf(["100 LANTERN", "500 LANTERN", "900 LANTERN"], ["audited"]);
const headline = (result: SweepResult, quantity: string) => {
  const found = sweepHeadlines(result).find((entry) => entry.quantity === quantity);
  if (found === undefined) throw new Error(`no headline ${quantity}`);
  return found;
};

describe("headlineFinding", () => {
  it("says direction, size with its interval, and between which ends", () => {
    const finding = headlineFinding(NUMERIC, headline(NUMERIC, "emission.lanternPerGb"));
    expect(finding).toMatch(
      /^Pay of a verified GB falls by 60 \(60.0 to 60.0\).LANTERN from 100.LANTERN as tiers.gold.stake goes from 100 LANTERN to 900 LANTERN$/,
    );
    expect(headlineFinding(NUMERIC, headline(NUMERIC, "service.blockedShare"))).toMatch(
      /^Share of sessions blocked rises by 20(.0)? \(19.8 to 20.2\).points from 20% as /,
    );
    expect(headlineFinding(NUMERIC, headline(NUMERIC, "attacks.wash-traffic.profitUsd"))).toMatch(
      /^Profit of wash traffic rises/,
    );
  });

  it("says when a difference could be chance, and when nothing moved at all", () => {
    const wide = { mean: 1, ci95: [-2, 4], n: 4 } as const;
    const [first, second, last] = NUMERIC.points;
    const unsureAt = (point: SweepPoint) => ({
      ...point,
      differences: { ...point.differences, "emission.lanternPerGb": wide },
    });
    const unsure = { ...NUMERIC, points: [first, unsureAt(second), unsureAt(last)] };
    expect(headlineFinding(unsure, headline(unsure, "emission.lanternPerGb"))).toContain("does not move measurably");
    expect(headlineFinding(NUMERIC, headline(NUMERIC, "emission.mintedBase"))).toContain("at every point");
    expect(isConstant(NUMERIC, headline(NUMERIC, "emission.mintedBase"))).toBe(true);
    expect(isConstant(NUMERIC, headline(NUMERIC, "emission.lanternPerGb"))).toBe(false);
  });

  it("speaks of the point between that differs most where the end does not differ", () => {
    const [first, middle, last] = NUMERIC.points;
    const chance = { mean: 1, ci95: [-2, 4], n: 4 } as const;
    const back = { ...last, differences: { ...last.differences, "emission.lanternPerGb": chance } };
    const hump = { ...NUMERIC, points: [first, middle, back] };
    expect(headlineFinding(hump, headline(hump, "emission.lanternPerGb"))).toMatch(/ falls by 30 .* to 500 LANTERN$/);
  });

  it("gives no direction to single worlds", () => {
    const single = sweepOf(["1", "2"], ["audited"], 1);
    expect(headlineFinding(single, headline(single, "emission.lanternPerGb"))).toContain("one world each, no interval");
  });
});

describe("measureOf", () => {
  it("reads numbers of one unit, and nothing else", () => {
    expect(measureOf(["1d", "2.5d"])).toEqual({ unit: "d", numbers: [1, 2.5] });
    expect(measureOf(["100 LANTERN", "1e3 LANTERN"])).toEqual({ unit: "LANTERN", numbers: [100, 1000] });
    expect(measureOf(["12h", "1d"])).toBeUndefined();
    expect(measureOf(["all", "audited"])).toBeUndefined();
  });
});

describe("sweepFigure", () => {
  it("says which lines it leaves out", () => {
    const many = sweepOf(["1", "2"], ["a", "b", "c", "d", "e", "f", "g", "h"]);
    expect(sweepFigure(many, headline(many, "service.blockedShare")).note).toContain(
      "2 more lines are in the table only",
    );
  });
});

describe.each([
  ["numbers", NUMERIC],
  ["choices", sweepOf(["all", "audited"], ["audited"])],
  ["two axes", sweepOf(["1", "2", "3"], ["all", "audited"])],
  ["single worlds", sweepOf(["1", "2"], ["audited"], 1)],
  [
    "nothing yet",
    {
      ...NUMERIC,
      complete: false,
      points: NUMERIC.points.map((point) => ({ ...point, replications: 0, estimates: {}, differences: {} })),
    },
  ],
])("renderSweepReport of %s", (name, result) => {
  const html = renderSweepReport(result);

  it("prints no number that is none, asks for nothing over the network, and escapes what it quotes", () => {
    const body = html.replace(/<script>[\s\S]*<\/script>|<style>[\s\S]*<\/style>/g, "");
    expect(body.replace(/<[^>]*>/g, " ")).not.toMatch(/\b(NaN|undefined|Infinity|null|\[object)\b/);
    expect(body).not.toMatch(/="[^"]*\bNaN\b/);
    expect(html).not.toMatch(/\b(src|href|action|data)\s*=\s*["']?\s*(https?:)?\/\//i);
    expect(html).toContain("default-src 'none'");
    expect(html).toContain("Is &lt;it&gt; so?");
  });

  it("has a figure for each headline quantity that moves, drawn for two widths, with its table", () => {
    const moving = sweepHeadlines(result).filter((entry) => !isConstant(result, entry));
    expect(html.match(/<figure /g)?.length ?? 0).toBe(moving.length);
    expect(html.match(/<svg /g)?.length ?? 0).toBe(2 * moving.length);
    if (name !== "nothing yet") expect(moving.length).toBeGreaterThanOrEqual(3);
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of html.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
  });
});
