import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { US_PER_DAY } from "../../base/units.ts";
import {
  type Ballot,
  castVote,
  closeVote,
  execute,
  type GovernanceTerms,
  openVote,
  type Polls,
  type ProposalState,
} from "./proposal.ts";

const TERMS: GovernanceTerms = {
  votingUs: 3 * US_PER_DAY,
  timeLockUs: 2 * US_PER_DAY,
  quorumBase: 100,
  thresholdBase: 10,
};
const BALLOT: Ballot = { source: "deposit", voter: "a", weightBase: 10, support: true };
const refused = (code: string) => ({ kind: "rejected", code });
const polls = (): Polls => ({ terms: TERMS, cooldownUs: TERMS.votingUs, atUs: 0, voted: new Set() });
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
    const opened = polls();
    const first = castVote(voting(), { ...BALLOT, weightBase: 60 }, opened);
    expect(first).toMatchObject({ kind: "counted", state: { votesForBase: 60, votesAgainstBase: 0 } });
    expect(castVote(voting(), { ...BALLOT, support: false }, opened)).toEqual(refused("AlreadyVoted"));
    expect(castVote(voting(), { ...BALLOT, voter: "b", weightBase: 0 }, opened)).toEqual(refused("NoVotingWeight"));
  });

  it("counts a peer's stake once, beside the deposit of a voter of that name, and only while its cooldown outlasts the vote", () => {
    const opened = polls();
    const stake: Ballot = { ...BALLOT, source: "stake" };
    for (const ballot of [stake, BALLOT]) expect(castVote(voting(), ballot, opened).kind).toBe("counted");
    expect(castVote(voting(), stake, opened)).toEqual(refused("AlreadyVoted"));
    const free = { ...polls(), cooldownUs: TERMS.votingUs - 1 };
    expect(castVote(voting(), stake, free)).toEqual(refused("StakeNotLocked"));
    // A microsecond later the cooldown lasts as long as what is left of the vote.
    expect(castVote(voting(), stake, { ...free, atUs: 1 }).kind).toBe("counted");
    expect(castVote(voting(), BALLOT, free).kind).toBe("counted");
  });

  it("counts scores from the least that votes where votes weigh by reputation, and tokens nowhere beside them", () => {
    const scored = { ...polls(), terms: { ...TERMS, scoreMin: 20 } };
    const score: Ballot = { ...BALLOT, source: "reputation", weightBase: 20 };
    expect(castVote(voting(), { ...score, weightBase: 19 }, scored)).toEqual(refused("NoVotingWeight"));
    expect(castVote(voting(), score, scored).kind).toBe("counted");
    expect(castVote(voting(), BALLOT, scored)).toEqual(refused("WrongVotingMode"));
    expect(castVote(voting(), score, polls())).toEqual(refused("WrongVotingMode"));
  });

  it("passes exactly with quorum and majority, and is executed exactly after voting and time lock, whatever the votes", () => {
    const ballots = fc.array(fc.record({ weightBase: fc.integer({ min: 1, max: 80 }), support: fc.boolean() }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(ballots, fc.integer({ min: 0, max: 6 * US_PER_DAY }), (cast, atUs) => {
        let state: ProposalState = voting();
        const opened = polls();
        for (const [index, ballot] of cast.entries()) {
          const counted = castVote(state as Voting, { ...BALLOT, voter: `${index}`, ...ballot }, opened);
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
