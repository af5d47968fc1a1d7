import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { testKey } from "./test-key.ts";
import {
  bn,
  bytes,
  COOLDOWN,
  DAY,
  derive,
  funded,
  GENESIS,
  LANTERN,
  type TestPeer,
  TestWorld,
  testPeer,
  unsigned,
  WALLET_BALANCE,
} from "./test-world.ts";

const [alice, bob, carol] = ["alice", "bob", "carol"].map(testPeer);
const evidence = (label: string): Buffer => createHash("sha256").update(label).digest();
let world: TestWorld;

beforeAll(async () => {
  world = await TestWorld.ready([alice, bob, carol], [funded(derive("staking", "slash", evidence("first")), 1)]);
});

const stake = (peer: TestPeer, amount: bigint) =>
  world.call("staking", "stake", [bn(amount)], {
    payer: world.payer.publicKey,
    wallet: peer.wallet.publicKey,
    peer: peer.key.publicKey,
    source: peer.tokens,
  });
const stakeOnce = (peer: TestPeer, amount: bigint, before: bigint) =>
  world.call("staking", "stakeOnce", [bn(amount), bn(before)], {
    payer: world.payer.publicKey,
    wallet: peer.wallet.publicKey,
    peer: peer.key.publicKey,
    source: peer.tokens,
  });
const request = (peer: TestPeer, amount: bigint) =>
  world.call("staking", "requestUnstake", [bn(amount)], { wallet: peer.wallet.publicKey, peer: peer.key.publicKey });
const unstake = (peer: TestPeer) =>
  world.call("staking", "unstake", [], {
    wallet: peer.wallet.publicKey,
    peer: peer.key.publicKey,
    destination: peer.tokens,
  });
const slash = (peer: TestPeer, label: string, amount: bigint) =>
  world.call("staking", "slash", [bytes(evidence(label)), bn(amount)], {
    slashAuthority: world.slashAuthority.publicKey,
    payer: world.payer.publicKey,
    peer: peer.key.publicKey,
    destination: world.mint,
  });
const tierOf = async (peer: TestPeer) =>
  (await world.view("staking", "tierOf", "tierInfo", [], { peer: peer.key.publicKey })).tier;
const stakeOf = (peer: TestPeer) => world.read("staking", "stake", peer.stake);
const registered = (peer: TestPeer) => world.read("registry", "peer", peer.account);

/** Stake vault, pool and mint agree: what is staked is there, what was slashed is burned. */
async function expectReconciled(): Promise<void> {
  const pool = await world.read("staking", "pool", world.pool);
  expect(`${await world.balance(world.stakeVault)}`).toBe(pool.stakedTotal);
  expect(await world.supply()).toBe(3n * WALLET_BALANCE - BigInt(String(pool.slashedTotal)));
}

describe("initialize", () => {
  it("is refused to anybody but the deployer, and twice", async () => {
    const mallory = testKey("mallory");
    expect((await world.send([await world.initStaking(mallory.publicKey)], [mallory])).error).toBe("Unauthorized");
    expect((await world.send([await world.initStaking()], [world.deployer])).error).toBe("AlreadyInitialized");
  });
});

describe("stake", () => {
  it("moves tokens of the wallet into the vault and writes stake and tier into the registry", async () => {
    await world.at(GENESIS + 30 * DAY);
    await world.must([await stake(alice, 60n * LANTERN)], [alice.wallet]);
    expect(await registered(alice)).toMatchObject({
      stakeAmount: `${60n * LANTERN}`,
      tier: 1,
      tierSince: `${GENESIS}`,
    });
    await world.must([await stake(alice, 40n * LANTERN)], [alice.wallet]);
    expect(await registered(alice)).toMatchObject({ stakeAmount: `${100n * LANTERN}`, tier: 2 });
    expect(await world.balance(alice.tokens)).toBe(WALLET_BALANCE - 100n * LANTERN);
    await expectReconciled();
  });

  it("is refused without the wallet's signature, and above what the wallet holds", async () => {
    const silent = unsigned(await stake(bob, 1n), 1);
    expect((await world.send([silent])).error).toBe("Unauthorized");
    expect((await world.send([await stake(bob, WALLET_BALANCE + 1n)], [bob.wallet])).error).toBe("InsufficientFunds");
  });

  it("is refused to a key that is not registered, and from another's tokens", async () => {
    const dave = testPeer("dave");
    expect((await world.send([await stake(dave, 1n)], [dave.wallet])).error).toBe("NotRegistered");
    const theft = await stake({ ...bob, tokens: carol.tokens }, 1n);
    expect((await world.send([theft], [bob.wallet])).error).toBe("OwnerMismatch");
  });
});

