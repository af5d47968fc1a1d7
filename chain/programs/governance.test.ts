import { PublicKey } from "@solana/web3.js";
import { beforeAll, describe, expect, it } from "vitest";
import { TestBench } from "./test-bench.ts";
import {
  alice,
  BALANCE,
  bob,
  carol,
  configAddress,
  deployer,
  depositOf,
  depositVault,
  GovernanceCalls,
  governanceAccounts,
  idlePeer,
  mallory,
  PEER_STAKE,
  paramsAddress,
  peer,
  proposalAt,
  QUORUM,
  stakeOf,
  THRESHOLD,
  TIME_LOCK,
  tokensOf,
  VOTING,
  voteOf,
} from "./test-governance.ts";
import { DAY, GENESIS, LANTERN, unsigned } from "./test-world.ts";

const COOLDOWN = 7 * DAY;
let bench: TestBench;
let calls: GovernanceCalls;
const proposal = (id: number) => bench.read("governance", "proposal", proposalAt(id));
const valuesOnChain = async () => {
  const params = await bench.read("governance", "params", paramsAddress);
  return { version: params.version, values: (params.values as string[]).slice(0, 3) };
};

beforeAll(async () => {
  bench = await TestBench.start(["governance"], governanceAccounts(COOLDOWN));
  calls = new GovernanceCalls(bench.codec);
  await bench.at(GENESIS);
});

describe("the set-up", () => {
  it("is the deployer's alone", async () => {
    const { publicKey } = mallory;
    expect(await bench.error(await calls.initialize({}, publicKey), [mallory])).toBe("Unauthorized");
  });

  it("refuses votes that decide nothing and modes that do not exist: InvalidParameters", async () => {
    const changes = [{ mode: 2 }, { voting: 0 }, { quorum: 0n }, { voting: 2n ** 63n }];
    for (const change of [...changes, { mode: 1, authority: PublicKey.default }])
      expect(await bench.error(await calls.initialize(change), [deployer])).toBe("InvalidParameters");
  });

  it("happens once", async () => {
    const { events } = await bench.must([await calls.initialize()], [deployer]);
    expect(events[0]).toMatchObject({ name: "governanceInitialized", data: { mode: 0, quorum: `${QUORUM}` } });
    expect(await bench.error(await calls.initialize(), [deployer])).toBe("AlreadyInitialized");
  });

  it("defines parameters in turn, within their bounds, until it is sealed", async () => {
    expect(await bench.error(await calls.seal(), [deployer])).toBe("InvalidParameters");
    expect(await bench.error(await calls.define(0, [5, 0, 10], mallory.publicKey), [mallory])).toBe("Unauthorized");
    expect(await bench.error(await calls.define(1, [5, 0, 10]), [deployer])).toBe("InvalidParameters");
    for (const value of [4, 11])
      expect(await bench.error(await calls.define(0, [value, 5, 10]), [deployer])).toBe("ParamOutOfBounds");
    const definitions = [
      [5, 0, 10],
      [100, 50, 200],
      [1, 0, 1],
    ] as const;
    for (const [id, definition] of definitions.entries())
      await bench.must([await calls.define(id, definition)], [deployer]);
    await bench.must([await calls.deposit(alice, THRESHOLD)], [alice]);
    expect(await bench.error(await calls.propose(alice, 0, [[0, 6]]), [alice])).toBe("ParamsNotSealed");
    expect(await bench.error(await calls.seal(mallory.publicKey), [mallory])).toBe("Unauthorized");
    const { events } = await bench.must([await calls.seal()], [deployer]);
    expect(events).toEqual([{ name: "paramsSealed", data: { paramCount: 3 } }]);
    expect(await bench.error(await calls.define(3, [1, 0, 1]), [deployer])).toBe("ParamsSealed");
    expect(await bench.error(await calls.seal(), [deployer])).toBe("ParamsSealed");
    expect(await valuesOnChain()).toEqual({ version: "0", values: ["5", "100", "1"] });
  });
});

