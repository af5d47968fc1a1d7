import { getAssociatedTokenAddressSync } from "@solana/spl-token";
import { type PublicKey, SystemProgram } from "@solana/web3.js";
import { beforeAll, describe, expect, it } from "vitest";
import { developmentKey } from "../idl/development-key.ts";
import { addressOf, commonAccounts, MINT, PAYER, TestBench, u64Bytes } from "./test-bench.ts";
import { testKey } from "./test-key.ts";
import { LiteBench } from "./test-litesvm.ts";
import { bn, GENESIS, LANTERN, mintAccount, tokenAccount, unsigned } from "./test-world.ts";

const YEAR = 31_536_000;
const TOTAL = 200_000_000n * LANTERN;
const SUPPLY = 500_000_000n * LANTERN;
const [admin, heir, mallory, alice, bob] = ["admin", "heir", "mallory", "alice", "bob"].map((label) =>
  testKey(`vesting ${label}`),
);
const deployer = developmentKey("deployer");
const treasury = testKey("treasury tokens").publicKey;
const otherMint = testKey("another mint").publicKey;
const ataOf = (owner: PublicKey): PublicKey => getAssociatedTokenAddressSync(MINT, owner);
const grantOf = (owner: PublicKey, index = 0): PublicKey =>
  addressOf("vesting", "grant", owner.toBytes(), u64Bytes(index));
const escrowOf = (grant: PublicKey): PublicKey => addressOf("vesting", "escrow", grant.toBytes());
const prefunded = grantOf(bob.publicKey, 5);

const accounts = () => [
  ...commonAccounts(SUPPLY),
  tokenAccount(treasury, MINT, admin.publicKey, SUPPLY),
  tokenAccount(ataOf(alice.publicKey), MINT, alice.publicKey, 0n),
  tokenAccount(testKey("alice's other tokens").publicKey, MINT, alice.publicKey, 0n),
  tokenAccount(ataOf(mallory.publicKey), MINT, mallory.publicKey, 0n),
  tokenAccount(ataOf(bob.publicKey), MINT, bob.publicKey, 0n),
  mintAccount(otherMint, admin.publicKey, 0n),
  {
    address: prefunded,
    info: { lamports: 1, owner: SystemProgram.programId, executable: false, data: Buffer.alloc(0) },
  },
];
let bench: TestBench;

const initialize = (by = deployer.publicKey) =>
  bench.codec.call("vesting", "initialize", [admin.publicKey], { deployer: by, mint: MINT });

interface Terms {
  readonly index: number;
  readonly total: bigint;
  readonly startAt: number;
  readonly cliff: number;
  readonly duration: number;
}
const SEED_TERMS: Terms = { index: 0, total: TOTAL, startAt: GENESIS, cliff: YEAR, duration: 4 * YEAR };

function grant(beneficiary: PublicKey, change: Partial<Terms> = {}, passed: Readonly<Record<string, PublicKey>> = {}) {
  const { index, total, startAt, cliff, duration } = { ...SEED_TERMS, ...change };
  return bench.codec.call("vesting", "createGrant", [index, total, startAt, cliff, duration].map(bn), {
    admin: admin.publicKey,
    funder: admin.publicKey,
    payer: PAYER.publicKey,
    beneficiary,
    source: treasury,
    mint: MINT,
    ...passed,
  });
}

const release = (beneficiary: PublicKey, index = 0, passed: Readonly<Record<string, PublicKey>> = {}) =>
  bench.codec.call("vesting", "release", [bn(index)], { beneficiary, destination: ataOf(beneficiary), ...passed });
const close = (beneficiary: PublicKey, index = 0, passed: Readonly<Record<string, PublicKey>> = {}) =>
  bench.codec.call("vesting", "close", [bn(index)], {
    beneficiary,
    destination: ataOf(beneficiary),
    payer: PAYER.publicKey,
    ...passed,
  });

beforeAll(async () => {
  bench = await TestBench.start(["vesting"], accounts());
  await bench.at(GENESIS);
});

describe("initialize", () => {
  it("is the deployer's alone and happens once", async () => {
    expect(await bench.error(await initialize(mallory.publicKey), [mallory])).toBe("Unauthorized");
    const { events } = await bench.must([await initialize()], [deployer]);
    expect(events).toEqual([{ name: "vestingInitialized", data: { admin: `${admin.publicKey}`, mint: `${MINT}` } }]);
    expect(await bench.error(await initialize(), [deployer])).toBe("AlreadyInitialized");
  });
});

