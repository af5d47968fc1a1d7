import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { assert } from "../../base/assert.ts";
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
  readonly instructions: readonly DecodedInstruction[];
  /** Whether it names further accounts through address lookup tables. */
  readonly hasLookups: boolean;
}

export interface DecodedInstruction {
  readonly programIndex: number;
  readonly accountIndices: Uint8Array;
  readonly data: Uint8Array;
}

interface AccountUse {
  /** The key as a map key. */
  readonly text: string;
  readonly key: Uint8Array;
  signer: boolean;
  writable: boolean;
}

/**
 * The bytes of a signed legacy transaction. Accounts stand in order of first use inside each of the four classes that the format
 * asks for (web3.js sorts by base58 text instead, which costs more than the rest together and changes nothing).
 * Asserts that every account marked as signer is among the signers. Source: Solana transaction format, checked against web3.js in the test.
 * @param blockhash 32 bytes
 * @param signers besides the fee payer, any order
 */
export function encodeTransaction(
  instructions: readonly TransactionInstruction[],
  feePayer: ChainSigner,
  signers: readonly ChainSigner[],
  blockhash: Uint8Array,
): Uint8Array {
  const uses = accountUses(instructions, feePayer.publicKeyBytes);
  const ordered = [
    ...uses.filter((use) => use.signer && use.writable),
    ...uses.filter((use) => use.signer && !use.writable),
    ...uses.filter((use) => !use.signer && use.writable),
    ...uses.filter((use) => !use.signer && !use.writable),
  ];
  const message = encodeMessage(ordered, instructions, blockhash);
  const byKey = new Map([feePayer, ...signers].map((signer) => [keyText(signer.publicKeyBytes), signer]));
  const signatures = ordered
    .filter((use) => use.signer)
    .map((use) => {
      const signer = byKey.get(use.text);
      assert(signer !== undefined, "an account that must sign has no signer");
      return signer.sign(message);
    });
  return Buffer.concat([compactU16(signatures.length), ...signatures, message]);
}

function accountUses(instructions: readonly TransactionInstruction[], feePayer: Uint8Array): AccountUse[] {
  const payer = { text: keyText(feePayer), key: feePayer, signer: true, writable: true };
  const uses = new Map<string, AccountUse>([[payer.text, payer]]);
  const add = (key: Uint8Array, signer: boolean, writable: boolean): void => {
    const text = keyText(key);
    const known = uses.get(text);
    if (known === undefined) uses.set(text, { text, key, signer, writable });
    else {
      known.signer ||= signer;
      known.writable ||= writable;
    }
  };
  for (const instruction of instructions) {
    for (const meta of instruction.keys) add(meta.pubkey.toBytes(), meta.isSigner, meta.isWritable);
    add(instruction.programId.toBytes(), false, false);
  }
  return [...uses.values()];
}

function encodeMessage(
  ordered: readonly AccountUse[],
  instructions: readonly TransactionInstruction[],
  blockhash: Uint8Array,
): Uint8Array {
  assert(blockhash.length === KEY_BYTES && ordered.length < 256, "a blockhash of 32 bytes and fewer than 256 accounts");
  const indices = new Map(ordered.map(({ text }, index) => [text, index]));
  const indexOf = (key: PublicKey): number => indices.get(keyText(key.toBytes())) as number;
  const header = [
    ordered.filter((use) => use.signer).length,
    ordered.filter((use) => use.signer && !use.writable).length,
    ordered.filter((use) => !use.signer && !use.writable).length,
  ];
  const parts: Uint8Array[] = [
    Uint8Array.from(header),
    compactU16(ordered.length),
    ...ordered.map((use) => use.key),
    blockhash,
    compactU16(instructions.length),
  ];
  for (const { programId, keys, data } of instructions) {
    const accounts = keys.map(({ pubkey }) => indexOf(pubkey));
    const lengths = [compactU16(keys.length), compactU16(data.length)];
    parts.push(Uint8Array.of(indexOf(programId), ...lengths[0], ...accounts, ...lengths[1]), data);
  }
  return Buffer.concat(parts);
}

/** A key as a map key: latin1 keeps one character a byte and is the cheapest of the encodings. */
function keyText(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString("latin1");
}

/** A count in Solana's compact form: seven bits a byte, lowest first. */
function compactU16(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  do {
    const more = rest > 0x7f;
    bytes.push((rest & 0x7f) | (more ? 0x80 : 0));
    rest >>= 7;
  } while (rest > 0);
  return Uint8Array.from(bytes);
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
  return { version, signatures, message, signerCount, accountKeys, instructions, hasLookups };
}
