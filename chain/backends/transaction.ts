import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { assert } from "../../base/assert.ts";
import { bytesText, keyText } from "./kept-key.ts";
import type { ChainSigner } from "./signer.ts";

/** Largest serialised transaction that a cluster carries: IPv6 minimum MTU less headers. */
export const TRANSACTION_BYTES_MAX = 1_232;
const SIGNATURE_BYTES = 64;
const KEY_BYTES = 32;
/** First byte of a versioned message has this bit set; a legacy one starts with its count of signers. */
const VERSION_FLAG = 0x80;

/** A transaction taken apart: legacy, or version 0 (whose looked-up accounts are not in `accountKeys`). */
export interface DecodedTransaction {
  readonly version: "legacy" | 0;
  readonly signatures: readonly Uint8Array[];
  /** The bytes that the signatures cover. */
  readonly message: Uint8Array;
  readonly signerCount: number;
  /** 32 bytes each; the first `signerCount` sign. */
  readonly accountKeys: readonly Uint8Array[];
  /** The same as map keys. */
  readonly accountTexts: readonly string[];
  readonly instructions: readonly DecodedInstruction[];
  /** Whether it names further accounts through address lookup tables. */
  readonly hasLookups: boolean;
}

export interface DecodedInstruction {
  readonly programIndex: number;
  readonly accountIndices: Uint8Array;
  readonly data: Uint8Array;
}

/** A transaction that was just signed, and what `decodeTransaction` would find in its bytes. */
export interface SignedTransaction {
  readonly bytes: Uint8Array;
  readonly decoded: DecodedTransaction;
}

interface AccountUse {
  /** The key as a map key. */
  readonly text: string;
  readonly key: Uint8Array;
  signer: boolean;
  writable: boolean;
  /** Its place among the transaction's accounts, once they are ordered. */
  index: number;
}

/** The bytes of `signTransaction`. */
export function encodeTransaction(
  instructions: readonly TransactionInstruction[],
  feePayer: ChainSigner,
  signers: readonly ChainSigner[],
  blockhash: Uint8Array,
): Uint8Array {
  return signTransaction(instructions, feePayer, signers, blockhash).bytes;
}

/**
 * A signed legacy transaction. Accounts stand in order of first use inside each of the four classes that the format
 * asks for (web3.js sorts by base58 text instead, which costs more than the rest together and changes nothing).
 * Asserts that every account marked as signer is among the signers. Source: Solana transaction format, checked against web3.js in the test.
 * @param blockhash 32 bytes
 * @param signers besides the fee payer, any order
 */
export function signTransaction(
  instructions: readonly TransactionInstruction[],
  feePayer: ChainSigner,
  signers: readonly ChainSigner[],
  blockhash: Uint8Array,
): SignedTransaction {
  const uses = accountUses(instructions, feePayer);
  const { ordered, signerCount, readonlySignerCount, readonlyCount } = inClasses(uses);
  assert(blockhash.length === KEY_BYTES && ordered.length < 256, "a blockhash of 32 bytes and fewer than 256 accounts");
  const messageStart = compactBytes(signerCount) + signerCount * SIGNATURE_BYTES;
  const writer = new Writer(messageStart + messageBytes(ordered.length, instructions));
  writer.compactU16(signerCount);
  writer.skip(signerCount * SIGNATURE_BYTES);
  writer.byte(signerCount);
  writer.byte(readonlySignerCount);
  writer.byte(readonlyCount);
  writer.compactU16(ordered.length);
  for (const use of ordered) writer.bytes(use.key);
  writer.bytes(blockhash);
  writer.compactU16(instructions.length);
  const decodedInstructions = instructions.map((instruction) => writeInstruction(writer, instruction, uses));
  const { written } = writer;
  assert(writer.isFull, "a transaction is as long as it was said to be");
  const message = written.subarray(messageStart);
  const signatures = ordered.slice(0, signerCount).map(({ text }, index) => {
    const isOwn = ({ publicKey }: ChainSigner): boolean => keyText(publicKey) === text;
    const signer = isOwn(feePayer) ? feePayer : signers.find(isOwn);
    assert(signer !== undefined, "an account that must sign has no signer");
    const start = messageStart - (signerCount - index) * SIGNATURE_BYTES;
    written.set(signer.sign(message), start);
    return written.subarray(start, start + SIGNATURE_BYTES);
  });
  return {
    bytes: written,
    decoded: {
      version: "legacy",
      signatures,
      message,
      signerCount,
      accountKeys: ordered.map(({ key }) => key),
      accountTexts: ordered.map(({ text }) => text),
      instructions: decodedInstructions,
      hasLookups: false,
    },
  };
}

function accountUses(
  instructions: readonly TransactionInstruction[],
  { publicKey }: ChainSigner,
): Map<string, AccountUse> {
  const uses = new Map<string, AccountUse>();
  const add = (key: PublicKey, signer: boolean, writable: boolean): void => {
    const text = keyText(key);
    const known = uses.get(text);
    if (known === undefined) uses.set(text, { text, key: key.toBytes(), signer, writable, index: -1 });
    else {
      known.signer ||= signer;
      known.writable ||= writable;
    }
  };
  add(publicKey, true, true);
  for (const instruction of instructions) {
    for (const meta of instruction.keys) add(meta.pubkey, meta.isSigner, meta.isWritable);
    add(instruction.programId, false, false);
  }
  return uses;
}