describe("deposits", () => {
  it("need the voter's signature and tokens, and lie in the vault", async () => {
    expect(await bench.error(unsigned(await calls.deposit(bob, 1n), 0))).toBe("Unauthorized");
    expect(await bench.error(await calls.deposit(bob, BALANCE + 1n), [bob])).toBe("InsufficientFunds");
    const stolen = await calls.deposit(mallory, 1n, { source: tokensOf(bob) });
    expect(await bench.error(stolen, [mallory])).toBe("OwnerMismatch");
    await bench.must([await calls.deposit(bob, 3_000n * LANTERN)], [bob]);
    expect(await bench.balance(depositVault)).toBe(4_000n * LANTERN);
    const { depositedTotal } = await bench.read("governance", "config", configAddress);
    expect(depositedTotal).toBe(`${4_000n * LANTERN}`);
  });

  it("return to their voter alone, and no more than there is", async () => {
    expect(await bench.error(await calls.withdraw(bob, 3_001n * LANTERN), [bob])).toBe("InsufficientFunds");
    expect(await bench.error(unsigned(await calls.withdraw(bob, 1n), 0))).toBe("Unauthorized");
    const elsewhere = await calls.withdraw(bob, 1n, { destination: tokensOf(mallory) });
    expect(await bench.error(elsewhere, [bob])).toBe("OwnerMismatch");
    const foreign = await calls.withdraw(mallory, 1n, { depositAccount: depositOf(bob) });
    expect(await bench.error(foreign, [mallory])).toBe("ConstraintSeeds");
    await bench.must([await calls.withdraw(bob, 1_000n * LANTERN)], [bob]);
    expect(await bench.balance(tokensOf(bob))).toBe(BALANCE - 2_000n * LANTERN);
  });
});

describe("propose", () => {
  const refused = async (changes: readonly (readonly [number, number])[]) =>
    await bench.error(await calls.propose(alice, 0, changes), [alice]);

  it("refuses values out of bounds, unknown and repeated parameters, none and a wrong number", async () => {
    expect(await refused([[0, 11]])).toBe("ParamOutOfBounds");
    expect(
      await refused([
        [0, 6],
        [1, 49],
      ]),
    ).toBe("ParamOutOfBounds");
    expect(await refused([[3, 1]])).toBe("InvalidParameters");
    expect(
      await refused([
        [0, 6],
        [0, 7],
      ]),
    ).toBe("InvalidParameters");
    expect(await refused([])).toBe("InvalidParameters");
    expect(await bench.error(await calls.propose(alice, 1, [[0, 6]]), [alice])).toBe("InvalidParameters");
  });

  it("needs the proposer's signature and the threshold of its own: BelowThreshold", async () => {
    expect(await bench.error(unsigned(await calls.propose(alice, 0, [[0, 6]]), 0))).toBe("Unauthorized");
    await bench.must([await calls.deposit(mallory, THRESHOLD - 1n)], [mallory]);
    expect(await bench.error(await calls.propose(mallory, 0, [[0, 6]]), [mallory])).toBe("BelowThreshold");
    const borrowed = await calls.propose(mallory, 0, [[0, 6]], { standing: depositOf(alice) });
    expect(await bench.error(borrowed, [mallory])).toBe("ConstraintSeeds");
  });

  it("opens the vote and keeps the proposer's deposit until it ends", async () => {
    const { events } = await bench.must(
      [
        await calls.propose(alice, 0, [
          [0, 6],
          [2, 0],
        ]),
      ],
      [alice],
    );
    expect(events[0]).toMatchObject({ name: "proposalOpened", data: { id: "0", votingEndsAt: `${GENESIS + VOTING}` } });
    expect(await bench.error(await calls.withdraw(alice, 1n), [alice])).toBe("Locked");
    expect(await proposal(0)).toMatchObject({ status: 1, changeCount: 2, votesFor: "0" });
  });
});

