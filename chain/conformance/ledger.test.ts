import { describe, expect, it } from "vitest";
import { LANTERN, US_PER_DAY, US_PER_HOUR, US_PER_S } from "../../base/units.ts";
import type { LedgerCommand, PeerId, RewardLeaf } from "../../protocol/ledger.ts";
import type { EmbeddedChain } from "../backends/backend.ts";
import { EMBEDDED, type EpochRoot, epochRoot, genesisPeer, LedgerPair, testPeers } from "./ledger-pair.ts";

const DAY_ONE_BASE = 171_232_876_712;
const [ann, bob, cid, dee] = testPeers(4);
const EVIDENCE = "5a".repeat(32);

/** Ann is 200 days old and staked for Platinum, Bob 40 days for Silver; Cid is new; Dee is not registered. */
const COHORT = [
  genesisPeer(ann, 200, 1_000 * LANTERN, 50 * LANTERN),
  genesisPeer(bob, 40, 100 * LANTERN, 0),
  genesisPeer(cid, 0, 0, 300 * LANTERN),
];
const AGES: ReadonlyMap<PeerId, number> = new Map([
  [ann, 200],
  [bob, 40],
]);

function leaf(epoch: number, peerId: PeerId, earnedBase: number, more: Partial<RewardLeaf> = {}): RewardLeaf {
  const tierSinceUs = -(AGES.get(peerId) ?? 0) * US_PER_DAY;
  return { epoch, peerId, earnedBase, forfeitedBase: 0, bytes: earnedBase, tierSinceUs, ...more };
}

function endUs(epoch: number): number {
  return (epoch + 1) * US_PER_DAY;
}

/** When claims against `epoch` begin. */
function finalUs(epoch: number): number {
  return endUs(epoch) + US_PER_HOUR;
}

function submit(epoch: number, { root, leaves }: EpochRoot, totalBase: number, atUs = endUs(epoch)): LedgerCommand {
  return { kind: "submit-epoch", atUs, epoch, root, totalBase, leafCount: leaves.length };
}

function finalize(epoch: number, atUs = finalUs(epoch)): LedgerCommand {
  return { kind: "finalize-epoch", atUs, epoch };
}

/** A pair whose epoch 0 is final: Ann earned 700, Bob 200, Cid 100 LANTERN. */
async function settledPair(backend: EmbeddedChain["name"]): Promise<{ pair: LedgerPair; root: EpochRoot }> {
  const pair = await LedgerPair.start(COHORT, { backend });
  const root = epochRoot([leaf(0, ann, 700 * LANTERN), leaf(0, bob, 200 * LANTERN), leaf(0, cid, 100 * LANTERN)]);
  await pair.run([submit(0, root, 1_000 * LANTERN), finalize(0)]);
  return { pair, root };
}

