/** What `initialize` of vault and staking refuses, and how malformed instructions are refused. */
import { MINT_SIZE, MintLayout } from "@solana/spl-token";
import { PublicKey, type TransactionInstruction } from "@solana/web3.js";
import { beforeAll, describe, expect, it } from "vitest";
import { testKey } from "./test-key.ts";
import {
  type Accounts,
  bn,
  bytes,
  CLUSTER,
  DAY,
  derive,
  funded,
  GENESIS,
  mintAccount,
  TestWorld,
  testPeer,
} from "./test-world.ts";

const vault = derive("rewards_vault", "vault");
const alice = testPeer("alice");
const keys = Object.fromEntries(
  ["freezable", "fine-grained", "foreign", "not a mint"].map((name) => [name, testKey(name).publicKey]),
);
let world: TestWorld;

beforeAll(async () => {
  const altered = (address: PublicKey, change: { decimals?: number; freezeAuthorityOption?: 0 | 1 }) => {
    const mint = mintAccount(address, vault, 0n);
    const data = Buffer.alloc(MINT_SIZE);
    MintLayout.encode({ ...MintLayout.decode(Buffer.from(mint.info.data)), ...change }, data);
    return { address, info: { ...mint.info, data } };
  };
  world = await TestWorld.start(
    [alice],
    [
      altered(keys.freezable, { freezeAuthorityOption: 1 }),
      altered(keys["fine-grained"], { decimals: 9 }),
      mintAccount(keys.foreign, testKey("mallory").publicKey, 0n),
      funded(keys["not a mint"]),
      funded(derive("staking", "pool"), 1),
      funded(derive("staking", "stake_vault"), 5_000_000),
      funded(derive("rewards_vault", "config"), 1),
    ],
  );
});

interface Schedule {
  readonly period: number;
  readonly count: number;
  readonly epoch: number;
}

function initVault(change: Partial<Schedule>, accounts: Accounts = {}): Promise<TransactionInstruction> {
  const { period, count, epoch } = { period: 63_072_000, count: 5, epoch: DAY, ...change };
  const schedule = [1_000n, period, count, 0, 2_000n, GENESIS, epoch, 3_600].map(bn);
  const args = [world.admin.publicKey, world.submitter.publicKey, bytes(CLUSTER), ...schedule];
  return world.call("rewards_vault", "initialize", args, {
    deployer: world.deployer.publicKey,
    mint: world.mint,
    ...accounts,
  });
}

interface Tiers {
  readonly ages: readonly number[];
  readonly stakes: readonly number[];
  readonly destination: number;
  readonly cooldown: bigint;
}

function initStaking(change: Partial<Tiers>, accounts: Accounts = {}): Promise<TransactionInstruction> {
  const defaults = { ages: [0, 7, 30, 90, 180], stakes: [0, 0, 100, 500, 1_000], destination: 0, cooldown: 1n };
  const { ages, stakes, destination, cooldown } = { ...defaults, ...change };
  const tables = [ages.map(bn), stakes.map(bn)];
  const args = [world.admin.publicKey, world.slashAuthority.publicKey, bn(cooldown), destination, ...tables];
  return world.call("staking", "initialize", args, {
    deployer: world.deployer.publicKey,
    mint: world.mint,
    ...accounts,
  });
}

const error = async (call: TransactionInstruction) => (await world.send([call], [world.deployer])).error;

describe("initialize of the vault", () => {
  it("refuses a mint of other decimals, another authority, or with a freeze authority: InvalidMint", async () => {
    for (const name of ["freezable", "fine-grained", "foreign"])
      expect(await error(await initVault({}, { mint: keys[name] })), name).toBe("InvalidMint");
    expect(await error(await initVault({}, { mint: keys["not a mint"] }))).toBe("AccountOwnedByWrongProgram");
    expect(await error(await initVault({}, { mint: alice.tokens }))).toBe("DiscriminatorMismatch");
  });

  it("refuses a schedule without periods or without epochs: InvalidParameters", async () => {
    for (const change of [{ period: 0 }, { count: 0 }, { count: 64 }, { epoch: 0 }])
      expect(await error(await initVault(change)), JSON.stringify(change)).toBe("InvalidParameters");
  });

  it("refuses other addresses for config and vault: ConstraintSeeds", async () => {
    expect(await error(await initVault({}, { config: vault }))).toBe("ConstraintSeeds");
    expect(await error(await initVault({}, { vault: world.vaultConfig }))).toBe("ConstraintSeeds");
  });

  it("succeeds on an address that somebody funded before", async () => {
    await world.must([await initVault({})], [world.deployer]);
    expect(await world.read("rewards_vault", "config", world.vaultConfig)).toMatchObject({
      epochCount: "0",
      poolTotal: "2000",
    });
  });
});

describe("initialize of staking", () => {
  it("refuses tables that fall or do not begin at nothing, and other destinations than burn: InvalidParameters", async () => {
    const changes: Partial<Tiers>[] = [
      { ages: [0, 7, 6, 90, 180] },
      { ages: [1, 7, 30, 90, 180] },
      { stakes: [0, 0, 100, 99, 1_000] },
      { destination: 1 },
      { cooldown: 2n ** 63n },
    ];
    for (const change of changes) expect(await error(await initStaking(change))).toBe("InvalidParameters");
  });

  it("succeeds on addresses that somebody funded before, and makes the vault a token account that commands itself", async () => {
    await world.must([await initStaking({})], [world.deployer]);
    const account = await world.context.banksClient.getAccount(world.stakeVault);
    const owner = new PublicKey(Buffer.from(account?.data ?? []).subarray(32, 64));
    expect(owner.equals(world.stakeVault)).toBe(true);
  });
});

describe("a malformed instruction", () => {
  it("with cut or trailing arguments is refused: InvalidArguments", async () => {
    const finalize = await world.call("rewards_vault", "finalizeEpoch", [bn(0)], {});
    for (const data of [finalize.data.subarray(0, 15), Buffer.concat([finalize.data, Buffer.alloc(1)])])
      expect((await world.send([Object.assign(finalize, { data })])).error).toBe("InvalidArguments");
    const claim = await world.call("rewards_vault", "claim", [bn(0), bn(0), bn(0), bn(0), bn(0), []], {
      payer: world.payer.publicKey,
      epochAccount: alice.account,
      claimAccount: alice.claim,
      peerAccount: alice.account,
      mint: world.mint,
      destination: alice.tokens,
    });
    // A vector that promises more elements than follow, and one whose length in bytes overflows 32 bits.
    for (const count of [1, 2 ** 27]) {
      claim.data.writeUInt32LE(count, 48);
      expect((await world.send([claim])).error).toBe("InvalidArguments");
    }
    const bare = await world.call("rewards_vault", "emissionRate", [], {});
    bare.data = Buffer.concat([bare.data, Buffer.alloc(1)]);
    expect((await world.send([bare])).error).toBe("InvalidArguments");
  });

  it("with too few accounts is refused: AccountMissing", async () => {
    const call = await world.call("registry", "peerInfo", [], { peer: alice.key.publicKey });
    call.keys.pop();
    expect((await world.send([call])).error).toBe("AccountMissing");
  });
});