describe("voting", () => {
  it("weighs the deposit, which stays until the end", async () => {
    const { events } = await bench.must([await calls.vote(bob, 0, true)], [bob]);
    expect(events[0]).toMatchObject({
      name: "voted",
      data: { weight: `${2_000n * LANTERN}`, support: true, source: 0 },
    });
    expect(await bench.error(await calls.withdraw(bob, 1n), [bob])).toBe("Locked");
    expect(await bench.read("governance", "vote", voteOf(0, bob.publicKey))).toMatchObject({ proposal: "0" });
  });

  it("happens once: AlreadyVoted, also with more tokens and the other way", async () => {
    await bench.must([await calls.deposit(bob, 1n)], [bob]);
    for (const support of [true, false])
      expect(await bench.error(await calls.vote(bob, 0, support), [bob])).toBe("AlreadyVoted");
    const elsewhere = await calls.vote(bob, 0, true, { voteAccount: voteOf(0, mallory.publicKey) });
    expect(await bench.error(elsewhere, [bob])).toBe("ConstraintSeeds");
  });

  it("needs the voter's signature and something that weighs", async () => {
    expect(await bench.error(unsigned(await calls.vote(alice, 0, true), 0))).toBe("Unauthorized");
    expect(await bench.error(await calls.vote(carol, 0, true), [carol])).toBe("NoVotingWeight");
    const other = await calls.vote(mallory, 0, true, { depositAccount: depositOf(alice) });
    expect(await bench.error(other, [mallory])).toBe("ConstraintSeeds");
    expect(await bench.error(await calls.voteWithReputation(bob, 0, true), [bob])).toBe("WrongVotingMode");
    expect(await bench.error(await calls.vote(alice, 1, true), [alice])).toBe("AccountNotInitialized");
  });

  it("weighs the active stake of a peer once, by its wallet's signature", async () => {
    expect(await bench.error(await calls.voteWithStake(mallory, peer, 0), [mallory])).toBe("Unauthorized");
    expect(await bench.error(await calls.voteWithStake(carol, idlePeer, 0), [carol])).toBe("NoVotingWeight");
    const withOther = async (of: PublicKey, passed: Readonly<Record<string, PublicKey>>) =>
      await bench.error(await calls.voteWithStake(carol, of, 0, passed), [carol]);
    expect(await withOther(idlePeer, { stakeAccount: stakeOf(peer) })).toBe("ConstraintSeeds");
    expect(await withOther(peer, { stakeAccount: depositOf(bob) })).toBe("AccountOwnedByWrongProgram");
    expect(await withOther(peer, { stakingPool: configAddress })).toBe("ConstraintSeeds");
    expect(await withOther(peer, { voteAccount: voteOf(0, peer) })).toBe("ConstraintSeeds");
    const { events } = await bench.must([await calls.voteWithStake(carol, peer, 0)], [carol]);
    expect(events[0]?.data).toMatchObject({ weight: `${PEER_STAKE}`, subject: `${peer}`, source: 1 });
    expect(await bench.error(await calls.voteWithStake(carol, peer, 0), [carol])).toBe("AlreadyVoted");
    expect(await proposal(0)).toMatchObject({ votesFor: `${PEER_STAKE + 2_000n * LANTERN}` });
  });

  it("counts against as well", async () => {
    await bench.must([await calls.vote(mallory, 0, false)], [mallory]);
    expect(await proposal(0)).toMatchObject({ votesAgainst: `${THRESHOLD - 1n}` });
  });

  it("ends at the deadline: VotingClosed", async () => {
    expect(await bench.error(await calls.queue(0))).toBe("VotingOpen");
    await bench.at(GENESIS + VOTING);
    expect(await bench.error(await calls.vote(alice, 0, false), [alice])).toBe("VotingClosed");
    expect(await bench.error(await calls.cancel(alice, 0), [alice])).toBe("VotingClosed");
  });
});

