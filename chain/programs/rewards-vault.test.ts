import { beforeAll, describe, expect, it } from "vitest";
import { leafHash, rootAndProof } from "../vectors/generate.ts";
import { testKey } from "./test-key.ts";
import { claim, finality, settle, settlement, submission } from "./test-settlement.ts";
import {
  bn,
  CHALLENGE_WINDOW,
  DAY,
  DAY_1,
  epochAddress,
  GENESIS,
  TestWorld,
  testPeer,
  unsigned,
  WALLET_BALANCE,
} from "./test-world.ts";

const [alice, bob, carol] = ["alice", "bob", "carol"].map(testPeer);
let world: TestWorld;

beforeAll(async () => {
  world = await TestWorld.ready([alice, bob, carol]);
});

const first = () =>
  settlement(world, 0, DAY_1, [
    { peer: alice, earned: 100_000_000_000n, bytes: 5_000_000n },
    { peer: bob, earned: 71_232_876_712n },
    { peer: carol, earned: 0n },
  ]);

describe("initialize", () => {
  it("is refused to anybody but the deployer, and twice", async () => {
    const mallory = testKey("mallory");
    expect((await world.send([await world.initVault(mallory.publicKey)], [mallory])).error).toBe("Unauthorized");
    expect((await world.send([await world.initVault()], [world.deployer])).error).toBe("AlreadyInitialized");
  });
});

describe("emission_rate", () => {
  it("gives the first day 171,232.876712 LANTERN", async () => {
    await world.at(GENESIS + 1);
    const rate = await world.view("rewards_vault", "emissionRate", "emissionInfo", [], {});
    expect(rate).toEqual({
      epoch: "0",
      scheduled: `${DAY_1}`,
      scheduledTotal: `${DAY_1}`,
      submittedTotal: "0",
      decimals: 6,
    });
  });
});

describe("submit_epoch", () => {
  it("is refused before the epoch's end, and to others than the submitter", async () => {
    await world.at(GENESIS + DAY - 1);
    expect((await world.send([await submission(world, first())], [world.submitter])).error).toBe("EpochOutOfOrder");
    await world.at(GENESIS + DAY);
    const silent = unsigned(await submission(world, first()), 0);
    expect((await world.send([silent])).error).toBe("Unauthorized");
    const mallory = testKey("mallory");
    expect((await world.send([await submission(world, first(), mallory.publicKey)], [mallory])).error).toBe(
      "Unauthorized",
    );
  });

  it("is refused one base unit above the schedule, and past 64 bits", async () => {
    const over = { ...first(), total: DAY_1 + 1n };
    expect((await world.send([await submission(world, over)], [world.submitter])).error).toBe("EmissionExceeded");
    const huge = { ...first(), total: 2n ** 64n - 1n };
    expect((await world.send([await submission(world, huge)], [world.submitter])).error).toBe("EmissionExceeded");
  });

  it("is refused for an epoch ahead, and at another epoch's address", async () => {
    const ahead = { ...first(), epoch: 1 };
    expect((await world.send([await submission(world, ahead)], [world.submitter])).error).toBe("EpochOutOfOrder");
    const args = [bn(0), [...first().root], bn(1), 3];
    const accounts = {
      submitter: world.submitter.publicKey,
      payer: world.payer.publicKey,
      epochAccount: epochAddress(1),
    };
    const misplaced = await world.call("rewards_vault", "submitEpoch", args, accounts);
    expect((await world.send([misplaced], [world.submitter])).error).toBe("ConstraintSeeds");
  });

  it("stores the root of an epoch that ended, and of the same epoch no second one", async () => {
    await world.must([await submission(world, first())], [world.submitter]);
    const info = await world.view("rewards_vault", "getEpoch", "epochInfo", [bn(0)], {});
    expect(info).toMatchObject({
      epoch: "0",
      root: [...first().root],
      total: `${DAY_1}`,
      leafCount: 3,
      status: 1,
      finalizedAt: "0",
    });
    expect((await world.send([await submission(world, first())], [world.submitter])).error).toBe("EpochOutOfOrder");
  });
});

describe("finalize_epoch", () => {
  it("waits for the challenge window; claims wait for it", async () => {
    await world.at(GENESIS + DAY + CHALLENGE_WINDOW - 1);
    expect((await world.send([await claim(world, first(), 0)])).error).toBe("NotFinal");
    expect((await world.send([await finality(world, 0)])).error).toBe("NotFinal");
    await world.at(GENESIS + DAY + CHALLENGE_WINDOW);
    expect((await world.send([await finality(world, 1)])).error).toBe("EpochOutOfOrder");
    await world.must([await finality(world, 0)]);
    expect((await world.send([await finality(world, 0)])).error).toBe("EpochOutOfOrder");
    expect(await world.read("rewards_vault", "epoch", epochAddress(0))).toMatchObject({ status: 2 });
  });

  it("makes the root unchangeable: RootFinal", async () => {
    const other = settlement(world, 0, 1n, [{ peer: bob, earned: 1n }]);
    expect((await world.send([await submission(world, other)], [world.submitter])).error).toBe("RootFinal");
  });
});

