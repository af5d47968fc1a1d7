/** Registrations paid by a sponsor, in bankrun (which checks no signature) and in litesvm (which does). */
import { ComputeBudgetProgram, PublicKey, TransactionInstruction } from "@solana/web3.js";
import { beforeAll, describe, expect, it } from "vitest";
import { suiteBackend } from "./suite-chain.ts";
import { testKey } from "./test-key.ts";
import { LiteWorld } from "./test-lite-world.ts";
import { consentMessage, signatureCheck, sponsoredRegistration } from "./test-sponsor.ts";
import { GENESIS, TestWorld, testPeer } from "./test-world.ts";

const SECP256K1 = new PublicKey("KeccakSecp256k11111111111111111111111111111");
const [alice, bob] = ["alice", "bob"].map(testPeer);
const mallory = testKey("mallory");
let world: TestWorld;
let lite: LiteWorld;

beforeAll(async () => {
  world = await TestWorld.start([alice, bob]);
  await world.must([await world.initRegistry()], [world.deployer]);
  lite = await LiteWorld.start([alice, bob]);
  lite.must([await lite.maker.initRegistry()], [lite.maker.deployer]);
});

const registration = () => sponsoredRegistration(world, alice, world.payer.publicKey);

/** The refusal, which bankrun and litesvm must agree on. */
async function refusal(instructions: readonly TransactionInstruction[]): Promise<string | undefined> {
  const { error } = await world.send(instructions);
  expect(lite.send(instructions.map((instruction) => lite.ours(instruction, world)))).toBe(error);
  return error;
}

/** An Ed25519 instruction like the honest one, with other bytes at some offsets. */
function altered(bytes: Readonly<Record<number, number>>, programId?: PublicKey): TransactionInstruction {
  const honest = signatureCheck(consentMessage(world, alice), alice.key);
  const data = Buffer.from(honest.data);
  for (const [at, byte] of Object.entries(bytes)) data[Number(at)] = byte;
  return new TransactionInstruction({ programId: programId ?? honest.programId, keys: [], data });
}

describe("register_sponsored", () => {
  it("without an instruction before, or with another one there: BadSignatureInstruction", async () => {
    expect((await world.sendBare([await registration()])).error).toBe("BadSignatureInstruction");
    expect(await refusal([await registration()])).toBe("BadSignatureInstruction");
    const honest = signatureCheck(consentMessage(world, alice), alice.key);
    const between = ComputeBudgetProgram.setComputeUnitPrice({ microLamports: 1 });
    expect(await refusal([honest, between, await registration()])).toBe("BadSignatureInstruction");
    expect(await refusal([await registration(), honest])).toBe("BadSignatureInstruction");
  });

  it("with the signature of another key: BadSignatureInstruction", async () => {
    const theirs = signatureCheck(consentMessage(world, alice), mallory);
    expect(await refusal([theirs, await registration()])).toBe("BadSignatureInstruction");
  });

  it("with another domain, cluster, program, peer, wallet or nonce in the message: BadSignatureInstruction", async () => {
    const changes = [
      { domain: "LANTERN_REGISTER_V2" },
      { cluster: Buffer.alloc(32) },
      { program: Buffer.alloc(32, 1) },
      { wallet: mallory.publicKey.toBytes() },
      { nonce: 1 },
    ];
    for (const change of changes) {
      const check = signatureCheck(consentMessage(world, alice, change), alice.key);
      expect(await refusal([check, await registration()]), Object.keys(change)[0]).toBe("BadSignatureInstruction");
    }
    const ofBob = signatureCheck(consentMessage(world, bob), alice.key);
    expect(await refusal([ofBob, await registration()])).toBe("BadSignatureInstruction");
  });

  it("with bytes that the Ed25519 program ignores: BadSignatureInstruction", async () => {
    expect(await refusal([altered({ 1: 1 }), await registration()])).toBe("BadSignatureInstruction");
  });

  it("with a check that another program made: BadSignatureInstruction", async () => {
    const { error } = await world.send([altered({}, SECP256K1), await registration()]);
    // Only bankrun lets a secp256k1 instruction with this data reach the registry: litesvm runs it and fails there.
    if (suiteBackend() === "bankrun") expect(error).toBe("BadSignatureInstruction");
    else expect(error).toContain("InstructionError(1, Custom(");
  });

  it("creates the account of a peer that signed no transaction, once", async () => {
    const honest = signatureCheck(consentMessage(world, alice), alice.key);
    await world.must([honest, await registration()]);
    expect(await world.read("registry", "peer", alice.account)).toMatchObject({
      peer: alice.key.publicKey.toBase58(),
      wallet: alice.wallet.publicKey.toBase58(),
      status: 1,
      nonce: "0",
      registeredAt: `${GENESIS}`,
    });
    expect((await world.send([honest, await registration()])).error).toBe("AlreadyRegistered");
    lite.must([honest, lite.ours(await registration(), world)]);
    expect(lite.exists(alice.account)).toBe(true);
  });

  it("with a forged signature never runs where signatures are checked", async () => {
    const forged = signatureCheck(consentMessage(world, bob), bob.key);
    forged.data[50] ^= 1;
    const call = await sponsoredRegistration(world, bob, lite.payer.publicKey);
    expect(lite.send([forged, call])).toBeDefined();
    expect(lite.exists(bob.account)).toBe(false);
  });
});