describe("tier_of", () => {
  it("follows age and stake, each threshold on its second", async () => {
    await world.must([await stake(alice, 900n * LANTERN)], [alice.wallet]);
    const expected: [number, number][] = [
      [0, 0],
      [7 * DAY - 1, 0],
      [7 * DAY, 1],
      [30 * DAY, 2],
      [90 * DAY - 1, 2],
      [90 * DAY, 3],
      [180 * DAY, 4],
    ];
    for (const [age, tier] of expected) {
      await world.at(GENESIS + age);
      expect(await tierOf(alice), `age ${age}`).toBe(tier);
      expect(await tierOf(bob), `no stake, age ${age}`).toBe(age < 7 * DAY ? 0 : 1);
    }
  });

  it("of now is written into the registry by refresh_tier, which anybody may call", async () => {
    await world.must([await world.call("staking", "refreshTier", [], { peer: alice.key.publicKey })]);
    expect(await registered(alice)).toMatchObject({ tier: 4 });
  });
});

describe("unstake", () => {
  it("before the cooldown's end is refused: Locked; without a request: NothingToUnstake", async () => {
    expect((await world.send([await unstake(bob)], [bob.wallet])).error).toBe("NothingToUnstake");
    expect((await world.send([await unstake(alice)], [alice.wallet])).error).toBe("NothingToUnstake");
    expect((await world.send([await request(alice, 1_001n * LANTERN)], [alice.wallet])).error).toBe(
      "InsufficientStake",
    );
    expect((await world.send([await request(bob, 1n)], [bob.wallet])).error).toBe("InsufficientStake");
    await world.at(GENESIS + 200 * DAY);
    await world.must([await request(alice, 500n * LANTERN)], [alice.wallet]);
    expect(await registered(alice)).toMatchObject({ stakeAmount: `${500n * LANTERN}`, tier: 3 });
    await world.at(GENESIS + 200 * DAY + COOLDOWN - 1);
    expect((await world.send([await unstake(alice)], [alice.wallet])).error).toBe("Locked");
  });

  it("after it pays the wallet, which signs, and nobody else", async () => {
    await world.at(GENESIS + 200 * DAY + COOLDOWN);
    expect((await world.send([unsigned(await unstake(alice), 0)])).error).toBe("Unauthorized");
    const elsewhere = await unstake({ ...alice, tokens: bob.tokens });
    expect((await world.send([elsewhere], [alice.wallet])).error).toBe("OwnerMismatch");
    const before = await world.balance(alice.tokens);
    await world.must([await unstake(alice)], [alice.wallet]);
    expect(await world.balance(alice.tokens)).toBe(before + 500n * LANTERN);
    expect(await stakeOf(alice)).toMatchObject({ amount: `${500n * LANTERN}`, unstaking: "0", unlockAt: "0" });
    await expectReconciled();
  });

  it("waits anew after a further request", async () => {
    await world.must([await request(alice, 100n * LANTERN)], [alice.wallet]);
    await world.at(GENESIS + 201 * DAY + COOLDOWN);
    await world.must([await request(alice, 100n * LANTERN)], [alice.wallet]);
    await world.at(GENESIS + 201 * DAY + 2 * COOLDOWN - 1);
    expect((await world.send([await unstake(alice)], [alice.wallet])).error).toBe("Locked");
  });
});