describe("create_grant", () => {
  it("is refused to others than the admin, and without the funder's signature: Unauthorized", async () => {
    const forged = await grant(alice.publicKey, {}, { admin: mallory.publicKey, funder: mallory.publicKey });
    expect(await bench.error(forged, [mallory])).toBe("Unauthorized");
    expect(await bench.error(unsigned(unsigned(await grant(alice.publicKey), 0), 1))).toBe("Unauthorized");
    const unfunded = await grant(alice.publicKey, {}, { funder: mallory.publicKey });
    expect(await bench.error(unsigned(unfunded, 1), [admin])).toBe("Unauthorized");
  });

  it("is refused for terms without sense: InvalidParameters", async () => {
    for (const change of [{ total: 0n }, { duration: 0, cliff: 0 }, { cliff: 2, duration: 1 }])
      expect(await bench.error(await grant(alice.publicKey, change), [admin])).toBe("InvalidParameters");
  });

  it("is refused without the tokens, and for tokens of another: InsufficientFunds, OwnerMismatch", async () => {
    const tooMuch = await grant(alice.publicKey, { total: SUPPLY + 1n });
    expect(await bench.error(tooMuch, [admin])).toBe("InsufficientFunds");
    const foreign = await grant(alice.publicKey, {}, { source: ataOf(mallory.publicKey) });
    expect(await bench.error(foreign, [admin])).toBe("OwnerMismatch");
    expect(await bench.error(await grant(alice.publicKey, {}, { mint: otherMint }), [admin])).toBe("OwnerMismatch");
  });

  it("is refused at another address: ConstraintSeeds", async () => {
    const elsewhere = grantOf(bob.publicKey);
    const passed = { grant: elsewhere, escrow: escrowOf(elsewhere) };
    expect(await bench.error(await grant(alice.publicKey, {}, passed), [admin])).toBe("ConstraintSeeds");
    const escrow = escrowOf(grantOf(bob.publicKey));
    expect(await bench.error(await grant(alice.publicKey, {}, { escrow }), [admin])).toBe("ConstraintSeeds");
  });

  it("puts the tokens into an escrow of their own", async () => {
    const { events } = await bench.must([await grant(alice.publicKey)], [admin]);
    expect(events.map(({ name }) => name)).toEqual(["grantCreated"]);
    expect(await bench.balance(escrowOf(grantOf(alice.publicKey)))).toBe(TOTAL);
    expect(await bench.balance(treasury)).toBe(SUPPLY - TOTAL);
    expect(await bench.read("vesting", "grant", grantOf(alice.publicKey))).toMatchObject({
      total: `${TOTAL}`,
      released: "0",
      cliffSeconds: `${YEAR}`,
      payer: `${PAYER.publicKey}`,
    });
    expect(await bench.error(await grant(alice.publicKey), [admin])).toBe("AlreadyInitialized");
  });

  it("succeeds on an address that somebody funded before", async () => {
    await bench.must([await grant(bob.publicKey, { index: 5, total: 10n, cliff: 0, duration: 10 })], [admin]);
    expect(await bench.read("vesting", "grant", prefunded)).toMatchObject({ total: "10", index: "5" });
  });
});

describe("release", () => {
  it("pays nothing a second before the cliff: NothingToRelease", async () => {
    await bench.at(GENESIS + YEAR - 1);
    expect(await bench.error(await release(alice.publicKey))).toBe("NothingToRelease");
  });

  it("pays a quarter at the cliff, to the beneficiary whoever submits, and not twice", async () => {
    await bench.at(GENESIS + YEAR);
    const { events } = await bench.must([await release(alice.publicKey)]);
    expect(events[0]?.data).toMatchObject({ amount: `${TOTAL / 4n}`, released: `${TOTAL / 4n}` });
    expect(await bench.balance(ataOf(alice.publicKey))).toBe(TOTAL / 4n);
    expect(await bench.error(await release(alice.publicKey))).toBe("NothingToRelease");
  });

  it("pays by the second, rounded down", async () => {
    await bench.at(GENESIS + YEAR + 1);
    await bench.must([await release(alice.publicKey)]);
    expect(await bench.balance(ataOf(alice.publicKey))).toBe((TOTAL * BigInt(YEAR + 1)) / BigInt(4 * YEAR));
  });

  it("is refused to other accounts than the beneficiary's associated one", async () => {
    await bench.at(GENESIS + 2 * YEAR);
    const to = (destination: PublicKey) => release(alice.publicKey, 0, { destination });
    expect(await bench.error(await to(ataOf(mallory.publicKey)))).toBe("OwnerMismatch");
    expect(await bench.error(await to(testKey("alice's other tokens").publicKey))).toBe("ConstraintSeeds");
    const escrow = escrowOf(grantOf(alice.publicKey));
    expect(await bench.error(await to(escrow))).toBe("DuplicateAccount");
    expect(await bench.error(await release(alice.publicKey, 0, { escrow: escrowOf(prefunded) }))).toBe(
      "ConstraintSeeds",
    );
    const cosplay = { grant: prefunded, escrow: escrowOf(prefunded) };
    expect(await bench.error(await release(alice.publicKey, 0, cosplay))).toBe("ConstraintSeeds");
    const asConfig = { grant: addressOf("vesting", "config"), escrow };
    expect(await bench.error(await release(alice.publicKey, 0, asConfig))).toBe("DuplicateAccount");
    expect(await bench.error(await release(alice.publicKey, 1))).toBe("AccountNotInitialized");
  });
});