describe.each(EMBEDDED)("the programs on %s and the ledger in memory agree", (backend) => {
  it("on a life from registration to claims, stake, slash and unstake", async () => {
    const { pair, root } = await settledPair(backend);
    const at = finalUs(0) + US_PER_S;
    const outcomes = await pair.run([
      { kind: "register", atUs: at, peerId: dee },
      root.claim(0, at),
      root.claim(2, at),
      { kind: "stake", atUs: at, peerId: cid, amountBase: 350 * LANTERN },
      { kind: "request-unstake", atUs: at, peerId: ann, amountBase: 400 * LANTERN },
      { kind: "slash", atUs: at + US_PER_S, peerId: cid, evidenceHash: EVIDENCE, amountBase: 50 * LANTERN },
      { kind: "unstake", atUs: at + 14 * US_PER_DAY, peerId: ann },
    ]);
    expect(outcomes.every(({ kind }) => kind === "done")).toBe(true);
    await pair.expectEqual();
    const [annNow, cidNow] = await pair.chain.accounts([ann, cid]);
    expect(annNow).toMatchObject({ walletBase: 1_150 * LANTERN, stakeBase: 600 * LANTERN, claimedBase: 700 * LANTERN });
    expect(cidNow).toMatchObject({ walletBase: 50 * LANTERN, stakeBase: 300 * LANTERN, slashedBase: 50 * LANTERN });
    expect(cidNow.tierSinceUs).toBe(at + US_PER_S);
  });

  it("on tiers, which the staking program works out from age and stake", async () => {
    const pair = await LedgerPair.start(COHORT, { backend });
    // One after the other: transactions of one fee payer lock each other out.
    const tiers: number[] = [];
    for (const peerId of [ann, bob, cid]) tiers.push(await pair.chain.tierOf(peerId));
    expect(tiers).toEqual([4, 2, 0]);
  });

  it("on a forged proof, another peer's proof and an inflated amount: InvalidProof", async () => {
    const { pair, root } = await settledPair(backend);
    const claim = root.claim(0, finalUs(0));
    const proof = ["00".repeat(32), ...claim.proof.slice(1)];
    expect(await pair.outcome({ ...claim, proof })).toBe("InvalidProof");
    expect(await pair.outcome({ ...claim, leaf: root.leaves[1] })).toBe("InvalidProof");
    expect(await pair.outcome({ ...claim, leaf: { ...claim.leaf, earnedBase: 701 * LANTERN } })).toBe("InvalidProof");
    expect(await pair.outcome({ ...claim, proof: [] })).toBe("InvalidProof");
    expect(await pair.outcome({ ...claim, proof: Array(21).fill("00".repeat(32)) })).toBe("ProofTooLong");
    expect(await pair.outcome(claim)).toBe(`done ${700 * LANTERN}`);
    await pair.expectEqual();
  });

  it("on a second claim with one root: NothingToClaim", async () => {
    const { pair, root } = await settledPair(backend);
    expect(await pair.outcome(root.claim(1, finalUs(0)))).toBe(`done ${200 * LANTERN}`);
    expect(await pair.outcome(root.claim(1, finalUs(0)))).toBe("NothingToClaim");
    await pair.expectEqual();
  });

  it("on the schedule of day 1 to the base unit: one more is EmissionExceeded", async () => {
    const pair = await LedgerPair.start(COHORT, { backend });
    const root = epochRoot([leaf(0, ann, DAY_ONE_BASE)]);
    expect(await pair.outcome(submit(0, root, DAY_ONE_BASE + 1))).toBe("EmissionExceeded");
    expect(await pair.outcome(submit(0, root, DAY_ONE_BASE))).toBe(`done ${DAY_ONE_BASE}`);
    await pair.expectEqual();
  });

  it("on emission left unspent, which a later epoch may carry", async () => {
    const pair = await LedgerPair.start(COHORT, { backend });
    const empty = { ...epochRoot([]), root: "00".repeat(32) };
    const root = epochRoot([leaf(1, ann, 2 * DAY_ONE_BASE)]);
    expect(await pair.outcome(submit(0, empty, 0))).toBe("done 0");
    expect(await pair.outcome(submit(1, root, 2 * DAY_ONE_BASE + 1))).toBe("EmissionExceeded");
    expect(await pair.outcome(submit(1, root, 2 * DAY_ONE_BASE))).toBe(`done ${2 * DAY_ONE_BASE}`);
    await pair.expectEqual();
  });

  it("on epochs skipped, repeated or before their end: EpochOutOfOrder; after finality: RootFinal", async () => {
    const pair = await LedgerPair.start(COHORT, { backend });
    const root = epochRoot([leaf(0, ann, LANTERN)]);
    expect(await pair.outcome(submit(0, root, LANTERN, endUs(0) - US_PER_S))).toBe("EpochOutOfOrder");
    expect(await pair.outcome(submit(1, root, LANTERN, endUs(1)))).toBe("EpochOutOfOrder");
    expect(await pair.outcome(finalize(0, endUs(1)))).toBe("EpochOutOfOrder");
    expect(await pair.outcome(submit(0, root, LANTERN, endUs(1)))).toBe(`done ${LANTERN}`);
    expect(await pair.outcome(submit(0, root, LANTERN, endUs(1)))).toBe("EpochOutOfOrder");
    expect(await pair.outcome(finalize(0, finalUs(1)))).toBe("done 0");
    expect(await pair.outcome(submit(0, root, LANTERN, finalUs(1)))).toBe("RootFinal");
    expect(await pair.outcome(finalize(1, finalUs(1)))).toBe("EpochOutOfOrder");
    await pair.expectEqual();
  });

  it("on claims and finality before the challenge window ends: NotFinal", async () => {
    const pair = await LedgerPair.start(COHORT, { backend });
    const root = epochRoot([leaf(0, ann, LANTERN), leaf(0, bob, LANTERN)]);
    expect(await pair.outcome(root.claim(0, endUs(0)))).toBe("NotFinal");
    await pair.run([submit(0, root, 2 * LANTERN)]);
    expect(await pair.outcome(finalize(0, finalUs(0) - US_PER_S))).toBe("NotFinal");
    expect(await pair.outcome(root.claim(0, finalUs(0)))).toBe("NotFinal");
    await pair.run([finalize(0)]);
    expect(await pair.outcome(root.claim(0, finalUs(0)))).toBe(`done ${LANTERN}`);
  });

  it("on a claim against an older root: StaleRoot; the latest pays all that was missed", async () => {
    const { pair, root } = await settledPair(backend);
    const next = epochRoot([leaf(1, ann, 900 * LANTERN), leaf(1, bob, 300 * LANTERN)]);
    await pair.run([submit(1, next, 300 * LANTERN), finalize(1)]);
    expect(await pair.outcome(root.claim(0, finalUs(1)))).toBe("StaleRoot");
    expect(await pair.outcome(next.claim(0, finalUs(1)))).toBe(`done ${900 * LANTERN}`);
    await pair.expectEqual();
  });

  it("on a leaf that fell in any of its totals: CumulativeRegressed", async () => {
    const { pair, root } = await settledPair(backend);
    await pair.run([0, 1, 2].map((index) => root.claim(index, finalUs(0))));
    const fallen = epochRoot([
      leaf(1, ann, 699 * LANTERN, { bytes: 900 * LANTERN }),
      leaf(1, bob, 400 * LANTERN, { bytes: 1 }),
      leaf(1, cid, 200 * LANTERN),
    ]);
    await pair.run([submit(1, fallen, 500 * LANTERN), finalize(1)]);
    expect(await pair.outcome(fallen.claim(0, finalUs(1)))).toBe("CumulativeRegressed");
    expect(await pair.outcome(fallen.claim(1, finalUs(1)))).toBe("CumulativeRegressed");
    expect(await pair.outcome(fallen.claim(2, finalUs(1)))).toBe(`done ${100 * LANTERN}`);
    await pair.expectEqual();
  });

  it("on leaves that sum to more than was submitted: ExceedsTotal", async () => {
    const pair = await LedgerPair.start(COHORT, { backend });
    const root = epochRoot([leaf(0, ann, 60 * LANTERN), leaf(0, bob, 50 * LANTERN)]);
    await pair.run([submit(0, root, 100 * LANTERN), finalize(0), root.claim(0, finalUs(0))]);
    expect(await pair.outcome(root.claim(1, finalUs(0)))).toBe("ExceedsTotal");
    await pair.expectEqual();
  });

  it("on pay forfeited by a slash, which a claim no longer pays", async () => {
    const { pair } = await settledPair(backend);
    const next = epochRoot([
      leaf(1, ann, 800 * LANTERN, { forfeitedBase: 700 * LANTERN, tierSinceUs: US_PER_DAY }),
      leaf(1, bob, 200 * LANTERN, { forfeitedBase: 200 * LANTERN }),
    ]);
    await pair.run([submit(1, next, 100 * LANTERN), finalize(1)]);
    expect(await pair.outcome(next.claim(0, finalUs(1)))).toBe(`done ${100 * LANTERN}`);
    expect(await pair.outcome(next.claim(1, finalUs(1)))).toBe("NothingToClaim");
    await pair.expectEqual();
    expect(await pair.chain.tierOf(ann)).toBe(0);
  });

  it("on a slash above the stake: InsufficientStake; with evidence used before: AlreadySlashed", async () => {
    const pair = await LedgerPair.start(COHORT, { backend });
    const slash = { kind: "slash", atUs: US_PER_DAY, peerId: bob, evidenceHash: EVIDENCE } as const;
    expect(await pair.outcome({ ...slash, amountBase: 100 * LANTERN + 1 })).toBe("InsufficientStake");
    expect(await pair.outcome({ ...slash, amountBase: 100 * LANTERN })).toBe(`done ${100 * LANTERN}`);
    expect(await pair.outcome({ ...slash, amountBase: 1 })).toBe("AlreadySlashed");
    expect(await pair.outcome({ ...slash, evidenceHash: "6b".repeat(32), amountBase: 0 })).toBe("done 0");
    await pair.expectEqual();
  });

  it("on what is being unstaked: Locked for the cooldown, and within reach of a slash until then", async () => {
    const pair = await LedgerPair.start(COHORT, { backend });
    const request = { kind: "request-unstake", atUs: 0, peerId: ann } as const;
    expect(await pair.outcome({ ...request, amountBase: 900 * LANTERN })).toBe(`done ${900 * LANTERN}`);
    expect(await pair.outcome({ kind: "unstake", atUs: 14 * US_PER_DAY - US_PER_S, peerId: ann })).toBe("Locked");
    const slash = { kind: "slash", atUs: 14 * US_PER_DAY - US_PER_S, peerId: ann, evidenceHash: EVIDENCE } as const;
    expect(await pair.outcome({ ...slash, amountBase: 300 * LANTERN })).toBe(`done ${300 * LANTERN}`);
    await pair.expectEqual();
    const unstake = { kind: "unstake", atUs: 14 * US_PER_DAY, peerId: ann } as const;
    expect(await pair.outcome(unstake)).toBe(`done ${700 * LANTERN}`);
    expect(await pair.outcome(unstake)).toBe("NothingToUnstake");
    await pair.expectEqual();
  });

  it("on peers and amounts that are not there", async () => {
    const { pair } = await settledPair(backend);
    const atUs = finalUs(0);
    const strange = epochRoot([leaf(0, dee, LANTERN), leaf(0, ann, LANTERN)]);
    expect(await pair.outcome({ kind: "register", atUs, peerId: ann })).toBe("AlreadyRegistered");
    expect(await pair.outcome({ kind: "stake", atUs, peerId: dee, amountBase: 1 })).toBe("NotRegistered");
    expect(await pair.outcome({ kind: "request-unstake", atUs, peerId: dee, amountBase: 1 })).toBe("NotRegistered");
    expect(await pair.outcome({ kind: "unstake", atUs, peerId: dee })).toBe("NotRegistered");
    expect(await pair.outcome(strange.claim(0, atUs))).toBe("NotRegistered");
    const slash = { kind: "slash", atUs, peerId: dee, evidenceHash: EVIDENCE, amountBase: 0 } as const;
    expect(await pair.outcome(slash)).toBe("NotRegistered");
    const stake = { kind: "stake", atUs, peerId: ann, amountBase: 50 * LANTERN + 1 } as const;
    expect(await pair.outcome(stake)).toBe("InsufficientFunds");
    expect(await pair.outcome({ kind: "request-unstake", atUs, peerId: cid, amountBase: 1 })).toBe("InsufficientStake");
    expect(await pair.outcome({ kind: "unstake", atUs, peerId: cid })).toBe("NothingToUnstake");
    await pair.expectEqual();
  });
});