describe("claim", () => {
  it("with a changed sibling, a missing or an added one, is refused: InvalidProof", async () => {
    const { proof } = rootAndProof(first().leaves.map(leafHash), 0);
    const changed = Buffer.from(proof[0].map((byte, at) => (at === 31 ? byte ^ 1 : byte)));
    for (const forged of [[changed, proof[1]], [proof[0]], [], [...proof, Buffer.alloc(32)], [proof[1], proof[0]]])
      expect((await world.send([await claim(world, first(), 0, { proof: forged })])).error).toBe("InvalidProof");
  });

  it("with any changed amount is refused: InvalidProof", async () => {
    const changes = [
      { earned: 100_000_000_001n },
      { forfeited: 1n },
      { bytes: 5_000_001n },
      { tierSince: BigInt(GENESIS - 1) },
    ];
    for (const leaf of changes)
      expect((await world.send([await claim(world, first(), 0, { leaf })])).error).toBe("InvalidProof");
  });

  it("with a proof of 21 siblings is refused: ProofTooLong", async () => {
    const proof = Array.from({ length: 21 }, () => Buffer.alloc(32));
    // Does not fit one transaction; with one account fewer, no compute budget, it does, and the length is checked first.
    const call = await claim(world, first(), 0, { proof, accounts: { destination: world.payer.publicKey } });
    expect((await world.sendBare([call])).error).toBe("ProofTooLong");
  });

  it("mints to the wallet of the registry, whoever submits it, and updates bandwidth there", async () => {
    await world.must([await claim(world, first(), 0)]);
    expect(await world.balance(alice.tokens)).toBe(WALLET_BALANCE + 100_000_000_000n);
    expect(await world.read("rewards_vault", "claim", alice.claim)).toMatchObject({
      claimed: "100000000000",
      lastEpoch: "0",
    });
    expect(await world.read("registry", "peer", alice.account)).toMatchObject({
      bandwidthTotal: "5000000",
      tierSince: `${GENESIS}`,
    });
    expect(await world.supply()).toBe(3n * WALLET_BALANCE + 100_000_000_000n);
  });

  it("twice pays once: NothingToClaim, also within one transaction", async () => {
    expect((await world.send([await claim(world, first(), 0)])).error).toBe("NothingToClaim");
    const twice = [await claim(world, first(), 1), await claim(world, first(), 1)];
    expect((await world.send(twice)).error).toBe("NothingToClaim");
    expect(await world.balance(bob.tokens)).toBe(WALLET_BALANCE);
    await world.must([await claim(world, first(), 1)]);
    expect(await world.balance(bob.tokens)).toBe(WALLET_BALANCE + 71_232_876_712n);
  });

  it("of a leaf that grants nothing is refused: NothingToClaim", async () => {
    expect((await world.send([await claim(world, first(), 2)])).error).toBe("NothingToClaim");
  });

  it("fits a transaction at depth 20", async () => {
    const siblings = Array.from({ length: 20 }, (_, level) => Buffer.alloc(32, level));
    const bare = await world.sendBare([await claim(world, first(), 0, { proof: siblings })]);
    expect(bare.error).toBe("InvalidProof");
    expect(bare.bytes).toBeLessThanOrEqual(1_232);
  });
});

