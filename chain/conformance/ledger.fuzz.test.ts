import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LANTERN, US_PER_DAY, US_PER_HOUR, US_PER_S } from "../../base/units.ts";
import type { LedgerCommand, PeerId, RewardLeaf } from "../../protocol/ledger.ts";
import { EMBEDDED, type EpochRoot, epochRoot, genesisPeer, LedgerPair, testPeers } from "./ledger-pair.ts";

/** Sequences drawn; a sequence costs about half a second, most of it the start of its chain. */
const RUNS = 20;
const PEERS = testPeers(5);
/** The last peer is not registered at first. */
const COHORT = PEERS.slice(0, -1).map((peerId, index) =>
  genesisPeer(peerId, 50 * index, 200 * index * LANTERN, 100 * LANTERN),
);

/** Outcomes that the drawn sequences meet, each about ten times or more. */
const OUTCOMES_EXPECTED = [
  ...["stake", "request-unstake", "submit-epoch", "finalize-epoch", "claim", "slash"].map((kind) => `${kind} done`),
  ...["NotRegistered", "NotFinal", "StaleRoot", "InvalidProof", "NothingToClaim", "ExceedsTotal"].map(
    (code) => `claim ${code}`,
  ),
  "submit-epoch RootFinal",
  "finalize-epoch EpochOutOfOrder",
  "stake InsufficientFunds",
  "stake StakeMoved",
  "unstake Locked",
  "slash AlreadySlashed",
];

/** One step of a drawn sequence; numbers are reduced to what exists when it runs. */
interface Step {
  readonly kind: LedgerCommand["kind"] | "wait";
  readonly peer: number;
  /** Of the largest sensible amount: above 1 asks for too much. */
  readonly share: number;
  readonly back: number;
  readonly broken: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(
    "register",
    "stake",
    "request-unstake",
    "unstake",
    "submit-epoch",
    "submit-epoch",
    "finalize-epoch",
    "finalize-epoch",
    "finalize-epoch",
    "claim",
    "claim",
    "claim",
    "claim",
    "claim",
    "slash",
    "wait",
  ),
  peer: fc.nat({ max: PEERS.length - 1 }),
  share: fc.double({ min: 0.01, max: 1.2, noNaN: true }),
  back: fc.nat({ max: 2 }),
  broken: fc.boolean(),
});

/** What the sequence has made so far: lifetime totals of the peers, and the roots that were submitted. */
class World {
  nowUs = 0;
  private readonly totals: RewardLeaf[] = PEERS.map((peerId, index) => ({
    epoch: 0,
    peerId,
    earnedBase: 0,
    forfeitedBase: 0,
    bytes: 0,
    tierSinceUs: index < COHORT.length ? COHORT[index].registeredAtUs : 0,
  }));
  private readonly roots: EpochRoot[] = [];
  private finalisedCount = 0;
  private evidenceCount = 0;

  /** The command of `drawn` in the present state; undefined where it only moves time. */
  command(drawn: Step): LedgerCommand | undefined {
    const peerId = PEERS[drawn.peer];
    const amountBase = Math.ceil(300 * LANTERN * drawn.share);
    this.nowUs += US_PER_HOUR + Math.floor(drawn.share * 3_600) * US_PER_S;
    const atUs = this.nowUs;
    switch (drawn.kind) {
      case "wait":
        this.nowUs += 15 * US_PER_DAY;
        return undefined;
      case "register":
      case "unstake":
        return { kind: drawn.kind, atUs, peerId };
      case "stake":
        // A third names what it is added to: right until the peer's first change of stake, wrong afterwards.
        if (drawn.back < 2) return { kind: "stake", atUs, peerId, amountBase };
        return { kind: "stake", atUs, peerId, amountBase, stakeBeforeBase: COHORT[drawn.peer]?.stakeBase ?? 0 };
      case "request-unstake":
        return { kind: "request-unstake", atUs, peerId, amountBase };
      case "submit-epoch":
        return this.submit(drawn);
      case "finalize-epoch":
        return this.finalize(drawn, atUs);
      case "claim":
        return this.claim(drawn, atUs);
      case "slash":
        return this.slash(peerId, drawn, amountBase);
    }
  }