describe("slash", () => {
  it("above active and requested-back stake is refused: InsufficientStake", async () => {
    expect((await world.send([await slash(alice, "first", 500n * LANTERN + 1n)], [world.slashAuthority])).error).toBe(
      "InsufficientStake",
    );
    expect((await world.send([await slash(bob, "first", 1n)], [world.slashAuthority])).error).toBe("InsufficientStake");
  });

  it("is refused to anybody but the slash authority", async () => {
    const silent = unsigned(await slash(alice, "first", 1n), 0);
    expect((await world.send([silent])).error).toBe("Unauthorized");
  });

  it("during the cooldown reaches what is being unstaked, burns it, and resets the tier", async () => {
    const at = GENESIS + 201 * DAY + 2 * COOLDOWN;
    await world.at(at);
    await world.must([await slash(alice, "first", 400n * LANTERN)], [world.slashAuthority]);
    expect(await stakeOf(alice)).toMatchObject({
      amount: "0",
      unstaking: `${100n * LANTERN}`,
      slashedTotal: `${400n * LANTERN}`,
    });
    expect(await registered(alice)).toMatchObject({ stakeAmount: "0", tier: 0, tierSince: `${at}` });
    const record = await world.read("staking", "slashRecord", derive("staking", "slash", evidence("first")));
    expect(record).toMatchObject({
      peer: alice.key.publicKey.toBase58(),
      amount: `${400n * LANTERN}`,
      slashedAt: `${at}`,
    });
    await expectReconciled();
    const before = await world.balance(alice.tokens);
    await world.must([await unstake(alice)], [alice.wallet]);
    expect(await world.balance(alice.tokens)).toBe(before + 100n * LANTERN);
  });

  it("twice with the same evidence is refused: AlreadySlashed, for another peer too", async () => {
    for (const peer of [alice, bob])
      expect((await world.send([await slash(peer, "first", 0n)], [world.slashAuthority])).error).toBe("AlreadySlashed");
  });

  it("of a peer without stake burns nothing and resets tier age", async () => {
    const at = GENESIS + 230 * DAY;
    await world.at(at);
    await world.must([await slash(bob, "second", 0n)], [world.slashAuthority]);
    expect(await registered(bob)).toMatchObject({ tierSince: `${at}`, tier: 0 });
    expect(await tierOf(bob)).toBe(0);
    await expectReconciled();
  });

  it("is the next authority's business after set_slash_authority", async () => {
    const next = testKey("next slash authority");
    const set = await world.call("staking", "setSlashAuthority", [next.publicKey], { admin: world.admin.publicKey });
    const mallory = testKey("mallory");
    const forged = await world.call("staking", "setSlashAuthority", [mallory.publicKey], { admin: mallory.publicKey });
    expect((await world.send([forged], [mallory])).error).toBe("Unauthorized");
    await world.must([set], [world.admin]);
    expect((await world.send([await slash(bob, "third", 0n)], [world.slashAuthority])).error).toBe("Unauthorized");
  });
});

describe("the admin", () => {
  it("changes in two steps", async () => {
    const heir = testKey("heir");
    const accept = await world.call("staking", "acceptAdmin", [], { newAdmin: heir.publicKey });
    expect((await world.send([accept], [heir])).error).toBe("Unauthorized");
    await world.must(
      [await world.call("staking", "proposeAdmin", [heir.publicKey], { admin: world.admin.publicKey })],
      [world.admin],
    );
    await world.must([accept], [heir]);
    expect(await world.read("staking", "pool", world.pool)).toMatchObject({ admin: heir.publicKey.toBase58() });
  });
});

describe("stake_once", () => {
  it("adds to the stake that it names, and is refused when sent again: StakeMoved", async () => {
    const before = BigInt(String((await registered(bob)).stakeAmount));
    await world.must([await stakeOnce(bob, LANTERN, before)], [bob.wallet]);
    for (const wrong of [before, before + LANTERN + 1n])
      expect((await world.send([await stakeOnce(bob, LANTERN, wrong)], [bob.wallet])).error).toBe("StakeMoved");
    expect(await stakeOf(bob)).toMatchObject({ amount: `${before + LANTERN}` });
    await world.must([await stakeOnce(bob, 2n, before + LANTERN)], [bob.wallet]);
    expect(await registered(bob)).toMatchObject({ stakeAmount: `${before + LANTERN + 2n}` });
    await expectReconciled();
  });
});
