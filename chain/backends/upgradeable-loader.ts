import { PublicKey, SystemProgram, TransactionInstruction } from "@solana/web3.js";
import { assert } from "../../base/assert.ts";
import { TwinError } from "../../base/errors.ts";

/** Instructions and accounts of the loader whose programs can be replaced. Source: solana-loader-v3-interface */
export const UPGRADEABLE_LOADER = new PublicKey("BPFLoaderUpgradeab1e11111111111111111111111");
const RENT_SYSVAR = new PublicKey("SysvarRent111111111111111111111111111111111");
const CLOCK_SYSVAR = new PublicKey("SysvarC1ock11111111111111111111111111111111");

/** Bytes before a buffer's content: kind, and an authority that may be absent. */
export const BUFFER_HEADER_BYTES = 37;
/** Bytes of the account at a program's address: kind, and where its content lies. */
export const PROGRAM_BYTES = 36;
/** Bytes before a deployed program's content: kind, slot of its deployment, and an authority that may be absent. */
export const PROGRAM_DATA_HEADER_BYTES = 45;
/** Content of one write: fits a packet also where payer and authority both sign. */
export const CHUNK_BYTES = 900;

/** Where the content of the program at `program` lies. */
export function programDataAddress(program: PublicKey): PublicKey {
  return PublicKey.findProgramAddressSync([program.toBytes()], UPGRADEABLE_LOADER)[0];
}

/** An account of the loader. */
export type LoaderAccount =
  | { readonly kind: "buffer"; readonly authority: PublicKey | undefined; readonly content: Uint8Array }
  | { readonly kind: "program"; readonly programData: PublicKey }
  | {
      readonly kind: "program-data";
      readonly slot: number;
      /** Undefined for a program that nobody can replace any more. */
      readonly authority: PublicKey | undefined;
      readonly content: Uint8Array;
    };

const KIND_BUFFER = 1;
const KIND_PROGRAM = 2;
const KIND_PROGRAM_DATA = 3;

/** @throws TwinError CHAIN_LOADER_ACCOUNT where the bytes are none of the three kinds */
export function decodeLoaderAccount(data: Uint8Array): LoaderAccount {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const key = (at: number): PublicKey => new PublicKey(bytes.subarray(at, at + 32));
  const authority = (at: number): PublicKey | undefined => (bytes[at] === 1 ? key(at + 1) : undefined);
  const kind = bytes.length >= PROGRAM_BYTES ? bytes.readUInt32LE(0) : 0;
  if (kind === KIND_BUFFER)
    return { kind: "buffer", authority: authority(4), content: data.subarray(BUFFER_HEADER_BYTES) };
  if (kind === KIND_PROGRAM) return { kind: "program", programData: key(4) };
  if (kind === KIND_PROGRAM_DATA)
    return {
      kind: "program-data",
      slot: Number(bytes.readBigUInt64LE(4)),
      authority: authority(12),
      content: data.subarray(PROGRAM_DATA_HEADER_BYTES),
    };
  throw new TwinError("CHAIN_LOADER_ACCOUNT", "not an account of the upgradeable loader", { value: kind });
}

const TAG_INITIALIZE_BUFFER = 0;
const TAG_WRITE = 1;
const TAG_DEPLOY = 2;
const TAG_UPGRADE = 3;
const TAG_SET_AUTHORITY = 4;
const TAG_EXTEND = 6;

function loaderInstruction(
  tag: number,
  accounts: readonly (readonly [key: PublicKey, flags: string])[],
  payload: Uint8Array = new Uint8Array(),
): TransactionInstruction {
  const head = Buffer.alloc(4);
  head.writeUInt32LE(tag);
  return new TransactionInstruction({
    programId: UPGRADEABLE_LOADER,
    keys: accounts.map(([pubkey, flags]) => ({
      pubkey,
      isSigner: flags.includes("s"),
      isWritable: flags.includes("w"),
    })),
    data: Buffer.concat([head, payload]),
  });
}

