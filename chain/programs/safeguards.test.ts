/** The circuit breaker and the unlock of claims. */
import { describe, expect, it } from "vitest";
import { testKey } from "./test-key.ts";
import {
  claim,
  finality,
  release,
  type Settlement,
  setSafeguards,
  settle,
  settlement,
  submission,
} from "./test-settlement.ts";
import {
  bn,
  CHALLENGE_WINDOW,
  COOLDOWN,
  DAY,
  DAY_1,
  GENESIS,
  LANTERN,
  TestWorld,
  testPeer,
  WALLET_BALANCE,
} from "./test-world.ts";

const [alice, bob, carol] = ["alice", "bob", "carol"].map(testPeer);
const mallory = testKey("mallory");
const peers = [alice, bob, carol];
/** When the first epoch is final. */
const FINAL = GENESIS + DAY + CHALLENGE_WINDOW;

const config = (world: TestWorld) => world.read("rewards_vault", "config", world.vaultConfig);
const breaker = (world: TestWorld) => world.read("rewards_vault", "breaker", world.breaker);
const record = (world: TestWorld, peer = alice) => world.read("rewards_vault", "claim", peer.claim);

describe("set_safeguards", () => {
  it("is the admin's alone, within bounds", async () => {
    const world = await TestWorld.ready([]);
    const call = await setSafeguards(world, {});
    call.keys[0].pubkey = mallory.publicKey;
    expect((await world.send([call], [mallory])).error).toBe("Unauthorized");
    const senseless = [
      { challengeBondLamports: 0n },
      { challengeResponseSeconds: 30 * DAY + 1 },
      { unlockDays: 3 },
      { breakerWindowSeconds: 6 },
      { breakerResetSeconds: 30 * DAY + 1 },
    ];
    for (const values of senseless)
      expect((await world.send([await setSafeguards(world, values)], [world.admin])).error).toBe("InvalidParameters");
    await world.must([await setSafeguards(world, { unlockDays: 7, breakerLimit: 5n })], [world.admin]);
    expect(await config(world)).toMatchObject({ unlockDays: 7 });
    expect(await breaker(world)).toMatchObject({ limit: "5", tripped: false });
  });
});

describe("the circuit breaker", () => {
  const resetBreaker = (world: TestWorld, admin = world.admin.publicKey) =>
    world.call("rewards_vault", "resetBreaker", [], { admin, breaker: world.breaker });

  /** A hundred each, with room for two of them in 700 seconds. */
  async function limited(): Promise<{ world: TestWorld; epoch: Settlement }> {
    const world = await TestWorld.ready(peers);
    const values = { breakerLimit: 250n, breakerWindowSeconds: 700, breakerResetSeconds: 3_600 };
    await world.must([await setSafeguards(world, values)], [world.admin]);
    const epoch = settlement(
      world,
      0,
      DAY_1,
      peers.map((peer) => ({ peer, earned: 100n })),
    );
    await settle(world, epoch);
    return { world, epoch };
  }

  it("pays nothing beyond the limit, trips, and refuses until the admin resets it: BreakerTripped", async () => {
    const { world, epoch } = await limited();
    expect((await world.send([await resetBreaker(world)], [world.admin])).error).toBe("BreakerNotTripped");
    await world.must([await claim(world, epoch, 0)]);
    await world.must([await claim(world, epoch, 1)]);
    const trip = await world.must([await claim(world, epoch, 2)]);
    expect(trip.logs.filter((line) => line.startsWith("Program data: "))).toHaveLength(1);
    expect(await world.balance(carol.tokens)).toBe(WALLET_BALANCE);
    expect(await config(world)).toMatchObject({ claimedTotal: "200" });
    expect(await breaker(world)).toMatchObject({ tripped: true, resetAt: `${FINAL + 3_600}` });
    expect((await world.send([await claim(world, epoch, 2)])).error).toBe("BreakerTripped");
    // A larger limit, a shorter wait and an empty window close nothing.
    await world.must([await setSafeguards(world, { breakerResetSeconds: 0 })], [world.admin]);
    await world.at(FINAL + 3_599);
    expect((await world.send([await claim(world, epoch, 2)])).error).toBe("BreakerTripped");
    expect((await world.send([await resetBreaker(world)], [world.admin])).error).toBe("ResetTooEarly");
    await world.at(FINAL + 3_600);
    expect((await world.send([await resetBreaker(world, mallory.publicKey)], [mallory])).error).toBe("Unauthorized");
    await world.must([await resetBreaker(world)], [world.admin]);
    await world.must([await claim(world, epoch, 2)]);
    expect(await world.balance(carol.tokens)).toBe(WALLET_BALANCE + 100n);
  });

  it("makes room again once the window has passed, and no second before", async () => {
    for (const [later, tripped] of [
      [699, true],
      [800, false],
    ] as const) {
      const { world, epoch } = await limited();
      await world.must([await claim(world, epoch, 0)]);
      await world.must([await claim(world, epoch, 1)]);
      await world.at(FINAL + later);
      await world.must([await claim(world, epoch, 2)]);
      expect(await breaker(world)).toMatchObject({ tripped });
    }
  });

  it("counts what was minted under a new window too", async () => {
    const { world, epoch } = await limited();
    await world.must([await claim(world, epoch, 0)]);
    await world.must([await claim(world, epoch, 1)]);
    await world.must(
      [await setSafeguards(world, { breakerLimit: 250n, breakerWindowSeconds: 7 * DAY })],
      [world.admin],
    );
    await world.at(FINAL + 6 * DAY);
    await world.must([await claim(world, epoch, 2)]);
    expect(await breaker(world)).toMatchObject({ tripped: true });
  });
});

