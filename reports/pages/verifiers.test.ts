import { describe, expect, it } from "vitest";
import type { RunSummary } from "../../scenarios/result.ts";
import type { RunResult } from "../figure.ts";
import { decidedBytes } from "../figures/decided-bytes.ts";
import { fixtureRun } from "../fixture.ts";
import { openDocument } from "../plot-svg.ts";
import { renderReport } from "../render-report.ts";
import { verifiersHtml } from "./verifiers.ts";

type CommitteeSummary = NonNullable<RunSummary["phase3"]>;

const DECIDED = { epoch: 0, outcome: "forged", othersDeviation: 0, friendsDeviation: 2, outsidePeers: 12 } as const;
const CARRIED = {
  epoch: 1,
  outcome: "carried",
  othersDeviation: null,
  friendsDeviation: null,
  outsidePeers: 0,
} as const;
const FORGED: CommitteeSummary = {
  verifiers: 7,
  byzantineVerifiers: 4,
  freddies: 3,
  byzantineFreddies: 1,
  epochsAgreed: 0,
  epochsForged: 1,
  epochsCarried: 1,
  reports: 14,
  reportsRefused: 0,
  truthBytes: "10000000000",
  decidedBytes: "12000000000",
  friendTruthBytes: "1000000000",
  friendDecidedBytes: "3000000000",
  friendShareGain: 0.15,
  perEpoch: [DECIDED, CARRIED],
};

function runOf(phase3: CommitteeSummary, params: readonly (readonly [path: string, value: string])[] = []): RunResult {
  const run = fixtureRun({ days: 2 });
  const changedParams = params.map(([path, value]) => ({ path, value, default: "" }));
  return { ...run, summary: { ...run.summary, phase3 }, manifest: { ...run.manifest, changedParams } };
}

const FIVE_SIGN = [["verifiers.threshold", "5"]] as const;

describe("verifiersHtml", () => {
  it("is no part of a report without phase 3, and part of one with it", () => {
    expect(renderReport(fixtureRun())).not.toContain('id="verifiers"');
    expect(renderReport(fixtureRun())).not.toContain('href="#verifiers"');
    const html = renderReport(runOf(FORGED, FIVE_SIGN));
    expect(html).toContain('id="verifiers"');
    expect(html).toContain('href="#verifiers"');
    expect(html).toContain('<figure id="decided-bytes"');
  });

  it("says what peers found out about each other, where they probed", () => {
    expect(verifiersHtml(runOf(FORGED, FIVE_SIGN), openDocument())).not.toContain("Probes by other peers");
    const witnesses = { probes: 200, unanswered: 30, bytes: "200000000", cutPeerEpochs: 4 };
    const html = verifiersHtml(runOf({ ...FORGED, witnesses }, FIVE_SIGN), openDocument());
    expect(html).toMatch(/<dd>200, .*MB unpaid<\/dd>/);
    expect(html).toContain("<dd>15%</dd>");
    expect(html).not.toContain("claimed far more");
    const throughput = { flaggedPeerEpochs: 3, cutBytes: "5000000" };
    const compared = verifiersHtml(
      runOf({ ...FORGED, witnesses: { ...witnesses, throughput } }, FIVE_SIGN),
      openDocument(),
    );
    expect(compared).toMatch(/claimed far more than probes saw<\/dt><dd>3, .*MB not paid<\/dd>/);
  });

  it("says who owned the medians and whose signatures sufficed", () => {
    const forged = verifiersHtml(runOf(FORGED, FIVE_SIGN), openDocument());
    expect(forged).toContain("4 liars of 7 own every median, and honest verifiers sign the medians");
    expect(forged).toContain("neither honest verifiers nor liars have them alone");
    expect(forged).toContain("1 as the liars want, and 1 got no root");
    const held = verifiersHtml(runOf({ ...FORGED, byzantineVerifiers: 2 }, FIVE_SIGN), openDocument());
    expect(held).toContain("2 liars of 7 own no median");
    expect(held).toContain("honest verifiers have them, liars alone have not");
    const silent = verifiersHtml(runOf(FORGED, [...FIVE_SIGN, ["verifiers.behaviour", "silent"]]), openDocument());
    expect(silent).toContain("4 liars of 7 sent no report");
    expect(silent).not.toContain("own every median");
    const low = verifiersHtml(runOf(FORGED, [["verifiers.threshold", "3"]]), openDocument());
    expect(low).toContain("which the liars have among themselves");
  });

  it("knows that half of the reports own the lower median when they deflate, and that double reports own none", () => {
    const half = { ...FORGED, verifiers: 8 };
    const textOf = (behaviour: string) =>
      verifiersHtml(runOf(half, [["verifiers.behaviour", behaviour]]), openDocument());
    expect(textOf("inflate")).toContain("own no median");
    expect(textOf("deflate")).toContain("own every median");
    expect(textOf("equivocate")).toContain("the double reports of 4 liars of 8 were refused");
  });

  it("states the shares of friends before and after", () => {
    const html = verifiersHtml(runOf(FORGED, FIVE_SIGN), openDocument());
    expect(html).toContain("<dd>10%</dd>");
    expect(html).toContain("<dd>25%</dd>");
    expect(html).toContain("<dd>+15%</dd>");
  });
});

describe("decidedBytes", () => {
  it("draws the decided epochs and tables all of them", () => {
    const view = decidedBytes.view(runOf(FORGED));
    expect(view.title).toBe("Liars forged 1 of 1 decided epochs; their friends gained 15% of all paid bytes");
    expect(view.draw).not.toBeNull();
    expect(view.table.rows).toEqual([
      [0, "forged", "0%", "+200%", 12],
      [1, "carried", null, null, 0],
    ]);
  });

  it("draws nothing where no epoch was decided", () => {
    const view = decidedBytes.view(runOf({ ...FORGED, epochsForged: 0, epochsCarried: 1, perEpoch: [CARRIED] }));
    expect(view.title).toBe("No epoch was decided, so nobody was paid");
    expect(view.draw).toBeNull();
  });
});
