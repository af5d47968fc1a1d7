import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PROGRAM_ARTIFACTS } from "../clients/programs.ts";
import type { GenesisAccount, TransactionResult } from "./backend.ts";
import { BankrunBackend } from "./bankrun.ts";
import { LAMPORTS_PER_SIGNATURE } from "./fees.ts";
import { readProgramFile } from "./program-file.ts";
import { type ChainSigner, signerFromSeed } from "./signer.ts";

const GENESIS = 1_750_000_000;
const SEED = new Uint8Array(32).fill(7);
const sponsor = signerFromSeed(SEED);
const peer = signerFromSeed(new Uint8Array(32).fill(8));
const web3Sponsor = Keypair.fromSeed(SEED);

function wallet(signer: ChainSigner, lamports: bigint): GenesisAccount {
  const { publicKey: address } = signer;
  return { address, lamports, owner: SystemProgram.programId, data: new Uint8Array(), executable: false };
}

async function startChain(): Promise<BankrunBackend> {
  const accounts = [wallet(sponsor, 10_000_000_000n), wallet(peer, 5_000_000_000n)];
  return await BankrunBackend.start({ programs: [], accounts, unixSeconds: GENESIS });
}

function transfer(from: ChainSigner, to: PublicKey, lamports: number): TransactionInstruction {
  return SystemProgram.transfer({ fromPubkey: from.publicKey, toPubkey: to, lamports });
}

async function lamportsOf(chain: BankrunBackend, address: PublicKey): Promise<bigint> {
  return (await chain.getAccount(address))?.lamports ?? 0n;
}

describe("BankrunBackend", () => {
  let chain: BankrunBackend;
  beforeAll(async () => {
    chain = await startChain();
  });

  it("`send` executes a transfer, charges each signature and reports what the payer spent beyond the fee", async () => {
    const to = new PublicKey(new Uint8Array(32).fill(9));
    const before = await lamportsOf(chain, sponsor.publicKey);
    const result = await chain.send({
      instructions: [transfer(peer, to, 2_000_000)],
      feePayer: sponsor,
      signers: [peer],
    });
    expect(result).toMatchObject({ ok: true, feeLamports: 2n * LAMPORTS_PER_SIGNATURE, rentLamports: 0n });
    expect(result.computeUnits).toBeGreaterThan(0);
    expect(await lamportsOf(chain, to)).toBe(2_000_000n);
    expect(before - (await lamportsOf(chain, sponsor.publicKey))).toBe(10_000n);
    const paid = await chain.send({ instructions: [transfer(sponsor, to, 30)], feePayer: sponsor, signers: [] });
    expect(paid.rentLamports).toBe(30n);
  });

  it("`send` runs an identical transaction a second time instead of answering with the first outcome", async () => {
    const to = new PublicKey(new Uint8Array(32).fill(10));
    const request = { instructions: [transfer(sponsor, to, 1_000_000)], feePayer: sponsor, signers: [] };
    expect((await chain.send(request)).ok).toBe(true);
    expect((await chain.send(request)).ok).toBe(true);
    expect(await lamportsOf(chain, to)).toBe(2_000_000n);
  });

  it("`send` of a transfer above the balance fails with a name, a detail and the fee paid", async () => {
    const to = new PublicKey(new Uint8Array(32).fill(11));
    const result = await chain.send({
      instructions: [transfer(peer, to, 50_000_000_000)],
      feePayer: sponsor,
      signers: [peer],
    });
    expect(result).toMatchObject({ ok: false, feeLamports: 10_000n });
    expect(result.error).toMatchObject({ stage: "executed", code: "ResultWithNegativeLamports", number: 1 });
  });

  it("`sendBytes` refuses a forged signature in legacy and versioned transactions, which bankrun alone accepts", async () => {
    const to = new PublicKey(new Uint8Array(32).fill(12));
    const recentBlockhash = new PublicKey(await chain.freshBlockhash()).toBase58();
    const instructions = [transfer(sponsor, to, 1_000_000)];
    const legacy = new Transaction({ feePayer: sponsor.publicKey, recentBlockhash }).add(...instructions);
    legacy.sign(web3Sponsor);
    const message = new TransactionMessage({ payerKey: sponsor.publicKey, recentBlockhash, instructions });
    const versioned = new VersionedTransaction(message.compileToV0Message());
    versioned.sign([web3Sponsor]);
    for (const bytes of [legacy.serialize(), Buffer.from(versioned.serialize())]) {
      const forged = Buffer.from(bytes);
      forged[10] ^= 1;
      const result = await chain.sendBytes(forged);
      expect(result.error).toMatchObject({ stage: "refused", code: "SignatureFailure" });
      expect(result.feeLamports).toBe(0n);
      expect((await chain.sendBytes(bytes)).ok).toBe(true);
    }
    expect(await lamportsOf(chain, to)).toBe(2_000_000n);
    const unsigned = new TransactionMessage({
      payerKey: sponsor.publicKey,
      recentBlockhash,
      instructions: [transfer(sponsor, to, 5_000_000)],
    });
    const raw = await chain.context.banksClient.tryProcessTransaction(
      new VersionedTransaction(unsigned.compileToV0Message()),
    );
    expect(raw.result).toBeNull();
  });

  it("`send` refuses an ed25519 instruction whose signature is forged, and executes a true one", async () => {
    const message = Buffer.from("twinlight");
    const honest = Ed25519Program.createInstructionWithPrivateKey({
      privateKey: Keypair.fromSeed(SEED).secretKey,
      message,
    });
    const accept = await chain.send({ instructions: [honest], feePayer: sponsor, signers: [] });
    expect(accept).toMatchObject({ ok: true, feeLamports: 2n * LAMPORTS_PER_SIGNATURE, rentLamports: 0n });
    const data = Buffer.from(honest.data);
    data[data.length - 1] ^= 1;
    const forged = new TransactionInstruction({ programId: Ed25519Program.programId, keys: [], data });
    const refuse = await chain.send({ instructions: [forged], feePayer: sponsor, signers: [] });
    expect(refuse.error).toMatchObject({ stage: "refused", code: "SignatureFailure" });
    expect(refuse.error?.detail).toContain("ed25519 instruction 0");
  });

  it("`send` refuses a transaction that no packet carries, naming its size and the limit", async () => {
    const big = new TransactionInstruction({ programId: SystemProgram.programId, keys: [], data: Buffer.alloc(1_200) });
    const result: TransactionResult = await chain.send({ instructions: [big], feePayer: sponsor, signers: [] });
    expect(result.error).toMatchObject({ stage: "refused", code: "TransactionTooLarge" });
    expect(result.error?.detail).toContain(`${result.bytes} bytes, at most 1232`);
  });

  it("`setTime` moves slot and unix time together, as programs read them, and never back", async () => {
    const own = await startChain();
    own.setTime(GENESIS + 86_400);
    const seen = await own.context.banksClient.getClock();
    expect(seen.unixTimestamp).toBe(BigInt(GENESIS + 86_400));
    expect(seen.slot).toBe(BigInt(1 + 216_000));
    expect(own.clock()).toEqual({ unixSeconds: GENESIS + 86_400, slot: 216_001 });
    await own.send({ instructions: [transfer(sponsor, peer.publicKey, 1)], feePayer: sponsor, signers: [] });
    expect((await own.context.banksClient.getClock()).unixTimestamp).toBe(BigInt(GENESIS + 86_400));
    expect(() => own.setTime(GENESIS)).toThrow("never goes back");
  });

  it("`setAccount` makes no lamports, so that a later warp does not end the process", async () => {
    const own = await startChain();
    const address = new PublicKey(new Uint8Array(32).fill(13));
    const account = { owner: SystemProgram.programId, data: new Uint8Array([1, 2, 3]), executable: false };
    await own.setAccount(address, { ...account, lamports: 5_000_000n });
    await own.setAccount(address, { ...account, lamports: 3_000_000n });
    // Bankrun counts the capital when it warps and aborts the whole process where it changed.
    own.context.warpToSlot(1_000n);
    expect(await own.getAccount(address)).toMatchObject({ lamports: 3_000_000n, data: new Uint8Array([1, 2, 3]) });
  });
});

