import {
  Ed25519Program,
  Keypair,
  PublicKey,
  SystemProgram,
  Transaction,
  TransactionInstruction,
  TransactionMessage,
  VersionedTransaction,
} from "@solana/web3.js";
import { beforeAll, describe, expect, it } from "vitest";
import { PROGRAM_ARTIFACTS } from "../clients/programs.ts";
import { RegistryClient } from "../clients/registry.ts";
import { RewardsVaultClient } from "../clients/rewards-vault.ts";
import { StakingClient } from "../clients/staking.ts";
import { genesisAccounts } from "../clients/twin-genesis.ts";
import type { EmbeddedChain, GenesisAccount } from "./backend.ts";
import { initializePrograms } from "./deployment.ts";
import { genesisRentLamports } from "./fees.ts";
import { type ChainSigner, signerFromSeed } from "./signer.ts";
import { startEmbedded } from "./start-embedded.ts";

const GENESIS = 1_750_000_000;
const SEED = new Uint8Array(32).fill(7);
const sponsor = signerFromSeed(SEED);
const peer = signerFromSeed(new Uint8Array(32).fill(8));
const web3Sponsor = Keypair.fromSeed(SEED);
const address = (fill: number): PublicKey => new PublicKey(new Uint8Array(32).fill(fill));

function wallet({ publicKey }: ChainSigner, lamports: bigint): GenesisAccount {
  return { address: publicKey, lamports, owner: SystemProgram.programId, data: new Uint8Array(), executable: false };
}

function transfer(from: ChainSigner, to: PublicKey, lamports: number): TransactionInstruction {
  return SystemProgram.transfer({ fromPubkey: from.publicKey, toPubkey: to, lamports });
}