describe("with an unlock of seven days", () => {
  const epochOf = (world: TestWorld, epoch: number, earned: bigint, forfeited = 0n) =>
    settlement(world, epoch, LANTERN, [{ peer: alice, earned, forfeited, tierSince: GENESIS + Number(forfeited) }]);

  async function locked(): Promise<TestWorld> {
    const world = await TestWorld.ready([alice]);
    await world.must([await setSafeguards(world, { unlockDays: 7 })], [world.admin]);
    const first = epochOf(world, 0, 100n);
    await settle(world, first);
    await world.must([await claim(world, first, 0)]);
    return world;
  }

  it("a claim locks, and release pays what seven whole days have passed over", async () => {
    const world = await locked();
    expect(await world.balance(alice.tokens)).toBe(WALLET_BALANCE);
    expect(await config(world)).toMatchObject({ claimedTotal: "0", lockedTotal: "100" });
    expect(await record(world)).toMatchObject({ claimed: "0", lockedDay: "1" });
    await world.at(GENESIS + 9 * DAY - 1);
    expect((await world.send([await release(world, alice)])).error).toBe("NothingToRelease");
    await world.at(GENESIS + 9 * DAY);
    await world.must([await release(world, alice)]);
    expect(await world.balance(alice.tokens)).toBe(WALLET_BALANCE + 100n);
    expect(await config(world)).toMatchObject({ claimedTotal: "100", lockedTotal: "0" });
    expect(await record(world)).toMatchObject({ claimed: "100", unlocked: "0" });
    expect((await world.send([await release(world, alice)])).error).toBe("NothingToRelease");
  });

  it("a slash reaches what is locked: the next root takes it, and release waits for that claim", async () => {
    const world = await locked();
    const slashed = epochOf(world, 1, 130n, 90n);
    await settle(world, slashed);
    await world.at(GENESIS + 9 * DAY);
    expect((await world.send([await release(world, alice)])).error).toBe("StaleRoot");
    await world.must([await claim(world, slashed, 0)]);
    // Of 130 earned 90 are forfeited: 40 are left of the 100 that were locked, and they are unlocked by now.
    expect(await config(world)).toMatchObject({ lockedTotal: "40", claimedTotal: "0" });
    await world.must([await release(world, alice)]);
    expect(await world.balance(alice.tokens)).toBe(WALLET_BALANCE + 40n);
  });

  it("claims of several days unlock one after the other, each once, and claims without news keep them current", async () => {
    const world = await locked();
    for (const [epoch, earned] of [
      [1, 110n],
      [2, 130n],
    ] as const) {
      const next = epochOf(world, epoch, earned);
      await settle(world, next);
      await world.must([await claim(world, next, 0)]);
    }
    await world.at(GENESIS + 9 * DAY);
    await world.must([await release(world, alice)]);
    expect(await world.balance(alice.tokens)).toBe(WALLET_BALANCE + 100n);
    const idle = settlement(world, 3, 0n, [{ peer: alice, earned: 130n }]);
    await world.at(GENESIS + 10 * DAY);
    await settleNow(world, idle);
    expect((await world.send([await release(world, alice)])).error).toBe("StaleRoot");
    await world.must([await claim(world, idle, 0)]);
    await world.must([await release(world, alice)]);
    expect(await world.balance(alice.tokens)).toBe(WALLET_BALANCE + 110n);
    await world.at(GENESIS + 30 * DAY);
    await world.must([await release(world, alice)]);
    expect(await world.balance(alice.tokens)).toBe(WALLET_BALANCE + 130n);
    expect(await config(world)).toMatchObject({ claimedTotal: "130", lockedTotal: "0" });
    expect((await world.send([await claim(world, idle, 0)])).error).toBe("NothingToClaim");
  });

  it("what is locked counts against the finalised total: ExceedsTotal", async () => {
    const world = await locked();
    const greedy = epochOf(world, 1, 2n * LANTERN + 1n);
    await settle(world, greedy);
    expect((await world.send([await claim(world, greedy, 0)])).error).toBe("ExceedsTotal");
  });

  it("pause and breaker stop a release too, and it pays to the registry's wallet alone", async () => {
    const world = await locked();
    await world.at(GENESIS + 9 * DAY);
    const pause = (paused: boolean) => world.call("rewards_vault", "pause", [paused], { admin: world.admin.publicKey });
    await world.must([await pause(true)], [world.admin]);
    expect((await world.send([await release(world, alice)])).error).toBe("Paused");
    await world.must([await pause(false)], [world.admin]);
    expect((await world.send([await release(world, alice, { destination: world.stakeVault })])).error).toBe(
      "OwnerMismatch",
    );
    await world.must([await setSafeguards(world, { breakerLimit: 99n })], [world.admin]);
    await world.must([await release(world, alice)]);
    expect(await world.balance(alice.tokens)).toBe(WALLET_BALANCE);
    expect((await world.send([await release(world, alice)])).error).toBe("BreakerTripped");
  });
});