describe("the next epochs", () => {
  it("pay what was added; one claim covers the epochs that were missed", async () => {
    const second = settlement(world, 1, DAY_1, [
      { peer: alice, earned: 150_000_000_000n, bytes: 6_000_000n },
      { peer: bob, earned: 71_232_876_712n },
      { peer: carol, earned: 100_000_000_000n },
    ]);
    await settle(world, second);
    expect((await world.send([await claim(world, first(), 0)])).error).toBe("StaleRoot");
    const swapped = await claim(world, second, 0, { accounts: { epochAccount: epochAddress(0) } });
    expect((await world.send([swapped])).error).toBe("ConstraintSeeds");
    const outcome = await world.must([await claim(world, second, 0)]);
    expect(outcome.computeUnits).toBeLessThan(18_000n);
    expect(await world.balance(alice.tokens)).toBe(WALLET_BALANCE + 150_000_000_000n);
  });

  it("may carry what earlier epochs left, to the base unit", async () => {
    const nothing = settlement(world, 2, 0n, [{ peer: alice, earned: 150_000_000_000n, bytes: 6_000_000n }]);
    await settle(world, nothing);
    const scheduled = (days: bigint) => (125_000_000_000_000n * days) / 730n;
    const rest = scheduled(4n) - 2n * DAY_1;
    const over = settlement(world, 3, rest + 1n, [{ peer: alice, earned: 1n }]);
    await world.at(GENESIS + 4 * DAY);
    expect((await world.send([await submission(world, over)], [world.submitter])).error).toBe("EmissionExceeded");
    await settle(world, settlement(world, 3, rest, [{ peer: alice, earned: 200_000_000_000n, bytes: 6_000_000n }]));
    expect(await world.read("rewards_vault", "config", world.vaultConfig)).toMatchObject({
      finalizedTotal: `${scheduled(4n)}`,
    });
  });

  it("refuse a leaf in which anything fell: CumulativeRegressed", async () => {
    const base = { peer: alice, earned: 300_000_000_000n, bytes: 7_000_000n };
    const fallen = [
      { ...base, earned: 140_000_000_000n },
      { ...base, bytes: 5_999_999n },
      { ...base, tierSince: GENESIS - 1 },
    ];
    for (const [index, leaf] of fallen.entries()) {
      const epoch = settlement(world, 4 + index, DAY_1, [leaf]);
      await settle(world, epoch);
      expect((await world.send([await claim(world, epoch, 0)])).error, `leaf ${index}`).toBe("CumulativeRegressed");
    }
  });

  it("pay nothing for what a slash forfeited, and take the slash's tier age along", async () => {
    const slashedAt = GENESIS + 6 * DAY;
    const epoch = settlement(world, 7, 0n, [
      { peer: alice, earned: 260_000_000_000n, forfeited: 100_000_000_000n, bytes: 8_000_000n, tierSince: slashedAt },
    ]);
    await settle(world, epoch);
    await world.must([await world.call("staking", "refreshTier", [], { peer: alice.key.publicKey })]);
    expect(await world.read("registry", "peer", alice.account)).toMatchObject({ tier: 1 });
    await world.must([await claim(world, epoch, 0)]);
    expect(await world.balance(alice.tokens)).toBe(WALLET_BALANCE + 160_000_000_000n);
    expect(await world.read("registry", "peer", alice.account)).toMatchObject({ tierSince: `${slashedAt}`, tier: 0 });
    const lower = settlement(world, 8, 0n, [
      { peer: alice, earned: 260_000_000_000n, forfeited: 0n, bytes: 8_000_000n, tierSince: slashedAt },
    ]);
    await settle(world, lower);
    expect((await world.send([await claim(world, lower, 0)])).error).toBe("CumulativeRegressed");
  });

  it("never pay more than the finalised total, whatever the leaves say: ExceedsTotal, ArithmeticError", async () => {
    const config = await world.read("rewards_vault", "config", world.vaultConfig);
    const left = BigInt(String(config.finalizedTotal)) - BigInt(String(config.claimedTotal));
    const paidBob = 71_232_876_712n;
    const greedy = settlement(world, 9, 0n, [
      { peer: bob, earned: paidBob + left + 1n },
      { peer: carol, earned: 2n ** 64n - 1n },
    ]);
    await settle(world, greedy);
    expect((await world.send([await claim(world, greedy, 0)])).error).toBe("ExceedsTotal");
    expect((await world.send([await claim(world, greedy, 1)])).error).toBe("ArithmeticError");
  });
});

describe("pause", () => {
  it("stops claims and nothing else; only the admin pauses", async () => {
    const pause = (paused: boolean, admin = world.admin.publicKey) =>
      world.call("rewards_vault", "pause", [paused], { admin });
    const mallory = testKey("mallory");
    expect((await world.send([await pause(true, mallory.publicKey)], [mallory])).error).toBe("Unauthorized");
    await world.must([await pause(true)], [world.admin]);
    const epoch = settlement(world, 10, 0n, [{ peer: carol, earned: 5n }]);
    await settle(world, epoch);
    expect((await world.send([await claim(world, epoch, 0)])).error).toBe("Paused");
    await world.must([await pause(false)], [world.admin]);
    await world.must([await claim(world, epoch, 0)]);
  });
});

describe("admin and submitter", () => {
  const heir = testKey("heir");
  const accept = (newAdmin: typeof heir) =>
    world.call("rewards_vault", "acceptAdmin", [], { newAdmin: newAdmin.publicKey });
  const propose = () => world.call("rewards_vault", "proposeAdmin", [heir.publicKey], { admin: world.admin.publicKey });

  it("change hands in two steps", async () => {
    expect((await world.send([await accept(heir)], [heir])).error).toBe("Unauthorized");
    await world.must([await propose()], [world.admin]);
    const mallory = testKey("mallory");
    expect((await world.send([await accept(mallory)], [mallory])).error).toBe("Unauthorized");
    await world.must([await accept(heir)], [heir]);
    expect((await world.send([await propose()], [world.admin])).error).toBe("Unauthorized");
    const seize = await world.call("rewards_vault", "setSubmitter", [mallory.publicKey], { admin: mallory.publicKey });
    expect((await world.send([seize], [mallory])).error).toBe("Unauthorized");
    const submitter = testKey("second submitter");
    await world.must(
      [await world.call("rewards_vault", "setSubmitter", [submitter.publicKey], { admin: heir.publicKey })],
      [heir],
    );
    const next = settlement(world, 11, 0n, [{ peer: carol, earned: 5n }]);
    await world.at(GENESIS + 12 * DAY);
    expect((await world.send([await submission(world, next)], [world.submitter])).error).toBe("Unauthorized");
    await world.must([await submission(world, next, submitter.publicKey)], [submitter]);
  });
});
