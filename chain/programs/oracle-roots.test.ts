/** A vault that takes only roots which the oracle decided, and every way around that is refused. */
import { type Keypair, PublicKey } from "@solana/web3.js";
import type { AddedAccount } from "solana-bankrun";
import { beforeAll, describe, expect, it } from "vitest";
import { OracleClient } from "../clients/oracle.ts";
import { RegistryClient } from "../clients/registry.ts";
import { RewardsVaultClient } from "../clients/rewards-vault.ts";
import { PROGRAM_IDS } from "../idl/addresses.ts";
import { testKey } from "./test-key.ts";
import { oracleProgram } from "./test-oracle.ts";
import { type Settlement, settlement, submission } from "./test-settlement.ts";
import { CHALLENGE_WINDOW, DAY, DAY_1, GENESIS, TestWorld, testPeer } from "./test-world.ts";

const [mallory, ...verifiers] = ["mallory", "a", "b", "c", "d", "e"].map((label) => testKey(`roots ${label}`));
const [a, b, c, d, e] = verifiers;
const peer = testPeer("roots");
const oracle = new OracleClient();
const vault = new RewardsVaultClient(new RegistryClient());
/** A decision's bytes, in an account that any program may have made. */
const FORGED = testKey("roots forged decision").publicKey;

/** Vault and oracle, a set of four of which one may lie, nothing bound. */
async function ready(extra: readonly AddedAccount[] = []): Promise<TestWorld> {
  const world = await TestWorld.ready([peer], [oracleProgram(), ...extra]);
  const { deployer, admin } = world;
  await world.must([oracle.initialize(deployer.publicKey, admin.publicKey, 0)], [deployer]);
  await rotate(world, [a, b, c, d]);
  return world;
}

async function rotate(world: TestWorld, keys: readonly Keypair[]): Promise<void> {
  const members = keys.map(({ publicKey }) => publicKey);
  await world.must([oracle.setVerifiers(world.admin.publicKey, 1, members)], [world.admin]);
}

const propose = (world: TestWorld, version: bigint, by = world.admin) =>
  world.send([vault.proposeOracle(by.publicKey, oracle.verifiers, version)], [by]);
const accept = (world: TestWorld, by = world.admin) => world.send([vault.acceptOracle(by.publicKey)], [by]);

async function bind(world: TestWorld, version: bigint): Promise<void> {
  expect((await propose(world, version)).error).toBeUndefined();
  expect((await accept(world)).error).toBeUndefined();
}

const epochOf = (world: TestWorld, epoch: number, earned = 100n): Settlement =>
  settlement(world, epoch, DAY_1, [{ peer, earned }]);

/** Three verifiers name the settlement's root, and the oracle decides. */
async function decide(world: TestWorld, { epoch, root }: Settlement, version: bigint, by = [a, b, c]): Promise<void> {
  const payer = world.payer.publicKey;
  for (const key of by) {
    const report = { epoch, version, bytesTotal: 1_000n, root };
    await world.must([oracle.submitReport(payer, key.publicKey, report)], [key]);
  }
  const reporters = by.map(({ publicKey }) => publicKey);
  await world.must([oracle.aggregate(payer, epoch, reporters)]);
}

async function submit(world: TestWorld, settled: Settlement, decision?: PublicKey): Promise<string | undefined> {
  const instruction = await submission(world, settled);
  if (decision !== undefined) instruction.keys.push({ pubkey: decision, isSigner: false, isWritable: false });
  return (await world.send([instruction], [world.submitter])).error;
}

const boundTo = async (world: TestWorld) => await world.read("rewards_vault", "config", world.vaultConfig);

