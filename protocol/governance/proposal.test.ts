import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { US_PER_DAY } from "../../base/units.ts";
import { castVote, closeVote, execute, type GovernanceTerms, openVote, type ProposalState } from "./proposal.ts";

const TERMS: GovernanceTerms = {
  votingUs: 3 * US_PER_DAY,
  timeLockUs: 2 * US_PER_DAY,
  quorumBase: 100,
  thresholdBase: 10,
};
type Voting = Extract<ProposalState, { kind: "voting" }>;

function voting(): Voting {
  const state = openVote(10, TERMS, 0);
  if (state.kind !== "voting") throw new Error("the vote is open");
  return state;
}

describe("a proposal", () => {
  it("is not opened below the threshold", () => {
    expect(openVote(9, TERMS, 0)).toEqual({ kind: "rejected", reason: "BelowThreshold" });
  });

  it("counts each voter once, and nobody without weight", () => {
    const voted = new Set<string>();
    const first = castVote(voting(), { voter: "a", weightBase: 60, support: true }, voted);
    expect(first).toMatchObject({ kind: "counted", state: { votesForBase: 60, votesAgainstBase: 0 } });
    expect(castVote(voting(), { voter: "a", weightBase: 60, support: false }, voted)).toEqual({
      kind: "rejected",
      code: "AlreadyVoted",
    });
    expect(castVote(voting(), { voter: "b", weightBase: 0, support: true }, voted)).toEqual({
      kind: "rejected",
      code: "NoWeight",
    });
  });

  it("passes exactly with quorum and majority, and is executed exactly after voting and time lock, whatever the votes", () => {
    const ballots = fc.array(fc.record({ weightBase: fc.integer({ min: 1, max: 80 }), support: fc.boolean() }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(ballots, fc.integer({ min: 0, max: 6 * US_PER_DAY }), (cast, atUs) => {
        let state: ProposalState = voting();
        const voted = new Set<string>();
        for (const [index, ballot] of cast.entries()) {
          const counted = castVote(state as Voting, { voter: `${index}`, ...ballot }, voted);
          if (counted.kind === "counted") state = counted.state;
        }
        const sum = (support: boolean) =>
          cast.filter((ballot) => ballot.support === support).reduce((total, { weightBase }) => total + weightBase, 0);
        const closed = closeVote(state as Voting, TERMS, atUs);
        const passes = sum(true) + sum(false) >= 100 && sum(true) > sum(false);
        if (atUs < TERMS.votingUs) expect(closed.kind).toBe("voting");
        else expect(closed.kind).toBe(passes ? "queued" : "rejected");
        if (closed.kind !== "queued") return;
        expect(execute(closed, closed.executableUs - 1)).toBe(closed);
        expect(execute(closed, closed.executableUs)).toEqual({ kind: "executed", atUs: atUs + TERMS.timeLockUs });
      }),
    );
  });
});
