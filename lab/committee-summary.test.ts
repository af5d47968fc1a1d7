import { describe, expect, it } from "vitest";
import { smallScenario } from "../scenarios/world/small-world.ts";
import type { CommitteeEpoch } from "../scenarios/world/verifier-desk.ts";
import { committeeSummary } from "./committee-summary.ts";

const FORGED: CommitteeEpoch = {
  epoch: 0,
  reports: 7,
  refused: 2,
  outcome: "forged",
  honestVotes: 3,
  forgedVotes: 4,
  truthBytes: 1_000,
  decidedBytes: 1_200,
  friendTruthBytes: 100,
  friendDecidedBytes: 300,
  outsidePeers: 9,
};
const AGREED: CommitteeEpoch = {
  ...FORGED,
  epoch: 1,
  refused: 0,
  outcome: "agreed",
  decidedBytes: 800,
  friendDecidedBytes: 100,
  outsidePeers: 0,
};
const CARRIED: CommitteeEpoch = {
  ...FORGED,
  epoch: 2,
  refused: 1,
  outcome: "carried",
  truthBytes: 5_000,
  decidedBytes: 0,
  friendTruthBytes: 700,
  friendDecidedBytes: 0,
  outsidePeers: 0,
};

const { params } = smallScenario("lantern-phase3");
const summaryOf = (...epochs: readonly CommitteeEpoch[]) => committeeSummary(epochs, params);

describe("committeeSummary", () => {
  it("counts epochs by outcome, and reports of all of them", () => {
    const summary = summaryOf(FORGED, AGREED, CARRIED);
    expect([summary.epochsAgreed, summary.epochsForged, summary.epochsCarried]).toEqual([1, 1, 1]);
    expect([summary.reports, summary.reportsRefused]).toEqual([21, 3]);
    expect([summary.verifiers, summary.byzantineVerifiers]).toEqual([7, 2]);
  });

  it("sums bytes of decided epochs alone, and the gain of friends is the difference of two shares", () => {
    const summary = summaryOf(FORGED, AGREED, CARRIED);
    expect([summary.truthBytes, summary.decidedBytes]).toEqual(["2000", "2000"]);
    expect([summary.friendTruthBytes, summary.friendDecidedBytes]).toEqual(["200", "400"]);
    expect(summary.friendShareGain).toBeCloseTo(400 / 2_000 - 200 / 2_000, 12);
  });

  it("compares decided with true bytes by epoch, friends apart from the others", () => {
    const [forged, agreed, carried] = summaryOf(FORGED, AGREED, CARRIED).perEpoch;
    expect(forged).toMatchObject({ friendsDeviation: 2, othersDeviation: 0, outsidePeers: 9 });
    expect(agreed?.friendsDeviation).toBe(0);
    expect(agreed?.othersDeviation).toBeCloseTo(700 / 900 - 1, 12);
    expect(carried).toMatchObject({ outcome: "carried", friendsDeviation: null, othersDeviation: null });
  });

  it("has no deviation of friends where there are none, and no gain where nothing was decided", () => {
    const alone = { ...AGREED, friendTruthBytes: 0, friendDecidedBytes: 0 };
    expect(summaryOf(alone).perEpoch[0]?.friendsDeviation).toBeNull();
    expect(summaryOf(CARRIED).friendShareGain).toBe(0);
    expect(summaryOf().decidedBytes).toBe("0");
  });
});