/** The accounts in the format's order, and what its header counts. */
interface OrderedAccounts {
  readonly ordered: readonly AccountUse[];
  readonly signerCount: number;
  readonly readonlySignerCount: number;
  /** Without signers. */
  readonly readonlyCount: number;
}

/** The accounts, numbered: writable signers, other signers, other writable ones, the rest. */
function inClasses(uses: ReadonlyMap<string, AccountUse>): OrderedAccounts {
  const ordered: AccountUse[] = [];
  const append = (signer: boolean, writable: boolean): number => {
    const before = ordered.length;
    uses.forEach((use) => {
      if (use.signer === signer && use.writable === writable) use.index = ordered.push(use) - 1;
    });
    return ordered.length - before;
  };
  const writableSignerCount = append(true, true);
  const readonlySignerCount = append(true, false);
  append(false, true);
  const readonlyCount = append(false, false);
  return { ordered, signerCount: writableSignerCount + readonlySignerCount, readonlySignerCount, readonlyCount };
}

/** Length of a legacy message: header, accounts, blockhash, instructions. */
function messageBytes(accountCount: number, instructions: readonly TransactionInstruction[]): number {
  let bytes = 3 + compactBytes(accountCount) + (accountCount + 1) * KEY_BYTES + compactBytes(instructions.length);
  for (const { keys, data } of instructions)
    bytes += 1 + compactBytes(keys.length) + keys.length + compactBytes(data.length) + data.length;
  return bytes;
}

function writeInstruction(
  writer: Writer,
  { programId, keys, data }: TransactionInstruction,
  uses: ReadonlyMap<string, AccountUse>,
): DecodedInstruction {
  const indexOf = (key: PublicKey): number => {
    const use = uses.get(keyText(key));
    assert(use !== undefined, "every account of an instruction is among the transaction's");
    return use.index;
  };
  const programIndex = indexOf(programId);
  writer.byte(programIndex);
  writer.compactU16(keys.length);
  const indicesStart = writer.position;
  for (const { pubkey } of keys) writer.byte(indexOf(pubkey));
  const accountIndices = writer.written.subarray(indicesStart, writer.position);
  writer.compactU16(data.length);
  writer.bytes(data);
  return { programIndex, accountIndices, data };
}

/** Bytes of a count in Solana's compact form: seven bits each. */
function compactBytes(value: number): number {
  if (value < 1 << 7) return 1;
  return value < 1 << 14 ? 2 : 3;
}

/** Fills `byteLength` bytes from front to back. */
class Writer {
  readonly written: Uint8Array;
  private offset = 0;

  constructor(byteLength: number) {
    // From Node's pool: memory of its own would cost the collector more than the encoding takes.
    this.written = Buffer.allocUnsafe(byteLength);
  }

  get position(): number {
    return this.offset;
  }

  get isFull(): boolean {
    return this.offset === this.written.length;
  }

  skip(count: number): void {
    this.offset += count;
  }

  byte(value: number): void {
    this.written[this.offset++] = value;
  }

  bytes(values: Uint8Array): void {
    this.written.set(values, this.offset);
    this.offset += values.length;
  }

  /** A count in Solana's compact form: seven bits a byte, lowest first. */
  compactU16(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    this.byte(rest);
  }
}

/** Reads `bytes` from front to back; every read says whether it stayed inside. */
class Reader {
  private readonly bytes: Uint8Array;
  private offset = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get position(): number {
    return this.offset;
  }

  peek(): number {
    assert(this.offset < this.bytes.length, "transaction ends early");
    return this.bytes[this.offset];
  }

  take(count: number): Uint8Array {
    assert(this.offset + count <= this.bytes.length, "transaction ends early");
    this.offset += count;
    return this.bytes.subarray(this.offset - count, this.offset);
  }

  compactU16(): number {
    let value = 0;
    for (let shift = 0; shift < 21; shift += 7) {
      const byte = this.take(1)[0];
      value |= (byte & 0x7f) << shift;
      if ((byte & 0x80) === 0) return value;
    }
    assert(false, "a compact count has at most three bytes");
  }
}

/**
 * Takes a serialised transaction apart.
 * @throws AssertionFailure where the bytes are not a transaction
 */
export function decodeTransaction(bytes: Uint8Array): DecodedTransaction {
  const reader = new Reader(bytes);
  const signatureCount = reader.compactU16();
  const signatures = Array.from({ length: signatureCount }, () => reader.take(SIGNATURE_BYTES));
  const message = bytes.subarray(reader.position);
  const versioned = (reader.peek() & VERSION_FLAG) !== 0;
  if (versioned) assert((reader.take(1)[0] & ~VERSION_FLAG) === 0, "only version 0 of versioned messages is known");
  const signerCount = reader.take(3)[0];
  const accountKeys = Array.from({ length: reader.compactU16() }, () => reader.take(KEY_BYTES));
  assert(signerCount <= accountKeys.length, "more signers than accounts");
  reader.take(KEY_BYTES);
  const instructions = Array.from({ length: reader.compactU16() }, () => {
    const programIndex = reader.take(1)[0];
    const accountIndices = reader.take(reader.compactU16());
    return { programIndex, accountIndices, data: reader.take(reader.compactU16()) };
  });
  const hasLookups = versioned && reader.compactU16() > 0;
  const version = versioned ? 0 : "legacy";
  const accountTexts = accountKeys.map(bytesText);
  return { version, signatures, message, signerCount, accountKeys, accountTexts, instructions, hasLookups };
}
