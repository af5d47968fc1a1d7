import { Ed25519Program } from "@solana/web3.js";
import type { SignatureVerifier } from "./signer.ts";
import type { DecodedTransaction } from "./transaction.ts";

const ED25519_PROGRAM = Buffer.from(Ed25519Program.programId.toBytes());
/** Offsets record: signature offset and instruction, key offset and instruction, message offset, length and instruction. */
const OFFSETS_BYTES = 14;
const OFFSETS_START = 2;
/** Instruction index that means "this instruction". */
const THIS_INSTRUCTION = 0xffff;

/**
 * What a cluster refuses before any program runs and bankrun lets pass: a bad transaction signature, or an ed25519 precompile
 * instruction whose signature is not valid. Returns the reason, or undefined when all signatures hold.
 * Source: Solana's ed25519 program; what bankrun accepts is in bankrun.test.ts
 */
export function signatureFault(transaction: DecodedTransaction, verifier: SignatureVerifier): string | undefined {
  const { signatures, signerCount, accountKeys, message } = transaction;
  if (signatures.length !== signerCount) return `${signerCount} signatures needed, ${signatures.length} given`;
  const forged = signatures.findIndex((signature, index) => !verifier.verify(accountKeys[index], message, signature));
  if (forged >= 0) return `signature ${forged} does not verify`;
  return precompilesFault(transaction, verifier);
}

/** The ed25519 instructions' part of `signatureFault`, for a transaction whose own signatures the caller just made. */
export function precompilesFault(transaction: DecodedTransaction, verifier: SignatureVerifier): string | undefined {
  const { accountKeys, instructions } = transaction;
  for (let index = 0; index < instructions.length; index++) {
    const program = accountKeys[instructions[index].programIndex];
    if (program === undefined || !ED25519_PROGRAM.equals(program)) continue;
    const fault = precompileFault(transaction, index, verifier);
    if (fault !== undefined) return `ed25519 instruction ${index}: ${fault}`;
  }
  return undefined;
}

function precompileFault(
  transaction: DecodedTransaction,
  index: number,
  verifier: SignatureVerifier,
): string | undefined {
  const data = Buffer.from(transaction.instructions[index].data);
  if (data.length < OFFSETS_START) return "too short";
  const count = data[0];
  if (data.length < OFFSETS_START + count * OFFSETS_BYTES) return "offsets are cut off";
  if (count === 0 && data.length > OFFSETS_START) return "no signature, but data";
  const slice = (from: number, start: number, length: number): Uint8Array | undefined => {
    const source = from === THIS_INSTRUCTION ? data : transaction.instructions[from]?.data;
    return source === undefined || start + length > source.length ? undefined : source.subarray(start, start + length);
  };
  for (let nth = 0; nth < count; nth++) {
    const field = (position: number): number => data.readUInt16LE(OFFSETS_START + nth * OFFSETS_BYTES + 2 * position);
    const signature = slice(field(1), field(0), 64);
    const publicKey = slice(field(3), field(2), 32);
    const message = slice(field(6), field(4), field(5));
    if (signature === undefined || publicKey === undefined || message === undefined) return "offsets point outside";
    if (!verifier.verify(publicKey, message, signature)) return `signature ${nth} does not verify`;
  }
  return undefined;
}

/** Signatures that the fee counts: the transaction's own and those of its ed25519 instructions. */
export function feeSignatureCount(transaction: DecodedTransaction): number {
  const precompiled = transaction.instructions
    .filter(({ programIndex }) => ED25519_PROGRAM.equals(transaction.accountKeys[programIndex] ?? new Uint8Array()))
    .reduce((sum, instruction) => sum + (instruction.data[0] ?? 0), 0);
  return transaction.signatures.length + precompiled;
}

/**
 * Where the runtime's error `text`, `InstructionError(0, Custom(2))`, is that of an ed25519 instruction: a sentence that says so. Newer
 * runtimes check those as they execute, and number the fault.
 */
export function precompileName(text: string, transaction: DecodedTransaction): string | undefined {
  const found = /^InstructionError\((\d+), (.*)\)$/.exec(text);
  const instruction = found === null ? undefined : transaction.instructions[Number(found[1])];
  const program = instruction === undefined ? undefined : transaction.accountKeys[instruction.programIndex];
  if (found === null || program === undefined || !ED25519_PROGRAM.equals(program)) return undefined;
  return `ed25519 instruction ${found[1]}: ${found[2]}`;
}