  private submit({ share, broken, back, peer }: Step): LedgerCommand {
    // Broken in one of three ways: an epoch submitted before, a total above the schedule, a leaf that fell.
    const epoch = broken && back === 0 ? Math.max(0, this.finalisedCount - 1) : this.roots.length;
    if (!broken || back > 0) this.nowUs = Math.max(this.nowUs, (epoch + 1) * US_PER_DAY);
    const payBase = Math.floor(40_000 * LANTERN * share);
    const leaves = this.totals.map((total, index) => ({
      ...total,
      epoch,
      earnedBase: total.earnedBase + Math.floor(payBase / (index + 1)),
      bytes: broken && back === 2 && index === peer ? Math.floor(total.bytes / 2) : total.bytes + 1_000_000,
    }));
    const root = epochRoot(leaves);
    // The leaves sum to 2.3 times `payBase`: claims meet the limit of the total.
    const totalBase = Math.floor(payBase * (broken && back === 1 ? 12 : 1.3));
    this.pending = () => {
      leaves.forEach((leaf, index) => {
        this.totals[index] = leaf;
      });
      this.roots.push(root);
    };
    return { kind: "submit-epoch", atUs: this.nowUs, epoch, root: root.root, totalBase, leafCount: leaves.length };
  }

  private finalize({ broken, back }: Step, atUs: number): LedgerCommand {
    this.pending = () => {
      this.finalisedCount++;
    };
    const epoch = broken ? Math.max(0, this.finalisedCount - 1 + back) : this.finalisedCount;
    return { kind: "finalize-epoch", atUs, epoch };
  }

  private claim({ peer, back, broken, share }: Step, atUs: number): LedgerCommand | undefined {
    const root = this.roots[this.finalisedCount - 1 + (broken ? back - 1 : 0)];
    if (root === undefined) return undefined;
    const claim = root.claim(peer, atUs);
    if (!broken || share > 0.3) return claim;
    return { ...claim, leaf: { ...claim.leaf, earnedBase: claim.leaf.earnedBase + 1 } };
  }

  private slash(peerId: PeerId, { peer, broken }: Step, amountBase: number): LedgerCommand {
    const number = broken ? this.evidenceCount : ++this.evidenceCount;
    const total = this.totals[peer];
    const atUs = this.nowUs;
    this.pending = () => {
      this.totals[peer] = { ...total, forfeitedBase: Math.floor(total.earnedBase / 2), tierSinceUs: atUs };
    };
    return { kind: "slash", atUs, peerId, evidenceHash: number.toString(16).padStart(64, "0"), amountBase };
  }

  /** What becomes true when the last command was carried out. */
  pending: () => void = () => undefined;

  settle(done: boolean): void {
    if (done) this.pending();
    this.pending = () => undefined;
  }
}

describe.each(EMBEDDED)("the programs on %s and the ledger in memory agree", (backend) => {
  it(`on ${RUNS} drawn sequences, outcome by outcome and account by account`, async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 40, maxLength: 70, size: "max" }), async (steps) => {
        const pair = await LedgerPair.start(COHORT, { backend });
        const world = new World();
        for (const drawn of steps) {
          const command = world.command(drawn);
          if (command === undefined) continue;
          const [outcome] = await pair.run([command]);
          seen.add(`${command.kind} ${outcome.kind === "done" ? "done" : outcome.code}`);
          world.settle(outcome.kind === "done");
        }
        await pair.expectEqual();
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
    // Sequences that never reach a claim or a refusal would prove nothing.
    expect(OUTCOMES_EXPECTED.filter((name) => !seen.has(name))).toEqual([]);
  }, 120_000);
});