/** Creates the account `buffer` for `contentBytes` of content and gives it to `authority`. Signed by payer and buffer. */
export function createBuffer(
  payer: PublicKey,
  buffer: PublicKey,
  authority: PublicKey,
  contentBytes: number,
  lamports: bigint,
): readonly TransactionInstruction[] {
  const create = SystemProgram.createAccount({
    fromPubkey: payer,
    newAccountPubkey: buffer,
    lamports: safeNumber(lamports),
    space: BUFFER_HEADER_BYTES + contentBytes,
    programId: UPGRADEABLE_LOADER,
  });
  return [
    create,
    loaderInstruction(TAG_INITIALIZE_BUFFER, [
      [buffer, "w"],
      [authority, ""],
    ]),
  ];
}

/** Writes `chunk` into the buffer's content at `offset`. Signed by its authority. */
export function writeBuffer(
  buffer: PublicKey,
  authority: PublicKey,
  offset: number,
  chunk: Uint8Array,
): TransactionInstruction {
  const head = Buffer.alloc(12);
  head.writeUInt32LE(offset, 0);
  head.writeBigUInt64LE(BigInt(chunk.length), 4);
  return loaderInstruction(
    TAG_WRITE,
    [
      [buffer, "w"],
      [authority, "s"],
    ],
    Buffer.concat([head, chunk]),
  );
}

/** Makes a new program out of a full buffer. Signed by payer, program and authority. */
export function deployBuffer(place: {
  readonly payer: PublicKey;
  readonly program: PublicKey;
  readonly buffer: PublicKey;
  readonly authority: PublicKey;
  readonly contentBytes: number;
  /** Rent of the account at the program's address. */
  readonly lamports: bigint;
}): readonly TransactionInstruction[] {
  const { payer, program, buffer, authority } = place;
  const create = SystemProgram.createAccount({
    fromPubkey: payer,
    newAccountPubkey: program,
    lamports: safeNumber(place.lamports),
    space: PROGRAM_BYTES,
    programId: UPGRADEABLE_LOADER,
  });
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(place.contentBytes));
  const deploy = loaderInstruction(
    TAG_DEPLOY,
    [
      [payer, "ws"],
      [programDataAddress(program), "w"],
      [program, "w"],
      [buffer, "w"],
      [RENT_SYSVAR, ""],
      [CLOCK_SYSVAR, ""],
      [SystemProgram.programId, ""],
      [authority, "s"],
    ],
    length,
  );
  return [create, deploy];
}

/** Replaces a program by a full buffer, whose lamports go to `spill`. Signed by the authority. */
export function upgradeProgram(
  program: PublicKey,
  buffer: PublicKey,
  authority: PublicKey,
  spill: PublicKey,
): TransactionInstruction {
  return loaderInstruction(TAG_UPGRADE, [
    [programDataAddress(program), "w"],
    [program, "w"],
    [buffer, "w"],
    [spill, "w"],
    [RENT_SYSVAR, ""],
    [CLOCK_SYSVAR, ""],
    [authority, "s"],
  ]);
}

/** Makes room for a program that has grown. Signed by payer. */
export function extendProgram(program: PublicKey, payer: PublicKey, bytes: number): TransactionInstruction {
  const more = Buffer.alloc(4);
  more.writeUInt32LE(bytes);
  return loaderInstruction(
    TAG_EXTEND,
    [
      [programDataAddress(program), "w"],
      [program, "w"],
      [SystemProgram.programId, ""],
      [payer, "ws"],
    ],
    more,
  );
}

/** Hands a program to another authority, or to nobody for ever. Signed by the present one. */
export function setProgramAuthority(
  program: PublicKey,
  present: PublicKey,
  next: PublicKey | undefined,
): TransactionInstruction {
  return loaderInstruction(TAG_SET_AUTHORITY, [
    [programDataAddress(program), "w"],
    [present, "s"],
    ...(next === undefined ? [] : ([[next, ""]] as const)),
  ]);
}

function safeNumber(lamports: bigint): number {
  assert(lamports <= BigInt(Number.MAX_SAFE_INTEGER), "web3.js takes lamports as a number");
  return Number(lamports);
}
