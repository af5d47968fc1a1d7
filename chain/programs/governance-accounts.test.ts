/** Accounts of governance in the place of others, and ballots that say nothing: what no honest client sends. */
import type { PublicKey } from "@solana/web3.js";
import { beforeAll, describe, expect, it } from "vitest";
import { PAYER, TestBench } from "./test-bench.ts";
import {
  alice,
  bob,
  carol,
  deployer,
  GovernanceCalls,
  governanceAccounts,
  proposalAt,
  reputationOf,
  scorer,
  type Terms,
  THRESHOLD,
  VOTING,
} from "./test-governance.ts";
import { bn, DAY, GENESIS, unsigned } from "./test-world.ts";

let bench: TestBench;
let calls: GovernanceCalls;

async function begin(terms: Partial<Terms> = {}): Promise<void> {
  bench = await TestBench.start(["governance"], governanceAccounts(7 * DAY));
  calls = new GovernanceCalls(bench.codec);
  await bench.at(GENESIS);
  for (const call of [await calls.initialize(terms), await calls.define(0, [5, 0, 10]), await calls.seal()])
    await bench.must([call], [deployer]);
}

describe("with two proposals, an instruction for one", () => {
  beforeAll(async () => {
    await begin();
    for (const voter of [alice, bob]) await bench.must([await calls.deposit(voter, THRESHOLD)], [voter]);
    for (const id of [0, 1]) await bench.must([await calls.propose(alice, id, [[0, 6 + id]])], [alice]);
  });

  it("does not take the other's account: ConstraintSeeds", async () => {
    const proposal = proposalAt(0);
    expect(await bench.error(await calls.vote(bob, 1, true, { proposal }), [bob])).toBe("ConstraintSeeds");
    const cancel = await bench.codec.call("governance", "cancel", [bn(1)], {
      proposer: alice.publicKey,
      proposal,
    });
    expect(await bench.error(cancel, [alice])).toBe("ConstraintSeeds");
    await bench.at(GENESIS + VOTING);
    const queue = await bench.codec.call("governance", "queue", [bn(1)], { proposal });
    expect(await bench.error(queue)).toBe("ConstraintSeeds");
    await bench.at(GENESIS);
  });

  it("cancels it once: WrongProposalState", async () => {
    await bench.must([await calls.cancel(alice, 1)], [alice]);
    expect(await bench.error(await calls.cancel(alice, 1), [alice])).toBe("WrongProposalState");
  });

  it("counts no ballot that is neither for nor against: InvalidArguments", async () => {
    const ballot = await calls.vote(bob, 0, true);
    ballot.data[ballot.data.length - 1] = 2;
    expect(await bench.error(ballot, [bob])).toBe("InvalidArguments");
  });

  it("counts no deposit of nothing: NoVotingWeight", async () => {
    await bench.must([await calls.deposit(carol, 0n)], [carol]);
    expect(await bench.error(await calls.vote(carol, 0, true), [carol])).toBe("NoVotingWeight");
  });
});

describe("a score", () => {
  beforeAll(async () => {
    await begin({ mode: 1, quorum: 100n, threshold: 50n, reputationMin: 20 });
    await bench.must([await calls.setReputation(alice, 60)], [scorer]);
  });

  it("lends nobody else its standing or its weight, and is not written at another's address: ConstraintSeeds", async () => {
    const lent = reputationOf(alice);
    expect(await bench.error(await calls.propose(bob, 0, [[0, 6]], { standing: lent }), [bob])).toBe("ConstraintSeeds");
    await bench.must([await calls.propose(alice, 0, [[0, 6]], { standing: lent })], [alice]);
    const passed = async (voter: PublicKey) =>
      await bench.codec.call("governance", "voteWithReputation", [bn(0), true], {
        voter,
        payer: PAYER.publicKey,
        reputationAccount: lent,
      });
    expect(await bench.error(await passed(bob.publicKey), [bob])).toBe("ConstraintSeeds");
    const unsignedVote = unsigned(await calls.voteWithReputation(alice, 0, true), 0);
    expect(await bench.error(unsignedVote)).toBe("Unauthorized");
    const write = await calls.setReputation(bob, 1);
    write.keys = write.keys.map((meta) => (meta.pubkey.equals(reputationOf(bob)) ? { ...meta, pubkey: lent } : meta));
    expect(await bench.error(write, [scorer])).toBe("ConstraintSeeds");
    expect(await bench.read("governance", "reputation", lent)).toMatchObject({ score: "60" });
  });
});
