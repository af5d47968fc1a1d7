/** What weighs in a vote: stake of the staking program itself, stake that could leave too early, reputation; and forged signatures. */
import { PublicKey } from "@solana/web3.js";
import { describe, expect, it } from "vitest";
import { PROGRAM_IDS } from "../idl/addresses.ts";
import { BenchCodec, PAYER, TestBench } from "./test-bench.ts";
import {
  alice,
  bob,
  carol,
  deployer,
  GovernanceCalls,
  governanceAccounts,
  mallory,
  peer,
  proposalAt,
  QUORUM,
  reputationOf,
  scorer,
  THRESHOLD,
  TIME_LOCK,
  VOTING,
  voteOf,
} from "./test-governance.ts";
import { LiteBench } from "./test-litesvm.ts";
import { bn, DAY, funded, GENESIS, LANTERN, programFile, TestWorld, testPeer } from "./test-world.ts";

const COOLDOWN = 7 * DAY;
const calls = new GovernanceCalls(new BenchCodec());

describe("stake in the staking program", () => {
  it("weighs what is active, once a peer, also after its wallet rotated", async () => {
    const relay = testPeer("relay");
    const program = {
      lamports: 10_000_000_000,
      owner: new PublicKey("BPFLoader2111111111111111111111111111111111"),
      executable: true,
    };
    const governance = {
      address: new PublicKey(PROGRAM_IDS.governance),
      info: { ...program, data: programFile("governance") },
    };
    const world = await TestWorld.ready([relay], [governance, funded(PAYER.publicKey)]);
    for (const call of [
      await calls.initialize({ threshold: 0n }),
      await calls.define(0, [5, 0, 10]),
      await calls.seal(),
    ])
      await world.must([call], [deployer]);
    const wallet = relay.wallet;
    const stake = await world.call("staking", "stake", [bn(700n * LANTERN)], {
      payer: world.payer.publicKey,
      wallet: wallet.publicKey,
      peer: relay.key.publicKey,
      source: relay.tokens,
    });
    await world.must([stake], [wallet]);
    const back = await world.call("staking", "requestUnstake", [bn(200n * LANTERN)], {
      wallet: wallet.publicKey,
      peer: relay.key.publicKey,
    });
    await world.must([back], [wallet]);
    await world.must([await calls.deposit(wallet, 1n, { source: relay.tokens })], [wallet, PAYER]);
    await world.must([await calls.propose(wallet, 0, [[0, 6]])], [wallet, PAYER]);
    await world.must([await calls.voteWithStake(wallet, relay.key.publicKey, 0)], [wallet, PAYER]);
    const heir = testPeer("heir").wallet;
    const rotate = await world.call("registry", "rotateWallet", [heir.publicKey], {
      peer: relay.key.publicKey,
      wallet: wallet.publicKey,
    });
    await world.must([rotate], [relay.key, wallet]);
    const again = await calls.voteWithStake(heir, relay.key.publicKey, 0);
    expect((await world.send([again], [heir, PAYER])).error).toBe("AlreadyVoted");
    const account = await world.context.banksClient.getAccount(voteOf(0, relay.key.publicKey, "peer_vote"));
    const vote = new BenchCodec().decode("governance", "vote", account?.data ?? new Uint8Array());
    expect(vote).toMatchObject({ weight: `${500n * LANTERN}`, voter: `${wallet.publicKey}`, source: 1 });
  });
});

describe("stake whose cooldown ends before the vote", () => {
  it("does not weigh until it outlasts the vote: StakeNotLocked", async () => {
    const short = await TestBench.start(["governance"], governanceAccounts(VOTING - 1));
    await short.at(GENESIS);
    for (const call of [await calls.initialize(), await calls.define(0, [5, 0, 10]), await calls.seal()])
      await short.must([call], [deployer]);
    await short.must([await calls.deposit(alice, THRESHOLD)], [alice]);
    await short.must([await calls.propose(alice, 0, [[0, 6]])], [alice]);
    expect(await short.error(await calls.voteWithStake(carol, peer, 0), [carol])).toBe("StakeNotLocked");
    await short.at(GENESIS + 1);
    await short.must([await calls.voteWithStake(carol, peer, 0)], [carol]);
  });
});