describe("pause", () => {
  it("never stops unstaking: what was requested back is paid after the cooldown", async () => {
    const world = await TestWorld.ready([alice]);
    const owner = { wallet: alice.wallet.publicKey, peer: alice.key.publicKey };
    const staked = { payer: world.payer.publicKey, ...owner, source: alice.tokens };
    await world.must([await world.call("staking", "stake", [bn(500n)], staked)], [alice.wallet]);
    const pause = await world.call("rewards_vault", "pause", [true], { admin: world.admin.publicKey });
    await world.must([pause], [world.admin]);
    await world.must([await world.call("staking", "requestUnstake", [bn(500n)], owner)], [alice.wallet]);
    await world.at(GENESIS + COOLDOWN);
    const unstake = await world.call("staking", "unstake", [], { ...owner, destination: alice.tokens });
    await world.must([unstake], [alice.wallet]);
    expect(await world.balance(alice.tokens)).toBe(WALLET_BALANCE);
  });
});

/** Submits and makes final from the present time on, for an epoch that ended long ago. */
async function settleNow(world: TestWorld, settled: Settlement): Promise<void> {
  await world.must([await submission(world, settled)], [world.submitter]);
  await world.at(GENESIS + 10 * DAY + CHALLENGE_WINDOW);
  await world.must([await finality(world, settled.epoch)]);
}