describe("queue and execute", () => {
  it("begin with the time lock; before its end nothing changes: TimeLocked", async () => {
    expect(await bench.error(await calls.execute(0))).toBe("WrongProposalState");
    const { events } = await bench.must([await calls.queue(0)]);
    expect(events[0]).toMatchObject({ data: { executableAt: `${GENESIS + VOTING + TIME_LOCK}` } });
    expect(await bench.error(await calls.queue(0))).toBe("WrongProposalState");
    await bench.at(GENESIS + VOTING + TIME_LOCK - 1);
    expect(await bench.error(await calls.execute(0))).toBe("TimeLocked");
    expect(await valuesOnChain()).toEqual({ version: "0", values: ["5", "100", "1"] });
  });

  it("change the parameters once, whoever submits", async () => {
    await bench.at(GENESIS + VOTING + TIME_LOCK);
    const { events } = await bench.must([await calls.execute(0)]);
    expect(events.map(({ name }) => name)).toEqual(["paramChanged", "paramChanged", "proposalExecuted"]);
    expect(events[0]?.data).toEqual({ id: 0, valueOld: "5", valueNew: "6", version: "1" });
    expect(await valuesOnChain()).toEqual({ version: "1", values: ["6", "100", "0"] });
    expect(await bench.error(await calls.execute(0))).toBe("WrongProposalState");
    const { changedIn } = await bench.read("governance", "params", paramsAddress);
    expect((changedIn as string[]).slice(0, 3)).toEqual(["1", "0", "1"]);
  });

  it("give the deposits back after the vote", async () => {
    await bench.must([await calls.withdraw(bob, 2_000n * LANTERN + 1n)], [bob]);
    expect(await bench.balance(tokensOf(bob))).toBe(BALANCE);
  });

  it("refuse a bound that a value on chain would pass, also at execution: ParamOutOfBounds", async () => {
    const at = GENESIS + 100 * DAY;
    await bench.at(at);
    await bench.must([await calls.propose(alice, 1, [[1, 150]])], [alice]);
    await bench.must([await calls.deposit(bob, QUORUM)], [bob]);
    await bench.must([await calls.vote(bob, 1, true)], [bob]);
    await bench.at(at + VOTING);
    await bench.must([await calls.queue(1)]);
    await bench.at(at + VOTING + TIME_LOCK);
    const account = await bench.context.banksClient.getAccount(proposalAt(1));
    if (account === null) throw new Error("no proposal");
    const data = Buffer.from(account.data);
    // The first change's value, behind discriminator, id, proposer, text hash, count and eight ids.
    data.writeBigUInt64LE(201n, 8 + 8 + 32 + 32 + 1 + 8);
    bench.context.setAccount(proposalAt(1), { ...account, data });
    expect(await bench.error(await calls.execute(1))).toBe("ParamOutOfBounds");
    expect(await valuesOnChain()).toEqual({ version: "1", values: ["6", "100", "0"] });
  });
});

describe("a vote", () => {
  const open = async (id: number, at: number) => {
    await bench.at(at);
    await bench.must([await calls.propose(alice, id, [[0, 7]])], [alice]);
  };

  it("below the quorum is rejected, and executes nothing", async () => {
    await open(2, GENESIS + 200 * DAY);
    await bench.must([await calls.voteWithStake(carol, peer, 2)], [carol]);
    await bench.at(GENESIS + 200 * DAY + VOTING);
    const { events } = await bench.must([await calls.queue(2)]);
    expect(events[0]).toMatchObject({ name: "proposalRejected", data: { votesFor: `${PEER_STAKE}` } });
    expect(await bench.error(await calls.execute(2))).toBe("WrongProposalState");
  });

  it("with as many against as for is rejected", async () => {
    await open(3, GENESIS + 300 * DAY);
    await bench.must([await calls.deposit(mallory, QUORUM - THRESHOLD + 1n)], [mallory]);
    await bench.must([await calls.vote(mallory, 3, false)], [mallory]);
    await bench.must([await calls.vote(bob, 3, true)], [bob]);
    expect(await proposal(3)).toMatchObject({ votesFor: `${QUORUM}`, votesAgainst: `${QUORUM}` });
    await bench.at(GENESIS + 300 * DAY + VOTING);
    await bench.must([await calls.queue(3)]);
    expect(await proposal(3)).toMatchObject({ status: 3 });
  });

  it("that its proposer cancels ends; nobody else can", async () => {
    await open(4, GENESIS + 400 * DAY);
    expect(await bench.error(await calls.cancel(mallory, 4), [mallory])).toBe("Unauthorized");
    const { events } = await bench.must([await calls.cancel(alice, 4)], [alice]);
    expect(events).toEqual([{ name: "proposalCancelled", data: { id: "4" } }]);
    expect(await bench.error(await calls.vote(bob, 4, true), [bob])).toBe("WrongProposalState");
    expect(await bench.error(await calls.queue(4))).toBe("WrongProposalState");
  });
});
