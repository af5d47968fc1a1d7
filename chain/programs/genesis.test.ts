/** The genesis allocation, and where slashed stake goes. */
import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { testKey } from "./test-key.ts";
import { claim, settle, settlement } from "./test-settlement.ts";
import { bn, bytes, DAY_1, derive, LANTERN, TestWorld, testPeer, tokenAccount, WALLET_BALANCE } from "./test-world.ts";

const alice = testPeer("alice");
const vault = derive("rewards_vault", "vault");
const mint = testKey("mint").publicKey;
const names = ["foundation", "contributors", "ecosystem", "liquidity"] as const;
const shares = Object.fromEntries(names.map((name) => [name, testKey(name).publicKey]));
const [poolTokens, treasury, foreign] = ["pool tokens", "treasury", "foreign tokens"].map(
  (label) => testKey(label).publicKey,
);
let world: TestWorld;

beforeAll(async () => {
  world = await TestWorld.ready(
    [alice],
    [
      ...names.map((name) => tokenAccount(shares[name], mint, testKey(`owner of ${name}`).publicKey, 0n)),
      tokenAccount(poolTokens, mint, vault, 0n),
      tokenAccount(treasury, mint, testKey("treasurer").publicKey, 0n),
      tokenAccount(foreign, testKey("false mint").publicKey, vault, 0n),
    ],
  );
});

const mintGenesis = (accounts = {}) =>
  world.call("rewards_vault", "mintGenesis", [], {
    admin: world.admin.publicKey,
    mint: world.mint,
    ...shares,
    ...accounts,
  });

describe("mint_genesis", () => {
  it("is the admin's alone, to four accounts of the mint, not while paused", async () => {
    const mallory = testKey("mallory");
    expect((await world.send([await mintGenesis({ admin: mallory.publicKey })], [mallory])).error).toBe("Unauthorized");
    expect((await world.send([await mintGenesis({ ecosystem: foreign })], [world.admin])).error).toBe("OwnerMismatch");
    const twice = await mintGenesis({ ecosystem: shares.foundation });
    expect((await world.send([twice], [world.admin])).error).toBe("DuplicateAccount");
    const pause = (paused: boolean) => world.call("rewards_vault", "pause", [paused], { admin: world.admin.publicKey });
    await world.must([await pause(true)], [world.admin]);
    expect((await world.send([await mintGenesis()], [world.admin])).error).toBe("Paused");
    await world.must([await pause(false)], [world.admin]);
  });

  it("mints 20, 15, 10 and 5 % of a billion, once", async () => {
    const supply = await world.supply();
    await world.must([await mintGenesis()], [world.admin]);
    const held = await Promise.all(names.map((name) => world.balance(shares[name])));
    expect(held).toEqual([200_000_000n, 150_000_000n, 100_000_000n, 50_000_000n].map((lantern) => lantern * LANTERN));
    expect((await world.supply()) - supply).toBe(500_000_000n * LANTERN);
    expect((await world.send([await mintGenesis()], [world.admin])).error).toBe("GenesisMinted");
  });
});

describe("slashed stake", () => {
  const evidence = (label: string): Buffer => createHash("sha256").update(label).digest();
  const slash = (label: string, amount: bigint, destination = world.mint) =>
    world.call("staking", "slash", [bytes(evidence(label)), bn(amount)], {
      slashAuthority: world.slashAuthority.publicKey,
      payer: world.payer.publicKey,
      peer: alice.key.publicKey,
      destination,
    });
  const setDestination = (kind: number, account = world.mint, admin = world.admin.publicKey) =>
    world.call("staking", "setSlashDestination", [kind], { admin, account });
  const error = async (kind: number, account = world.mint) =>
    (await world.send([await setDestination(kind, account)], [world.admin])).error;

  beforeAll(async () => {
    const accounts = { payer: world.payer.publicKey, wallet: alice.wallet.publicKey, peer: alice.key.publicKey };
    const stake = await world.call("staking", "stake", [bn(1_000n)], { ...accounts, source: alice.tokens });
    await world.must([stake], [alice.wallet]);
  });

  it("goes where the admin says, and nowhere that is not of its kind", async () => {
    const mallory = testKey("mallory");
    const theirs = await setDestination(2, treasury, mallory.publicKey);
    expect((await world.send([theirs], [mallory])).error).toBe("Unauthorized");
    expect(await error(0, treasury)).toBe("OwnerMismatch");
    expect(await error(1, treasury)).toBe("OwnerMismatch");
    expect(await error(1, foreign)).toBe("OwnerMismatch");
    expect(await error(2, world.stakeVault)).toBe("DuplicateAccount");
    expect(await error(3, treasury)).toBe("InvalidParameters");
  });

  it("burns at first", async () => {
    const supply = await world.supply();
    await world.must([await slash("burned", 100n)], [world.slashAuthority]);
    expect(supply - (await world.supply())).toBe(100n);
  });

  it("goes to the treasury where that is set, and to no other account", async () => {
    await world.must([await setDestination(2, treasury)], [world.admin]);
    const supply = await world.supply();
    expect((await world.send([await slash("elsewhere", 100n)], [world.slashAuthority])).error).toBe("OwnerMismatch");
    expect((await world.send([await slash("own", 100n, alice.tokens)], [world.slashAuthority])).error).toBe(
      "OwnerMismatch",
    );
    await world.must([await slash("treasury", 100n, treasury)], [world.slashAuthority]);
    expect(await world.balance(treasury)).toBe(100n);
    expect(await world.supply()).toBe(supply);
    expect(await world.read("staking", "pool", world.pool)).toMatchObject({ stakedTotal: "800", slashedTotal: "200" });
    expect(await world.balance(world.stakeVault)).toBe(800n);
  });

  it("goes to the rewards pool where that is set, from where `recycle` lets it be emitted again", async () => {
    await world.must([await setDestination(1, poolTokens)], [world.admin]);
    await world.must([await slash("recycled", 300n, poolTokens)], [world.slashAuthority]);
    const recycle = (tokens = poolTokens) =>
      world.call("rewards_vault", "recycle", [], { mint: world.mint, poolTokens: tokens });
    expect((await world.send([await recycle(treasury)])).error).toBe("OwnerMismatch");
    const supply = await world.supply();
    await world.must([await recycle()]);
    expect(supply - (await world.supply())).toBe(300n);
    expect(await world.read("rewards_vault", "config", world.vaultConfig)).toMatchObject({ recycledTotal: "300" });
    expect((await world.send([await recycle()])).error).toBe("InsufficientFunds");
  });

  it("leaves supply = genesis + claimed - burned", async () => {
    const settled = settlement(world, 0, DAY_1, [{ peer: alice, earned: 7n }]);
    await settle(world, settled);
    await world.must([await claim(world, settled, 0)]);
    expect(await world.supply()).toBe(WALLET_BALANCE + 500_000_000n * LANTERN + 7n - 400n);
  });
});
