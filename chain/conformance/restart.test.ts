/**
 * A process that dies between a payment and its confirmation forgets what it sent (open signatures live in memory) and sends everything
 * again, under new signatures. What pays must not pay twice then: totals on chain are cumulative, evidence and roots are used up.
 */
import { describe, expect, it } from "vitest";
import { LANTERN, US_PER_DAY, US_PER_HOUR } from "../../base/units.ts";
import type { LedgerCommand } from "../../protocol/ledger.ts";
import { EMBEDDED, epochRoot, genesisPeer, LedgerPair, testPeers } from "./ledger-pair.ts";

const [ann, bob, cid] = testPeers(3);
const COHORT = [genesisPeer(ann, 200, 1_000 * LANTERN, 50 * LANTERN), genesisPeer(bob, 0, 100 * LANTERN, 50 * LANTERN)];
const END_US = US_PER_DAY;
const FINAL_US = END_US + US_PER_HOUR;
const UNLOCKED_US = FINAL_US + 14 * US_PER_DAY;

/** Ann earned 700 LANTERN by the end of `epoch`. */
const rootOf = (epoch: number) =>
  epochRoot([
    { epoch, peerId: ann, earnedBase: 700 * LANTERN, forfeitedBase: 0, bytes: 700, tierSinceUs: -200 * US_PER_DAY },
  ]);
const { root, leaves, claim } = rootOf(0);

/** Every command whose repetition could pay, give back, take or mint a second time, and what the repetition is told. */
const STEPS: readonly (readonly [LedgerCommand, string])[] = [
  [{ kind: "register", atUs: 0, peerId: cid }, "AlreadyRegistered"],
  [{ kind: "stake", atUs: 0, peerId: bob, amountBase: 5 * LANTERN, stakeBeforeBase: 100 * LANTERN }, "StakeMoved"],
  [
    { kind: "submit-epoch", atUs: END_US, epoch: 0, root, totalBase: 700 * LANTERN, leafCount: leaves.length },
    "EpochOutOfOrder",
  ],
  [{ kind: "finalize-epoch", atUs: FINAL_US, epoch: 0 }, "EpochOutOfOrder"],
  [claim(0, FINAL_US), "NothingToClaim"],
  [
    { kind: "slash", atUs: FINAL_US, peerId: bob, evidenceHash: "5a".repeat(32), amountBase: 10 * LANTERN },
    "AlreadySlashed",
  ],
  [{ kind: "request-unstake", atUs: FINAL_US, peerId: ann, amountBase: 1_000 * LANTERN }, "InsufficientStake"],
  [{ kind: "unstake", atUs: UNLOCKED_US, peerId: ann }, "NothingToUnstake"],
];

describe.each(EMBEDDED)("after a restart on %s, what is sent again", (backend) => {
  it("is refused by name and moves nothing: claims, slashes, roots, registrations, stakes, unstaking", async () => {
    const pair = await LedgerPair.start(COHORT, { backend });
    for (const [command, refusal] of STEPS) {
      expect(await pair.outcome(command), command.kind).toMatch(/^done /);
      const before = await pair.chain.accounts([ann, bob]);
      expect(await pair.outcome(command), command.kind).toBe(refusal);
      expect(await pair.chain.accounts([ann, bob]), command.kind).toEqual(before);
    }
    await pair.expectEqual();
  });
});