describe.each(["bankrun", "litesvm"] as const)("the backend %s", (name) => {
  const start = async (): Promise<EmbeddedChain> =>
    await startEmbedded(name, {
      programs: [],
      accounts: [wallet(sponsor, 10_000_000_000n), wallet(peer, 5_000_000_000n)],
      unixSeconds: GENESIS,
    });
  const lamportsOf = async (on: EmbeddedChain, key: PublicKey): Promise<bigint> =>
    (await on.getAccount(key))?.lamports ?? 0n;
  const pay = async (on: EmbeddedChain, to: PublicKey, lamports: number) =>
    await on.send({ instructions: [transfer(sponsor, to, lamports)], feePayer: sponsor, signers: [] });
  let chain: EmbeddedChain;
  beforeAll(async () => {
    chain = await start();
  });

  it("`send` charges each signature and reports what the payer spent beyond the fee", async () => {
    const both = await chain.send({
      instructions: [transfer(peer, address(9), 2_000_000)],
      feePayer: sponsor,
      signers: [peer],
    });
    expect(both).toMatchObject({ ok: true, feeLamports: 10_000n, rentLamports: 0n, computeUnits: 150 });
    expect((await pay(chain, address(9), 30)).rentLamports).toBe(30n);
    expect(await lamportsOf(chain, address(9))).toBe(2_000_030n);
  });

  it("`send` runs an identical request a second time", async () => {
    expect((await pay(chain, address(10), 1_000_000)).ok).toBe(true);
    expect((await pay(chain, address(10), 1_000_000)).ok).toBe(true);
    expect(await lamportsOf(chain, address(10))).toBe(2_000_000n);
  });

  it("`send` above the balance fails with a name and the fee paid; a payer that is not there is refused", async () => {
    const failed = await chain.send({
      instructions: [transfer(peer, address(11), 50_000_000_000)],
      feePayer: sponsor,
      signers: [peer],
    });
    expect(failed).toMatchObject({ ok: false, feeLamports: 10_000n });
    expect(failed.error).toMatchObject({ stage: "executed", code: "ResultWithNegativeLamports", number: 1 });
    const nobody = signerFromSeed(new Uint8Array(32).fill(99));
    const refused = await chain.send({
      instructions: [transfer(nobody, address(11), 1)],
      feePayer: nobody,
      signers: [],
    });
    expect(refused).toMatchObject({ ok: false, feeLamports: 0n, error: { stage: "refused", code: "AccountNotFound" } });
  });

  it("`sendBytes` refuses a forged signature in legacy and versioned transactions", async () => {
    const recentBlockhash = new PublicKey(await chain.freshBlockhash()).toBase58();
    const instructions = [transfer(sponsor, address(12), 1_000_000)];
    const legacy = new Transaction({ feePayer: sponsor.publicKey, recentBlockhash }).add(...instructions);
    legacy.sign(web3Sponsor);
    const message = new TransactionMessage({ payerKey: sponsor.publicKey, recentBlockhash, instructions });
    const versioned = new VersionedTransaction(message.compileToV0Message());
    versioned.sign([web3Sponsor]);
    for (const bytes of [legacy.serialize(), Buffer.from(versioned.serialize())]) {
      const forged = Buffer.from(bytes);
      forged[10] ^= 1;
      const refused = await chain.sendBytes(forged);
      expect(refused).toMatchObject({ feeLamports: 0n, error: { stage: "refused", code: "SignatureFailure" } });
      expect((await chain.sendBytes(bytes)).ok).toBe(true);
    }
    expect(await lamportsOf(chain, address(12))).toBe(2_000_000n);
  });

  it("`send` lets no ed25519 instruction pass whose signature is forged", async () => {
    const message = Buffer.from("twinlight");
    const { secretKey: privateKey } = web3Sponsor;
    const honest = Ed25519Program.createInstructionWithPrivateKey({ privateKey, message });
    const accepted = await chain.send({ instructions: [honest], feePayer: sponsor, signers: [] });
    expect(accepted).toMatchObject({ ok: true, feeLamports: 10_000n, rentLamports: 0n });
    const data = Buffer.from(honest.data);
    data[data.length - 1] ^= 1;
    const forged = new TransactionInstruction({ programId: Ed25519Program.programId, keys: [], data });
    const { error } = await chain.send({ instructions: [forged], feePayer: sponsor, signers: [] });
    expect(error?.code).toBe("SignatureFailure");
    expect(error?.detail).toContain("ed25519 instruction 0");
  });

  it("`send` refuses what no packet carries", async () => {
    const big = new TransactionInstruction({ programId: SystemProgram.programId, keys: [], data: Buffer.alloc(1_200) });
    const { error, bytes } = await chain.send({ instructions: [big], feePayer: sponsor, signers: [] });
    expect(error).toMatchObject({ stage: "refused", code: "TransactionTooLarge" });
    expect(error?.detail).toContain(`${bytes} bytes, at most 1232`);
  });

  it("`setTime` moves slot and unix time together, as the clock sysvar shows, and never back", async () => {
    const own = await start();
    own.setTime(GENESIS + 86_400);
    expect(own.clock()).toEqual({ unixSeconds: GENESIS + 86_400, slot: 216_001 });
    const sysvar = await own.getData(new PublicKey("SysvarC1ock11111111111111111111111111111111"));
    const bytes = Buffer.from(sysvar ?? []);
    expect([bytes.readBigUInt64LE(0), bytes.readBigInt64LE(32)]).toEqual([216_001n, BigInt(GENESIS + 86_400)]);
    expect(() => own.setTime(GENESIS)).toThrow("never goes back");
  });

  it("`faucet` and `setAccount` make no lamports: the harness's reserve pays", async () => {
    const own = await start();
    const reserve = new PublicKey("ReserveTwinLight111111111111111111111111111");
    const before = await lamportsOf(own, reserve);
    await own.faucet(address(20), 5_000_000n);
    await own.faucet(address(20), 1_000_000n);
    expect(await lamportsOf(own, address(20))).toBe(6_000_000n);
    expect(before - (await lamportsOf(own, reserve))).toBe(6_000_000n);
  });

  it("rent is the classic rate that genesis accounts are made with", () => {
    for (const bytes of [0, 64, 165]) expect(chain.rentExemptLamports(bytes)).toBe(genesisRentLamports(bytes));
  });

  it("`restore` brings back accounts that changed, appeared or went, and the clock", async () => {
    const own = await start();
    await pay(own, address(30), 3_000_000);
    own.setTime(GENESIS + 100);
    const snapshot = await own.snapshot();
    const keys = [sponsor.publicKey, peer.publicKey, address(30), address(31), address(32)];
    const states = async () => await Promise.all(keys.map(async (key) => await own.getAccount(key)));
    const before = await states();
    await pay(own, address(31), 4_000_000);
    await own.setAccount(address(32), { ...wallet(peer, 9_000_000n), data: new Uint8Array([1, 2]) });
    // Everything that peer has: its account is gone, though it was there from genesis and untouched when the snapshot was taken.
    await own.send({
      instructions: [transfer(peer, address(30), 5_000_000_000)],
      feePayer: sponsor,
      signers: [peer],
    });
    own.setTime(GENESIS + 5_000);
    expect(await lamportsOf(own, peer.publicKey)).toBe(0n);
    await own.restore(snapshot);
    expect(await states()).toEqual(before);
    expect(own.clock().unixSeconds).toBe(GENESIS + 100);
    // The same request runs again as it did the first time.
    expect(await pay(own, address(31), 4_000_000)).toMatchObject({ ok: true, rentLamports: 4_000_000n });
  });

  it("`restore` undoes what programs did: a peer registers twice, before and after", async () => {
    const registry = new RegistryClient();
    const clients = { registry, staking: new StakingClient(registry), vault: new RewardsVaultClient(registry) };
    const network = {
      genesisUnixSeconds: GENESIS,
      epochLengthSeconds: 86_400,
      challengeWindowSeconds: 3_600,
      unstakeCooldownSeconds: 86_400,
      schedule: {
        firstPeriodAmountBase: 125_000_000_000_000,
        periodLengthSeconds: 63_072_000,
        periodCount: 8,
        tailPerYearBase: 0,
        poolTotalBase: 500_000_000_000_000,
      },
    };
    const tier = { ageSeconds: 604_800, stakeBase: 0 };
    const tiers = { bronze: tier, silver: tier, gold: tier, platinum: tier };
    const accounts = await genesisAccounts(clients, [sponsor.publicKey], {
      ...network,
      tiers,
      genesisSupplyBase: 1_000_000,
      cohort: [],
      seed: "snapshot",
      keyOf: () => SEED,
    });
    const own = await startEmbedded(name, { programs: PROGRAM_ARTIFACTS, accounts, unixSeconds: GENESIS });
    await initializePrograms(own, clients, {
      ...network,
      operator: sponsor.publicKey,
      cluster: new Uint8Array(32),
      tierAgesSeconds: [0, 1, 2, 3, 4],
      tierStakesBase: [0, 0, 1, 2, 3],
    });
    const register = async () =>
      await own.send({
        instructions: [registry.register(sponsor.publicKey, peer.publicKey, peer.publicKey)],
        feePayer: sponsor,
        signers: [peer],
      });
    const snapshot = await own.snapshot();
    const first = await register();
    expect(first.ok).toBe(true);
    expect((await register()).error?.code).toBe("AlreadyRegistered");
    await own.restore(snapshot);
    expect(await own.getAccount(registry.peerAddress(peer.publicKey))).toBeUndefined();
    const again = await register();
    expect({ ...again, events: again.events }).toEqual({ ...first, events: first.events });
  });

  it("`startEmbedded` with a missing program rejects instead of hanging", async () => {
    const program = { ...PROGRAM_ARTIFACTS[0], path: "none.so", shownPath: "chain/deploy/none.so" };
    const started = startEmbedded(name, { programs: [program], accounts: [], unixSeconds: GENESIS });
    await expect(started).rejects.toMatchObject({ code: "CHAIN_PROGRAM_MISSING" });
  });
});