describe("reputation mode", () => {
  it("weighs scores from the least that counts, and no tokens", async () => {
    const scored = await TestBench.start(["governance"], governanceAccounts(COOLDOWN));
    await scored.at(GENESIS);
    const terms = { mode: 1, quorum: 100n, threshold: 50n, reputationMin: 20 };
    for (const call of [await calls.initialize(terms), await calls.define(0, [5, 0, 10]), await calls.seal()])
      await scored.must([call], [deployer]);
    expect(await scored.error(await calls.setReputation(alice, 60, mallory.publicKey), [mallory])).toBe("Unauthorized");
    for (const [voter, score] of [
      [alice, 60],
      [bob, 19],
      [carol, 45],
    ] as const)
      await scored.must([await calls.setReputation(voter, score)], [scorer]);
    await scored.must([await calls.deposit(bob, QUORUM)], [bob]);
    // A deposit is as long as a reputation, and says the same voter in the same place.
    expect(await scored.error(await calls.propose(bob, 0, [[0, 6]]), [bob])).toBe("DiscriminatorMismatch");
    const low = await calls.propose(carol, 0, [[0, 6]], { standing: reputationOf(carol) });
    expect(await scored.error(low, [carol])).toBe("BelowThreshold");
    await scored.must([await calls.propose(alice, 0, [[0, 6]], { standing: reputationOf(alice) })], [alice]);
    expect(await scored.error(await calls.vote(bob, 0, false), [bob])).toBe("WrongVotingMode");
    expect(await scored.error(await calls.voteWithStake(carol, peer, 0), [carol])).toBe("WrongVotingMode");
    expect(await scored.error(await calls.voteWithReputation(bob, 0, false), [bob])).toBe("NoVotingWeight");
    expect(await scored.error(await calls.voteWithReputation(mallory, 0, false), [mallory])).toBe("NoVotingWeight");
    for (const voter of [alice, carol]) await scored.must([await calls.voteWithReputation(voter, 0, true)], [voter]);
    await scored.must([await calls.setReputation(alice, 1_000)], [scorer]);
    expect(await scored.error(await calls.voteWithReputation(alice, 0, true), [alice])).toBe("AlreadyVoted");
    await scored.at(GENESIS + VOTING);
    await scored.must([await calls.queue(0)]);
    expect(await scored.read("governance", "proposal", proposalAt(0))).toMatchObject({ status: 2, votesFor: "105" });
  });
});

describe("in litesvm", () => {
  it("votes and deposits whose signature is forged never run", async () => {
    const lite = new LiteBench(["governance"], governanceAccounts(COOLDOWN));
    lite.at(GENESIS);
    for (const call of [await calls.initialize(), await calls.define(0, [5, 0, 10]), await calls.seal()])
      expect(lite.error(call, [deployer])).toBeUndefined();
    const deposit = await calls.deposit(alice, QUORUM);
    expect(lite.error(deposit, [alice], alice.publicKey)).toContain("ignature");
    expect(lite.error(deposit, [alice])).toBeUndefined();
    expect(lite.error(await calls.propose(alice, 0, [[0, 6]]), [alice])).toBeUndefined();
    const votes = [await calls.vote(alice, 0, true), await calls.voteWithStake(carol, peer, 0)] as const;
    expect(lite.error(votes[0], [alice], alice.publicKey)).toContain("ignature");
    expect(lite.error(votes[1], [carol], carol.publicKey)).toContain("ignature");
    expect(lite.error(votes[0], [alice])).toBeUndefined();
    expect(lite.error(votes[1], [carol])).toBeUndefined();
    lite.at(GENESIS + VOTING);
    expect(lite.error(await calls.queue(0), [])).toBeUndefined();
    lite.at(GENESIS + VOTING + TIME_LOCK);
    expect(lite.error(await calls.execute(0), [])).toBeUndefined();
  });
});
