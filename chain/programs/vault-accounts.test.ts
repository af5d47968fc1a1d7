/** Accounts of the vault in the place of others, and values that no honest client sends. */
import type { PublicKey } from "@solana/web3.js";
import { beforeAll, describe, expect, it } from "vitest";
import { testKey } from "./test-key.ts";
import {
  challengeAddress,
  claim,
  openChallenge,
  release,
  type Settlement,
  setSafeguards,
  settle,
  settlement,
  submission,
} from "./test-settlement.ts";
import {
  bn,
  bytes,
  CHALLENGE_WINDOW,
  CLUSTER,
  DAY,
  DAY_1,
  derive,
  funded,
  GENESIS,
  LANTERN,
  mintAccount,
  TestWorld,
  testPeer,
  tokenAccount,
  unsigned,
} from "./test-world.ts";

const [alice, bob] = ["alice", "bob"].map(testPeer);
const [watcher, second] = ["watcher", "second watcher"].map(testKey);
const treasury = testKey("bonds").publicKey;
const vault = derive("rewards_vault", "vault");
/** A mint that the vault could mint as well. */
const otherMint = testKey("other mint").publicKey;
const poolTokens = testKey("pool tokens").publicKey;
const shares = Object.fromEntries(
  ["foundation", "contributors", "ecosystem", "liquidity"].map((name) => [name, testKey(name).publicKey]),
);
const EXTRA = [
  mintAccount(otherMint, vault, 0n),
  tokenAccount(poolTokens, testKey("mint").publicKey, vault, 5n),
  ...Object.values(shares).map((address) => tokenAccount(address, testKey("mint").publicKey, watcher.publicKey, 0n)),
  ...[watcher.publicKey, second.publicKey].map((key) => funded(key)),
  funded(treasury, 1_000_000),
];
let world: TestWorld;

const mintGenesis = (mint = world.mint) =>
  world.call("rewards_vault", "mintGenesis", [], { admin: world.admin.publicKey, mint, ...shares });

describe("another mint of the vault", () => {
  beforeAll(async () => {
    world = await TestWorld.ready([alice, bob], EXTRA);
  });

  it("takes no genesis, and is not what is burned: OwnerMismatch", async () => {
    expect((await world.send([await mintGenesis(otherMint)], [world.admin])).error).toBe("OwnerMismatch");
    const recycle = await world.call("rewards_vault", "recycle", [], { mint: otherMint, poolTokens });
    expect((await world.send([recycle])).error).toBe("OwnerMismatch");
  });

  it("is not what a release mints, and a release takes no other peer's claim", async () => {
    await world.must([await setSafeguards(world, { unlockDays: 7 })], [world.admin]);
    const both = settlement(world, 0, LANTERN, [
      { peer: alice, earned: 100n },
      { peer: bob, earned: 200n },
    ]);
    await settle(world, both);
    for (const index of [0, 1]) await world.must([await claim(world, both, index)]);
    await world.at(GENESIS + 9 * DAY);
    expect((await world.send([await release(world, alice, { mint: otherMint })])).error).toBe("OwnerMismatch");
    expect((await world.send([await release(world, alice, { claimAccount: bob.claim })])).error).toBe(
      "ConstraintSeeds",
    );
    await world.must([await release(world, alice)]);
  });
});

describe("a stake", () => {
  const stake = (payer: PublicKey) =>
    world.call("staking", "stake", [bn(1)], {
      payer,
      wallet: alice.wallet.publicKey,
      peer: alice.key.publicKey,
      source: alice.tokens,
    });

  it("comes from no frozen token account, nor from data of another length: DiscriminatorMismatch", async () => {
    const account = await world.context.banksClient.getAccount(alice.tokens);
    if (account === null) throw new Error("no token account");
    const frozen = Buffer.from(account.data);
    frozen[108] = 2;
    for (const data of [frozen, frozen.subarray(0, 164)]) {
      world.context.setAccount(alice.tokens, { ...account, data });
      const { error } = await world.send([await stake(world.payer.publicKey)], [alice.wallet]);
      expect(error).toBe("DiscriminatorMismatch");
    }
    world.context.setAccount(alice.tokens, account);
  });

  it("has a payer who signs: PayerNotSigner", async () => {
    const call = unsigned(await stake(watcher.publicKey), 0);
    expect((await world.send([call], [alice.wallet])).error).toBe("PayerNotSigner");
    await world.must([await stake(watcher.publicKey)], [alice.wallet, watcher]);
  });
});

describe("pause", () => {
  it("is on or off: InvalidArguments", async () => {
    const call = await world.call("rewards_vault", "pause", [true], { admin: world.admin.publicKey });
    call.data[call.data.length - 1] = 2;
    expect((await world.send([call], [world.admin])).error).toBe("InvalidArguments");
  });
});

describe("a schedule above the cap", () => {
  it("mints no genesis: InvalidParameters", async () => {
    const large = await TestWorld.start([], EXTRA);
    const schedule = [125_000_000n * LANTERN, 63_072_000, 5, 0, 500_000_000n * LANTERN + 1n, GENESIS, DAY, 3_600];
    const args = [large.admin.publicKey, large.submitter.publicKey, bytes(CLUSTER), ...schedule.map(bn)];
    const accounts = { deployer: large.deployer.publicKey, mint: large.mint };
    await large.must([await large.call("rewards_vault", "initialize", args, accounts)], [large.deployer]);
    const mint = await large.call("rewards_vault", "mintGenesis", [], {
      admin: large.admin.publicKey,
      mint: large.mint,
      ...shares,
    });
    expect((await large.send([mint], [large.admin])).error).toBe("InvalidParameters");
  });
});

describe("an open challenge", () => {
  let doubted: Settlement;

  beforeAll(async () => {
    world = await TestWorld.ready([alice], EXTRA);
    await world.must([await setSafeguards(world, { treasury })], [world.admin]);
    const before = settlement(world, 0, DAY_1, [{ peer: alice, earned: 2n }]);
    await settle(world, before);
    doubted = settlement(world, 1, DAY_1, [{ peer: alice, earned: 3n }]);
    await world.at(GENESIS + 2 * DAY);
    await world.must([await submission(world, doubted)], [world.submitter]);
    await world.must([await openChallenge(world, doubted, before, 0, watcher)], [watcher]);
    await world.at(GENESIS + 2 * DAY + 2 * CHALLENGE_WINDOW);
  });

  const settleAs = async (epoch: number, change: Readonly<Record<string, typeof treasury>>) => {
    const challenge = challengeAddress(1, watcher.publicKey);
    const accounts = { challenger: watcher.publicKey, treasury, challenge, ...change };
    return (await world.send([await world.call("rewards_vault", "settleChallenge", [bn(epoch)], accounts)])).error;
  };

  it("does not count for another epoch, where nothing would be doubted and the bond came back: ConstraintSeeds", async () => {
    expect(await settleAs(0, {})).toBe("ConstraintSeeds");
  });

  it("pays its rent to who opened it, and its bond to the treasury: ConstraintSeeds, OwnerMismatch", async () => {
    expect(await settleAs(1, { challenger: second.publicKey })).toBe("ConstraintSeeds");
    expect(await settleAs(1, { treasury: second.publicKey })).toBe("OwnerMismatch");
    expect(await settleAs(1, {})).toBeUndefined();
  });
});
