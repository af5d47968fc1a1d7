import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LUME_DEFAULTS } from "../rewards/lume-params.ts";
import { reportVerdict } from "./replay.ts";
import { checkRound, GOOD_STANDING, type RoundEvidence, standingAfter } from "./round-check.ts";

const TRUE_ROUND: RoundEvidence = {
  reportedBytes: 1_000,
  ingressBytes: 1_000,
  controlled: true,
  timeShiftSeconds: 0,
  assignedBytes: 1_000,
  movedAccuracy: 1,
};
const check = (evidence: Partial<RoundEvidence>, unchecked = false) =>
  checkRound({ ...TRUE_ROUND, ...evidence }, { ...LUME_DEFAULTS, "integrity.checkedByIngress": !unchecked });

describe("checkRound", () => {
  it("pays a true round in full and finds nothing", () => {
    expect(check({})).toEqual({ verifiedBytes: 1_000, anomalies: [] });
  });

  it("never pays more than ingress counted where it counts", () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(10_000), fc.boolean(), (reportedBytes, ingressBytes, controlled) => {
        expect(check({ reportedBytes, ingressBytes, controlled }).verifiedBytes).toBeLessThanOrEqual(ingressBytes);
      }),
    );
  });

  it("finds padding by a control query, beyond the tolerance, and pays it without one where nobody counts", () => {
    expect(check({ reportedBytes: 1_020 }).anomalies).toEqual([]);
    expect(check({ reportedBytes: 1_021 })).toEqual({ verifiedBytes: 0, anomalies: ["padding"] });
    expect(check({ reportedBytes: 2_000, controlled: false }, true)).toEqual({ verifiedBytes: 2_000, anomalies: [] });
  });

  it("pays nothing for stamps outside the window, either way", () => {
    expect(check({ timeShiftSeconds: 2 }).anomalies).toEqual([]);
    expect(check({ timeShiftSeconds: -3 })).toEqual({ verifiedBytes: 0, anomalies: ["time-spoofing"] });
  });

  it("pays a bad forecast and notes it, of a node that had tasks", () => {
    expect(check({ movedAccuracy: 0.3 })).toEqual({ verifiedBytes: 1_000, anomalies: ["rbw-acceleration"] });
    expect(check({ movedAccuracy: 0.3, assignedBytes: 0 }).anomalies).toEqual([]);
  });
});

describe("standingAfter", () => {
  it("excludes at once for padding and only in a row for forecasts", () => {
    expect(standingAfter(GOOD_STANDING, ["padding"], 10, LUME_DEFAULTS)).toMatchObject({
      freeFrom: 131,
      exclusions: 1,
    });
    let standing = GOOD_STANDING;
    for (let round = 0; round < 4; round++)
      standing = standingAfter(standing, ["rbw-acceleration"], round, LUME_DEFAULTS);
    expect(standing).toMatchObject({ anomalousInRow: 4, exclusions: 0 });
    expect(standingAfter(standing, [], 4, LUME_DEFAULTS).anomalousInRow).toBe(0);
    expect(standingAfter(standing, ["rbw-acceleration"], 4, LUME_DEFAULTS)).toMatchObject({
      exclusions: 1,
      freeFrom: 125,
    });
  });
});

describe("reportVerdict", () => {
  const report = { session: "s", sequence: 1, startUs: 10, endUs: 20, payloadHash: "aa" };
  const context = { lastSequence: 0, windowStartUs: 10, windowEndUs: 20, payloadHash: "aa" };

  it.each([
    ["REPORT_REPLAYED", { sequence: 0 }],
    ["REPORT_WINDOW", { startUs: 9 }],
    ["REPORT_WINDOW", { endUs: 21 }],
    ["REPORT_WINDOW", { startUs: 20 }],
    ["REPORT_PAYLOAD", { payloadHash: "ab" }],
  ] as const)("says %s of %j", (code, change) => {
    expect(reportVerdict({ ...report, ...change }, context)).toEqual({ kind: "rejected", code });
  });

  it("accepts the next report of the window with the institution's payload", () => {
    expect(reportVerdict(report, context)).toEqual({ kind: "accepted" });
  });
});