describe("close", () => {
  it("is refused while tokens are left, and to another than the payer of the rent", async () => {
    expect(await bench.error(await close(alice.publicKey))).toBe("NotFullyReleased");
    await bench.at(GENESIS + 4 * YEAR);
    await bench.must([await release(alice.publicKey)]);
    expect(await bench.balance(ataOf(alice.publicKey))).toBe(TOTAL);
    expect(await bench.error(await close(alice.publicKey, 0, { payer: mallory.publicKey }))).toBe("OwnerMismatch");
  });

  it("returns the rent, and a grant revived in the same transaction releases nothing: AccountNotInitialized", async () => {
    const address = grantOf(alice.publicKey);
    const revive = SystemProgram.transfer({ fromPubkey: PAYER.publicKey, toPubkey: address, lamports: 5_000_000 });
    const revived = await bench.send([await close(alice.publicKey), revive, await release(alice.publicKey)]);
    expect(revived.error).toBe("AccountNotInitialized");
    const rent = (await bench.lamports(address)) + (await bench.lamports(escrowOf(address)));
    const before = await bench.lamports(PAYER.publicKey);
    const { events } = await bench.must([await close(alice.publicKey), revive]);
    expect(events.map(({ name }) => name)).toEqual(["grantClosed"]);
    expect((await bench.lamports(PAYER.publicKey)) - before).toBe(rent - 5_000_000 - 5_000);
    expect(await bench.data(address)).toBeUndefined();
    expect(await bench.error(await release(alice.publicKey))).toBe("AccountNotInitialized");
  });

  it("is not prevented by tokens that a stranger sent to the escrow: they go to the beneficiary", async () => {
    const escrow = escrowOf(prefunded);
    await bench.must([await release(bob.publicKey, 5)]);
    const account = await bench.context.banksClient.getAccount(escrow);
    if (account === null) throw new Error("no escrow");
    const data = Buffer.from(account.data);
    data.writeBigUInt64LE(3n, 64);
    bench.context.setAccount(escrow, { ...account, data });
    await bench.must([await close(bob.publicKey, 5)]);
    expect(await bench.balance(ataOf(bob.publicKey))).toBe(13n);
    expect(await bench.data(escrow)).toBeUndefined();
  });
});

describe("the admin of vesting", () => {
  it("changes in two steps, and cannot touch a grant", async () => {
    const propose = (by: PublicKey) => bench.codec.call("vesting", "proposeAdmin", [heir.publicKey], { admin: by });
    const accept = await bench.codec.call("vesting", "acceptAdmin", [], { newAdmin: heir.publicKey });
    expect(await bench.error(accept, [heir])).toBe("Unauthorized");
    expect(await bench.error(await propose(mallory.publicKey), [mallory])).toBe("Unauthorized");
    await bench.must([await propose(admin.publicKey)], [admin]);
    const { events } = await bench.must([accept], [heir]);
    expect(events).toEqual([{ name: "adminAccepted", data: { admin: `${heir.publicKey}` } }]);
    expect(await bench.error(await grant(bob.publicKey), [admin])).toBe("Unauthorized");
    expect(await bench.read("vesting", "config", addressOf("vesting", "config"))).toMatchObject({
      grantedTotal: `${TOTAL + 10n}`,
      releasedTotal: `${TOTAL + 10n}`,
    });
  });
});

describe("in litesvm", () => {
  it("a grant whose admin signature is forged never runs", async () => {
    const lite = new LiteBench(["vesting"], accounts());
    lite.at(GENESIS);
    expect(lite.error(await initialize(), [deployer])).toBeUndefined();
    expect(lite.error(await grant(alice.publicKey), [admin], admin.publicKey)).toContain("ignature");
    expect(lite.error(await grant(alice.publicKey), [admin])).toBeUndefined();
    lite.at(GENESIS + YEAR);
    expect(lite.error(await release(alice.publicKey), [])).toBeUndefined();
    expect(lite.error(await close(alice.publicKey), [])).toBe("NotFullyReleased");
  });
});
