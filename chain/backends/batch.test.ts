import { type PublicKey, SystemProgram, type TransactionInstruction } from "@solana/web3.js";
import { beforeEach, describe, expect, it } from "vitest";
import type { GenesisAccount, TransactionResult } from "./backend.ts";
import { BankrunBackend } from "./bankrun.ts";
import { type ChainSigner, signerFromSeed } from "./signer.ts";

const GENESIS = 1_750_000_000;
const signer = (byte: number): ChainSigner => signerFromSeed(new Uint8Array(32).fill(byte));
const [sponsor, operator, peer] = [signer(7), signer(8), signer(9)];
const MEMO = signer(1).publicKey;

function wallet({ publicKey: address }: ChainSigner): GenesisAccount {
  return {
    address,
    lamports: 10_000_000_000n,
    owner: SystemProgram.programId,
    data: new Uint8Array(),
    executable: false,
  };
}

const transfer = (from: ChainSigner, to: PublicKey, lamports: number): TransactionInstruction =>
  SystemProgram.transfer({ fromPubkey: from.publicKey, toPubkey: to, lamports });

describe("a batch on bankrun", () => {
  let chain: BankrunBackend;
  beforeEach(async () => {
    const accounts = [sponsor, operator, peer].map(wallet);
    chain = await BankrunBackend.start({ programs: [], accounts, unixSeconds: GENESIS });
  });

  it("gives each transaction the fee and the rent that `send` gives it, whoever pays whom in between", async () => {
    const requests = [
      { instructions: [transfer(sponsor, MEMO, 900_000)], feePayer: sponsor, signers: [] },
      { instructions: [transfer(operator, sponsor.publicKey, 70)], feePayer: operator, signers: [] },
      { instructions: [transfer(sponsor, MEMO, 41)], feePayer: sponsor, signers: [], refundsNothing: true },
      { instructions: [transfer(peer, MEMO, 5)], feePayer: sponsor, signers: [peer] },
      { instructions: [transfer(sponsor, MEMO, 41)], feePayer: sponsor, signers: [], refundsNothing: true },
    ];
    const batch = chain.batch();
    const inBatch: bigint[] = [];
    for (const request of requests) inBatch.push((await batch.send(request)).rentLamports);
    await batch.end();
    expect(inBatch).toEqual([900_000n, 70n, 41n, 0n, 41n]);
  });

  it("`end` notices what a wrong `refundsNothing`, or somebody else, moved without its knowledge", async () => {
    const batch = chain.batch();
    await batch.send({ instructions: [transfer(sponsor, MEMO, 900_000)], feePayer: sponsor, signers: [] });
    await chain.send({ instructions: [transfer(peer, sponsor.publicKey, 3)], feePayer: peer, signers: [] });
    await expect(batch.end()).rejects.toThrow("the fee payer");
  });

  it("goes on after its blockhash aged out, and runs the same words twice", async () => {
    const batch = chain.batch();
    const request = { instructions: [transfer(sponsor, MEMO, 900_000)], feePayer: sponsor, signers: [] };
    expect((await batch.send(request)).ok).toBe(true);
    expect((await batch.send(request)).ok).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    expect((await batch.send(request)).ok).toBe(true);
    await batch.end();
    expect((await chain.getAccount(MEMO))?.lamports).toBe(2_700_000n);
  });

  it("`send` of a prepared request runs it once, signs it anew where its blockhash aged out, and runs the same words twice", async () => {
    const batch = chain.batch();
    const request = (lamports: number) => ({
      instructions: [transfer(sponsor, MEMO, lamports)],
      feePayer: sponsor,
      signers: [],
    });
    expect((await batch.send(request(900_000))).ok).toBe(true);
    const [one, same, late] = [request(900_001), request(900_001), request(900_002)];
    for (const each of [one, same, late]) batch.prepare?.(each);
    expect((await batch.send(one)).ok).toBe(true);
    expect((await batch.send(same)).ok).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    expect(await batch.send(late)).toMatchObject({ ok: true, rentLamports: 900_002n });
    await batch.end();
    expect((await chain.getAccount(MEMO))?.lamports).toBe(900_000n + 2n * 900_001n + 900_002n);
  });

  it("takes a stated creation for the rent only where the System program was called once, and `end` checks the sum", async () => {
    const batch = chain.batch();
    const created = { feePayer: sponsor, signers: [], refundsNothing: true, accountBytesCreated: 10 };
    const rent = chain.rentExemptLamports(10);
    const once = await batch.send({ ...created, instructions: [transfer(sponsor, MEMO, Number(rent))] });
    expect(once.rentLamports).toBe(rent);
    const twice = [transfer(sponsor, MEMO, 5), transfer(sponsor, MEMO, 6)];
    expect((await batch.send({ ...created, instructions: twice })).rentLamports).toBe(11n);
    const failing = [transfer(sponsor, MEMO, 90_000_000_000)];
    expect(await batch.send({ ...created, instructions: failing })).toMatchObject({ ok: false, rentLamports: 0n });
    await batch.end();
    await batch.send({ ...created, instructions: [transfer(sponsor, MEMO, 7)] });
    await expect(batch.end()).rejects.toThrow("the fee payer");
  });

  describe("a prepared request with a stated creation", () => {
    const created = { feePayer: sponsor, signers: [], refundsNothing: true, accountBytesCreated: 10 };
    const paying = (...lamports: number[]) => ({
      ...created,
      instructions: lamports.map((each) => transfer(sponsor, MEMO, each)),
    });

    /** Sends all, each prepared; what was open after the send of the next, and what each paid in the end. */
    async function inOrder(requests: readonly ReturnType<typeof paying>[]) {
      const batch = chain.batch();
      // The first request of a chain asks for a blockhash, and cannot be signed ahead.
      await batch.send({ ...created, refundsNothing: false, instructions: [transfer(sponsor, MEMO, 900_000)] });
      for (const request of requests) batch.prepare?.(request);
      const results: TransactionResult[] = [];
      for (const request of requests) results.push(await batch.send(request));
      const open = results.map(({ isOpen }) => isOpen === true);
      await batch.settle?.();
      const rents = results.map(({ ok, rentLamports }) => (ok ? rentLamports : -1n));
      return { open, rents, end: batch.end() };
    }

    it("is open until the next is under way, and paid what its logs say", async () => {
      const rent = Number(chain.rentExemptLamports(10));
      const { open, rents, end } = await inOrder([paying(rent), paying(rent), paying(rent)]);
      expect(open).toEqual([false, false, true]);
      expect(rents).toEqual([BigInt(rent), BigInt(rent), BigInt(rent)]);
      await end;
    });

    it("paid, where its logs do not tell, what the balance after the next one says; two in a row are told as their sum", async () => {
      const rent = Number(chain.rentExemptLamports(10));
      const { rents, end } = await inOrder([
        paying(5, 6),
        paying(rent),
        paying(1, 2),
        paying(3, 4),
        paying(rent),
        paying(8, 9),
      ]);
      expect(rents).toEqual([11n, BigInt(rent), 10n, 0n, BigInt(rent), 17n]);
      await end;
    });

    it("is not confused by a failure behind it", async () => {
      const { rents, end } = await inOrder([paying(5, 6), paying(90_000_000_000), paying(7, 8)]);
      expect(rents).toEqual([11n, -1n, 15n]);
      await end;
    });

    it("may not be asked for its rent while it is open", async () => {
      const batch = chain.batch();
      await batch.send({ ...created, refundsNothing: false, instructions: [transfer(sponsor, MEMO, 900_000)] });
      const request = paying(5, 6);
      batch.prepare?.(request);
      const result = await batch.send(request);
      expect(() => result.rentLamports).toThrow("known after the batch's `settle`");
      expect(result.logs.length).toBeGreaterThan(2);
      await batch.settle?.();
      expect(result.rentLamports).toBe(11n);
    });

    it("is read by its balance where another payer comes next", async () => {
      const batch = chain.batch();
      await batch.send({ ...created, refundsNothing: false, instructions: [transfer(sponsor, MEMO, 900_000)] });
      const [one, other] = [
        paying(5, 6),
        { ...created, feePayer: operator, instructions: [transfer(operator, MEMO, 3)] },
      ];
      for (const request of [one, other]) batch.prepare?.(request);
      const first = await batch.send(one);
      await batch.send(other);
      expect(first.rentLamports).toBe(11n);
      await expect(batch.end()).rejects.toThrow("the fee payer");
    });
  });

  it("still verifies the signature of a signer that is not a key of this process", async () => {
    const honest: ChainSigner = { publicKey: peer.publicKey, publicKeyBytes: peer.publicKeyBytes, sign: peer.sign };
    const forger: ChainSigner = { ...honest, sign: () => new Uint8Array(64).fill(5) };
    const batch = chain.batch();
    const asked = (from: ChainSigner) => ({
      instructions: [transfer(from, MEMO, 900_000)],
      feePayer: sponsor,
      signers: [from],
    });
    expect((await batch.send(asked(forger))).error).toMatchObject({ stage: "refused", code: "SignatureFailure" });
    expect((await batch.send(asked(honest))).ok).toBe(true);
    const ahead = asked(forger);
    batch.prepare?.(ahead);
    expect((await batch.send(ahead)).error).toMatchObject({ stage: "refused", code: "SignatureFailure" });
    await batch.end();
  });
});
