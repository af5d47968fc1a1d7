import { describe, expect, it } from "vitest";
import type { PreviewGroup, PreviewResult } from "../scenarios/preview-result.ts";
import { renderPreviewReport } from "./preview-report.ts";

const estimate = (mean: number, half: number) => ({ mean, ci95: [mean - half, mean + half] as const, n: 8 });
const group = (name: string, change: number): PreviewGroup => ({
  by: "tier",
  group: name,
  peers: 12,
  before: estimate(10, 1),
  after: estimate(10 + change, 1),
  difference: estimate(change, 0.5),
  verdict: change > 0.5 ? "wins" : change < -0.5 ? "loses" : "unclear",
});

const RESULT: PreviewResult = {
  format: 1,
  title: "Gold <cheaper>",
  why: "Because",
  proposal: "p.yaml",
  scenario: "lantern-phase2",
  question: "What?",
  seed: "s",
  seeds: 8,
  n: 8,
  complete: true,
  changes: [{ path: "tiers.gold.stake", from: "500 LANTERN", to: "250 LANTERN" }],
  quantities: [
    { name: "peers.gini", before: estimate(0.5, 0.01), after: estimate(0.6, 0.01), difference: estimate(0.1, 0.02) },
    {
      name: "service.blockedShare",
      before: estimate(0.2, 0.01),
      after: estimate(0.2, 0.01),
      difference: estimate(0, 0.1),
    },
  ],
  groups: [group("gold", 2), group("silver", -1), group("new", 0)],
  checks: [{ name: "emission-conserved", failed: 1, worlds: 16 }],
  notes: ["a note"],
  commit: "c0ffee",
  versions: { node: "v24" },
  replay: "npm run twinlight -- preview p.yaml",
};

describe("renderPreviewReport", () => {
  const page = renderPreviewReport(RESULT);

  it("opens with the proposal, what moves measurably and what failed", () => {
    const answer = page.slice(page.indexOf('id="answer"'), page.indexOf('id="who"'));
    expect(answer).toContain("<h1>Gold &lt;cheaper&gt;</h1>");
    expect(answer).toContain("tiers.gold.stake: 500 LANTERN becomes 250 LANTERN");
    expect(answer).toContain("peers.gini: 0.500 before, 0.600 after");
    expect(answer).not.toContain("service.blockedShare");
    expect(answer).toContain("Check emission-conserved failed in 1 of 16 worlds.");
  });

  it("draws who wins and who loses", () => {
    expect(page).toContain("By tier: 1 groups win, 1 lose, 0 unchanged, 1 unclear");
    expect(page).toContain("<svg");
  });

  it("shows the proposal's way through the program where it was put there, an alarm where it was refused", () => {
    expect(page).not.toContain("On the program");
    const step = { step: "queue", by: "", afterSeconds: 86_400, computeUnits: 900, feeLamports: 5_000 } as const;
    const executed = {
      backend: "bankrun",
      votingSeconds: 86_400,
      timeLockSeconds: 0,
      steps: [{ ...step, refusal: "queue of proposal 0 was refused: <NoQuorum>" }],
      changes: [{ path: "tiers.gold.stake", from: "500 LANTERN", to: "500 LANTERN" }],
      constants: ["tiers.gold.stake"],
      offChain: [],
      holds: false,
    };
    const refused = renderPreviewReport({ ...RESULT, executed });
    expect(refused).toContain('class="alarm">Refused on bankrun: queue of proposal 0 was refused: &lt;NoQuorum&gt;.');
    expect(refused).toContain("which do not follow the account: tiers.gold.stake");
    expect(renderPreviewReport({ ...RESULT, executed: { ...executed, steps: [], holds: true } })).toContain(
      "Executed on bankrun",
    );
  });

  it("is the same text for the same input, and fetches nothing", () => {
    expect(renderPreviewReport(RESULT)).toBe(page);
    expect(page).not.toMatch(/(src|href)="https?:/);
  });
});