describe("readProgramFile", () => {
  const folder = mkdtempSync(join(tmpdir(), "twinlight-program-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** A BPF object file of `length` bytes whose section table ends at byte 256. */
  function objectFile(length: number): string {
    const bytes = Buffer.alloc(256);
    bytes.write("7f454c4602", "hex");
    bytes.writeUInt16LE(247, 18);
    bytes.writeBigUInt64LE(192n, 40);
    bytes.writeUInt16LE(64, 58);
    bytes.writeUInt16LE(1, 60);
    const path = join(folder, `${length}.so`);
    writeFileSync(path, bytes.subarray(0, length));
    return path;
  }

  it("a missing file names the file and the command that builds it", () => {
    expect(() => readProgramFile(join(folder, "none.so"), "chain/deploy/none.so")).toThrow(
      /chain\/deploy\/none\.so.*missing.*npm run chain:build/,
    );
  });

  it("a file that was cut off is refused, a whole one is read", () => {
    expect(readProgramFile(objectFile(256), "x.so")).toHaveLength(256);
    expect(() => readProgramFile(objectFile(200), "x.so")).toThrow("cut off at 200 bytes");
    expect(() => readProgramFile(objectFile(20), "x.so")).toThrow("not a 64-bit object file");
  });

  it("every deployed program is read whole, and refused when its second half is gone", () => {
    for (const { path, shownPath } of PROGRAM_ARTIFACTS) {
      const bytes = readProgramFile(path, shownPath);
      const half = join(folder, "half.so");
      writeFileSync(half, bytes.subarray(0, bytes.length / 2));
      expect(() => readProgramFile(half, shownPath)).toThrow(/cut off .*npm run chain:build/);
    }
  });

  it("`BankrunBackend.start` with a missing program rejects instead of hanging", async () => {
    const program = {
      name: "none",
      address: peer.publicKey,
      path: join(folder, "none.so"),
      shownPath: "chain/deploy/none.so",
      idl: { address: "", metadata: { name: "none", version: "0.1.0", spec: "0.1.0" }, instructions: [] },
    };
    await expect(
      BankrunBackend.start({ programs: [program], accounts: [], unixSeconds: GENESIS }),
    ).rejects.toMatchObject({ code: "CHAIN_PROGRAM_MISSING" });
  });
});
