import { describe, expect, it } from "vitest";
import { FIXTURE_DEFAULTS, fixtureRun } from "../reports/fixture.ts";
import type { RunSummary } from "../scenarios/result.ts";
import { exitCodeOf } from "./run-command.ts";
import { SUMMARY_LINES_MAX, summaryLines } from "./terminal-summary.ts";

const SUMMARY: RunSummary = { ...fixtureRun(FIXTURE_DEFAULTS).summary, warnings: [], checks: [] };
const REPORT = "runs/x/report.html";

describe("summaryLines", () => {
  it("gives the answer, six figures and the report's path", () => {
    const lines = summaryLines(SUMMARY, REPORT);
    expect(lines).toHaveLength(8);
    expect(lines[0]).toMatch(
      /^In 21 days, .*LANTERN .*USD. were minted and .*% of the sessions served; of the attacks /,
    );
    expect(lines[0]).toContain("one run, no interval");
    expect(lines.at(-1)).toBe(`report   ${REPORT}`);
  });

  it("says failed checks before warnings", () => {
    const checks = [
      { name: "emission-conserved", passed: true, detail: "" },
      { name: "chain-agrees", passed: false, detail: "supply differs by 1" },
    ];
    const lines = summaryLines({ ...SUMMARY, checks, warnings: ["receipts are audited"] }, REPORT);
    expect(lines.slice(-3, -1)).toEqual([
      "CHECK FAILED  chain-agrees: supply differs by 1",
      "warning  receipts are audited",
    ]);
  });

  it("never takes more lines than it may, and counts what it leaves out", () => {
    const warnings = Array.from({ length: 30 }, (_, index) => `warning ${index}`);
    const lines = summaryLines({ ...SUMMARY, warnings }, REPORT);
    expect(lines).toHaveLength(SUMMARY_LINES_MAX);
    expect(lines.at(-2)).toBe("… and 24 more, in the report");
  });

  it("has words for a run without attackers, sessions or completion", () => {
    const service = { ...SUMMARY.service, sessionsRequested: 0, sessionsServed: 0 };
    const [answer] = summaryLines({ ...SUMMARY, attacks: [], service, complete: false }, undefined);
    expect(answer).toContain("(interrupted)");
    expect(answer).toContain("nobody attacked");
    expect(answer).not.toMatch(/NaN|undefined|null/);
  });
});

describe("exitCodeOf", () => {
  const failed = [{ name: "chain-agrees", passed: false, detail: "" }];
  it("is 0 for a whole run, 1 for a failed check, 130 for an interrupted one whatever its checks", () => {
    expect(exitCodeOf(SUMMARY)).toBe(0);
    expect(exitCodeOf({ ...SUMMARY, checks: failed })).toBe(1);
    expect(exitCodeOf({ ...SUMMARY, checks: failed, complete: false })).toBe(130);
  });
});
