import { describe, expect, it } from "vitest";
import type { FrontierResult } from "../scenarios/frontier-result.ts";
import type { Estimate } from "../scenarios/result.ts";
import { renderFrontierReport } from "./frontier-report.ts";

const about = (mean: number): Estimate => ({ mean, ci95: [mean - 1, mean + 1], n: 4 });
const cell = (x: number, y: number | null, mean: number) => ({
  x,
  y,
  profitUsd: about(mean),
  breakEvenPriceUsd: 0.002,
});

const RESULT: FrontierResult = {
  format: 1,
  scenario: "small",
  question: "Where?",
  strategy: "wash-traffic",
  params: { identities: "2", tier: "<gold>" },
  seed: "small",
  seeds: 4,
  complete: true,
  reduced: [],
  asGiven: cell(0, null, 5),
  curves: [
    {
      axis: { name: "account", label: "cost of a client account, USD", inForce: 0.5 },
      cells: [cell(0, null, 5), cell(2, null, -3)],
      evenAt: [1.25],
    },
    {
      axis: { name: "slash", label: "slash multiple", inForce: 20 },
      cells: [cell(0, null, 5), cell(20, null, 5)],
      evenAt: [],
    },
  ],
  surface: {
    x: { name: "sampling", label: "sampled share", inForce: null },
    y: { name: "account", label: "account", inForce: 0.5 },
    cells: [cell(0.1, 0, 5), cell(1, 0, 0.5), cell(0.1, 2, -3), cell(1, 2, -4)],
  },
  defences: [
    { defence: "client limit", change: "added", profitUsd: about(-2), differenceUsd: about(-7) },
    { defence: "slashing", change: "left out", profitUsd: about(5), differenceUsd: about(0) },
  ],
  commit: "abc",
  replay: "npm run twinlight -- attack frontier wash-traffic",
};

describe("renderFrontierReport", () => {
  it("says where the sign changes, which defence ends the attack, and how sure a cell is", () => {
    const html = renderFrontierReport(RESULT);
    expect(html).toContain("It breaks even at 1.25: cost of a client account, USD.");
    expect(html).toContain("Of the defences added alone, client limit takes most from the attack, and ends it");
    expect(html).toContain("The attack pays in 1 of 4 cells with 95% confidence");
    expect(html).toContain("The mean stays above zero: slash multiple");
  });

  it("escapes what a scenario wrote, needs no network, and is the same text each time", () => {
    const html = renderFrontierReport(RESULT);
    expect(html).toContain("tier=&lt;gold&gt;");
    expect(html).not.toContain("<gold>");
    expect(html).not.toMatch(/(src|href)="https?:/);
    expect(renderFrontierReport(RESULT)).toBe(html);
  });

  it("of an interrupted frontier says so, and draws what there is", () => {
    const html = renderFrontierReport({
      ...RESULT,
      complete: false,
      curves: [],
      surface: null,
      defences: [],
      asGiven: null,
    });
    expect(html).toContain("Interrupted: some values are missing.");
    expect(html).toContain("No surface was asked for.");
  });
});