describe("an exploit of a vault that is bound to the oracle", () => {
  let world: TestWorld;
  let honest: Settlement;
  let decision: PublicKey;
  beforeAll(async () => {
    world = await ready();
    await bind(world, 1n);
    honest = epochOf(world, 0);
    decision = oracle.decisionAddress(0);
    await world.at(GENESIS + DAY);
  });

  it("a root without a decision: DecisionMissing", async () => {
    expect(await submit(world, honest)).toBe("DecisionMissing");
  });

  it("a root of an epoch that is not decided: AccountNotInitialized", async () => {
    expect(await submit(world, honest, decision)).toBe("AccountNotInitialized");
  });

  it("a verifier's report, or the set, in the decision's place: DiscriminatorMismatch", async () => {
    const report = { epoch: 0, version: 1n, bytesTotal: 1_000n, root: honest.root };
    await world.must([oracle.submitReport(world.payer.publicKey, d.publicKey, report)], [d]);
    for (const account of [oracle.reportAddress(0, d.publicKey), oracle.verifiers])
      expect(await submit(world, honest, account)).toBe("DiscriminatorMismatch");
  });

  it("a decision that another program wrote: AccountOwnedByWrongProgram", async () => {
    await decide(world, honest, 1n);
    const real = await world.context.banksClient.getAccount(decision);
    if (real === null) throw new Error("no decision");
    for (const owner of [PROGRAM_IDS.rewardsVault, PROGRAM_IDS.governance]) {
      const info = { ...real, lamports: 10 ** 9, owner: new PublicKey(owner) };
      const forgedWorld = await ready([{ address: FORGED, info }]);
      await bind(forgedWorld, 1n);
      await forgedWorld.at(GENESIS + DAY);
      expect(await submit(forgedWorld, epochOf(forgedWorld, 0), FORGED)).toBe("AccountOwnedByWrongProgram");
    }
  });

  it("another root than the decided one: RootNotDecided", async () => {
    expect(await submit(world, epochOf(world, 0, 101n), decision)).toBe("RootNotDecided");
  });

  it("is none where root and decision are the oracle's", async () => {
    expect(await submit(world, honest, decision)).toBeUndefined();
    const account = await world.read("rewards_vault", "epoch", vault.epochAddress(0));
    expect(account).toMatchObject({ root: [...honest.root], status: 1 });
  });

  it("the decision of another epoch, though on the same root: ConstraintSeeds", async () => {
    const next: Settlement = { ...honest, epoch: 1 };
    await world.at(GENESIS + 2 * DAY);
    await decide(world, next, 1n);
    expect(await submit(world, next, decision)).toBe("ConstraintSeeds");
    expect(await submit(world, next, oracle.decisionAddress(1))).toBeUndefined();
  });

  it("a decision of a set that was rotated out before the vault was bound: StaleVerifierSet", async () => {
    const late = await ready();
    const first = epochOf(late, 0);
    await decide(late, first, 1n);
    await rotate(late, [a, b, c, e]);
    expect((await propose(late, 1n)).error).toBe("StaleVerifierSet");
    expect((await propose(late, 3n)).error).toBe("StaleVerifierSet");
    await bind(late, 2n);
    await late.at(GENESIS + DAY);
    expect(await submit(late, first, oracle.decisionAddress(0))).toBe("StaleVerifierSet");
    // The way on: without binding, that one root, then bound again.
    await bind(late, 0n);
    expect(await submit(late, first)).toBeUndefined();
  });

  it("is none where the set was rotated after the binding", async () => {
    const later = await ready();
    await bind(later, 1n);
    await rotate(later, [a, b, c, e]);
    const first = epochOf(later, 0);
    await decide(later, first, 2n, [a, b, e]);
    await later.at(GENESIS + DAY);
    expect(await submit(later, first, oracle.decisionAddress(0))).toBeUndefined();
  });
});

describe("propose_oracle and accept_oracle", () => {
  it("are the admin's alone: Unauthorized", async () => {
    const world = await ready();
    expect((await propose(world, 1n, mallory)).error).toBe("Unauthorized");
    expect((await propose(world, 1n)).error).toBeUndefined();
    expect((await accept(world, mallory)).error).toBe("Unauthorized");
  });

  it("refuse another account than the oracle's set, and an acceptance of nothing", async () => {
    const world = await ready();
    expect((await accept(world)).error).toBe("NothingProposed");
    const forged = vault.proposeOracle(world.admin.publicKey, vault.config, 1n);
    expect((await world.send([forged], [world.admin])).error).toBe("ConstraintSeeds");
    await bind(world, 1n);
    expect((await accept(world)).error).toBe("NothingProposed");
  });

  it("bind at once before the first root; later a challenge window after: TimeLocked", async () => {
    const world = await ready();
    await world.at(GENESIS + DAY);
    expect(await submit(world, epochOf(world, 0))).toBeUndefined();
    expect((await propose(world, 1n)).error).toBeUndefined();
    expect((await accept(world)).error).toBe("TimeLocked");
    await world.at(GENESIS + DAY + CHALLENGE_WINDOW - 1);
    expect((await accept(world)).error).toBe("TimeLocked");
    expect(await boundTo(world)).toMatchObject({ oracleVersion: "0", pendingOracleVersion: "1" });
    await world.at(GENESIS + DAY + CHALLENGE_WINDOW);
    expect((await accept(world)).error).toBeUndefined();
    expect(await boundTo(world)).toMatchObject({ oracleVersion: "1", pendingOracleVersion: "0", oracleRipeAt: "0" });
    await world.at(GENESIS + 2 * DAY);
    expect(await submit(world, epochOf(world, 1))).toBe("DecisionMissing");
  });
});
