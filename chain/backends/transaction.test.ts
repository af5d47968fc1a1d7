import { PublicKey, Transaction, TransactionInstruction } from "@solana/web3.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { signerFromSeed } from "./signer.ts";
import { decodeTransaction, encodeTransaction, signTransaction } from "./transaction.ts";

const signers = [1, 2, 3].map((byte) => signerFromSeed(new Uint8Array(32).fill(byte)));
const strangers = [4, 5, 6, 7].map((byte) => new PublicKey(new Uint8Array(32).fill(byte)));

const meta = fc.oneof(
  fc.record({
    pubkey: fc.constantFrom(...signers.map(({ publicKey }) => publicKey)),
    isSigner: fc.boolean(),
    isWritable: fc.boolean(),
  }),
  fc.record({ pubkey: fc.constantFrom(...strangers), isSigner: fc.constant(false), isWritable: fc.boolean() }),
);
const instruction = fc
  .record({
    programId: fc.constantFrom(...strangers),
    keys: fc.array(meta, { maxLength: 8 }),
    data: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  })
  .map((fields) => new TransactionInstruction(fields));

describe("encodeTransaction", () => {
  it("is read by web3.js as the same instructions, accounts and valid signatures", () => {
    fc.assert(
      fc.property(
        fc.array(instruction, { minLength: 1, maxLength: 3 }),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        (instructions, blockhash) => {
          const bytes = encodeTransaction(instructions, signers[0], signers.slice(1), blockhash);
          const read = Transaction.from(bytes);
          expect(read.verifySignatures()).toBe(true);
          expect(read.feePayer?.equals(signers[0].publicKey)).toBe(true);
          expect(read.recentBlockhash).toBe(new PublicKey(blockhash).toBase58());
          const own = read.instructions.map(({ programId, keys, data }) => [
            programId.toBase58(),
            keys.map(({ pubkey }) => pubkey.toBase58()),
            data.toString("hex"),
          ]);
          expect(own).toEqual(
            instructions.map(({ programId, keys, data }) => [
              programId.toBase58(),
              keys.map(({ pubkey }) => pubkey.toBase58()),
              data.toString("hex"),
            ]),
          );
          // Web3.js compiles the same header, whatever the order inside the classes.
          const compiled = new Transaction({ feePayer: signers[0].publicKey, recentBlockhash: read.recentBlockhash });
          compiled.add(...instructions);
          expect(read.compileMessage().header).toEqual(compiled.compileMessage().header);
          expect(bytes.length).toBe(1 + 64 * read.signatures.length + compiled.compileMessage().serialize().length);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("comes with what `decodeTransaction` finds in the bytes", () => {
    fc.assert(
      fc.property(
        fc.array(instruction, { minLength: 1, maxLength: 3 }),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        (instructions, blockhash) => {
          const { bytes, decoded } = signTransaction(instructions, signers[0], signers.slice(1), blockhash);
          const found = decodeTransaction(bytes);
          const plain = ({ instructions: each, signatures, message, accountKeys, ...rest }: typeof decoded) => ({
            ...rest,
            message: [...message],
            signatures: signatures.map((signature) => [...signature]),
            accountKeys: accountKeys.map((key) => [...key]),
            instructions: each.map(({ programIndex, accountIndices, data }) => [
              programIndex,
              [...accountIndices],
              [...data],
            ]),
          });
          expect(plain(decoded)).toEqual(plain(found));
        },
      ),
      { numRuns: 100 },
    );
  });

  it("of an account that must sign and has no signer is an error of ours", () => {
    const keys = [{ pubkey: signers[1].publicKey, isSigner: true, isWritable: false }];
    const orphan = new TransactionInstruction({ programId: strangers[0], keys });
    expect(() => encodeTransaction([orphan], signers[0], [], new Uint8Array(32))).toThrow("no signer");
  });
});

describe("decodeTransaction", () => {
  it("gives back what was encoded, and refuses it with its last byte missing", () => {
    const data = Buffer.from("lantern");
    const keys = [{ pubkey: strangers[1], isSigner: false, isWritable: true }];
    const bytes = encodeTransaction(
      [new TransactionInstruction({ programId: strangers[0], keys, data })],
      signers[0],
      [],
      new Uint8Array(32),
    );
    const decoded = decodeTransaction(bytes);
    expect(decoded).toMatchObject({ version: "legacy", signerCount: 1 });
    expect(decoded.accountKeys).toHaveLength(3);
    expect(Buffer.from(decoded.instructions[0].data).toString()).toBe("lantern");
    expect(() => decodeTransaction(bytes.subarray(0, -1))).toThrow("ends early");
  });
});
