/** What happens to pay and stake when a peer changes its wallet or ends its identity. */
import { getAssociatedTokenAddressSync } from "@solana/spl-token";
import { beforeAll, describe, expect, it } from "vitest";
import { testKey } from "./test-key.ts";
import { claim, settle, settlement } from "./test-settlement.ts";
import { bn, COOLDOWN, DAY, DAY_1, GENESIS, TestWorld, testPeer, tokenAccount, WALLET_BALANCE } from "./test-world.ts";

const alice = testPeer("alice");
const moved = testKey("moved wallet");
const mint = testKey("mint").publicKey;
const movedTokens = getAssociatedTokenAddressSync(mint, moved.publicKey);
const sideTokens = testKey("side tokens").publicKey;
let world: TestWorld;

beforeAll(async () => {
  world = await TestWorld.ready(
    [alice],
    [tokenAccount(movedTokens, mint, moved.publicKey, 0n), tokenAccount(sideTokens, mint, moved.publicKey, 0n)],
  );
  const stake = {
    payer: world.payer.publicKey,
    wallet: alice.wallet.publicKey,
    peer: alice.key.publicKey,
    source: alice.tokens,
  };
  await world.must([await world.call("staking", "stake", [bn(500n)], stake)], [alice.wallet]);
});

describe("after rotate_wallet", () => {
  it("claims go to the new wallet's associated account and no longer to the old one's", async () => {
    const first = settlement(world, 0, DAY_1, [{ peer: alice, earned: 10n }]);
    await settle(world, first);
    await world.must([await claim(world, first, 0)]);
    const rotate = { peer: alice.key.publicKey, wallet: alice.wallet.publicKey };
    await world.must(
      [await world.call("registry", "rotateWallet", [moved.publicKey], rotate)],
      [alice.key, alice.wallet],
    );

    const second = settlement(world, 1, 0n, [{ peer: alice, earned: 25n }]);
    await settle(world, second);
    const to = async (destination: typeof mint) =>
      (await world.send([await claim(world, second, 0, { accounts: { destination } })])).error;
    expect(await to(alice.tokens)).toBe("OwnerMismatch");
    expect(await to(sideTokens)).toBe("ConstraintSeeds");
    expect(await to(movedTokens)).toBeUndefined();
    expect(await world.balance(movedTokens)).toBe(15n);
    expect(await world.balance(alice.tokens)).toBe(WALLET_BALANCE - 500n + 10n);
    expect(await world.read("rewards_vault", "claim", alice.claim)).toMatchObject({ walletNonce: "1" });
  });

  it("the stake is the new wallet's", async () => {
    const request = (wallet: typeof moved) =>
      world.call("staking", "requestUnstake", [bn(200n)], { wallet: wallet.publicKey, peer: alice.key.publicKey });
    expect((await world.send([await request(alice.wallet)], [alice.wallet])).error).toBe("Unauthorized");
    await world.must([await request(moved)], [moved]);
  });
});

describe("after revoke", () => {
  it("nothing more can be staked, while unstaking and claims go on", async () => {
    const revoke = { authority: alice.key.publicKey, peer: alice.key.publicKey };
    await world.must([await world.call("registry", "revoke", [], revoke)], [alice.key]);
    const stake = {
      payer: world.payer.publicKey,
      wallet: moved.publicKey,
      peer: alice.key.publicKey,
      source: movedTokens,
    };
    expect((await world.send([await world.call("staking", "stake", [bn(1n)], stake)], [moved])).error).toBe(
      "PeerRevoked",
    );
    const rotate = { peer: alice.key.publicKey, wallet: moved.publicKey };
    const back = await world.call("registry", "rotateWallet", [alice.wallet.publicKey], rotate);
    expect((await world.send([back], [alice.key, moved])).error).toBe("PeerRevoked");

    await world.at(GENESIS + 3 * DAY + COOLDOWN);
    const unstake = { wallet: moved.publicKey, peer: alice.key.publicKey, destination: movedTokens };
    await world.must([await world.call("staking", "unstake", [], unstake)], [moved]);
    expect(await world.balance(movedTokens)).toBe(215n);
    const third = settlement(world, 2, 0n, [{ peer: alice, earned: 30n }]);
    await settle(world, third);
    // The bump of the associated account is kept since the last claim: it still admits that one address alone.
    const aside = await claim(world, third, 0, { accounts: { destination: sideTokens } });
    expect((await world.send([aside])).error).toBe("ConstraintSeeds");
    await world.must([await claim(world, third, 0, { accounts: { destination: movedTokens } })]);
    expect(await world.balance(movedTokens)).toBe(220n);
  });
});

describe("tier age", () => {
  it("never moves back: a slash dated before the leaf's tier_since leaves it", async () => {
    const since = GENESIS + 20 * DAY;
    const fourth = settlement(world, 3, 0n, [{ peer: alice, earned: 40n, tierSince: since }]);
    await settle(world, fourth);
    await world.must([await claim(world, fourth, 0, { accounts: { destination: movedTokens } })]);
    const slash = await world.call("staking", "slash", [[...Buffer.alloc(32, 3)], bn(0)], {
      slashAuthority: world.slashAuthority.publicKey,
      payer: world.payer.publicKey,
      peer: alice.key.publicKey,
      destination: world.mint,
    });
    await world.must([slash], [world.slashAuthority]);
    expect(await world.read("registry", "peer", alice.account)).toMatchObject({ tierSince: `${since}` });
  });
});
