import { createHash } from "node:crypto";
import { PublicKey, SystemProgram, TransactionInstruction } from "@solana/web3.js";
import { assert } from "../../base/assert.ts";
import { ASSOCIATED_TOKEN_PROGRAM, TOKEN_PROGRAM } from "../idl/addresses.ts";

export const TOKEN_PROGRAM_ID = new PublicKey(TOKEN_PROGRAM);
export const ASSOCIATED_TOKEN_PROGRAM_ID = new PublicKey(ASSOCIATED_TOKEN_PROGRAM);
export const TOKEN_DECIMALS = 6;

/**
 * Address of the LANTERN mint in the twin. It is there from genesis, so nobody needs its private key: it is the hash of a text.
 */
export const MINT_ADDRESS = new PublicKey(createHash("sha256").update("twinlight LANTERN mint").digest());

/**
 * Layouts of the SPL Token program's two account types, whose fields we use by offset. Options are a u32 tag before the value. A test
 * holds every function of this file against the package `@solana/spl-token`, which a run does not load: it pulls in a native module.
 */
const MINT_BYTES = 82;
const MINT = { authorityTag: 0, authority: 4, supply: 36, decimals: 44, isInitialized: 45 } as const;
const TOKEN_ACCOUNT_BYTES = 165;
const TOKEN_ACCOUNT = { mint: 0, owner: 32, amount: 64, state: 108 } as const;
/** Neither uninitialised (0) nor frozen (2). */
const STATE_INITIALIZED = 1;
/** Of the associated token program: does nothing where the account exists. */
const CREATE_IDEMPOTENT = 1;

/** Data of a mint account with `supplyBase` in circulation: 6 decimals, no freeze authority. */
export function mintData(supplyBase: bigint, authority: PublicKey): Uint8Array {
  const data = Buffer.alloc(MINT_BYTES);
  data.writeUInt32LE(1, MINT.authorityTag);
  data.set(authority.toBytes(), MINT.authority);
  data.writeBigUInt64LE(supplyBase, MINT.supply);
  data.writeUInt8(TOKEN_DECIMALS, MINT.decimals);
  data.writeUInt8(1, MINT.isInitialized);
  return data;
}

/** Data of a token account of `owner` holding `amountBase`. */
export function tokenAccountData(owner: PublicKey, amountBase: bigint): Uint8Array {
  const data = Buffer.alloc(TOKEN_ACCOUNT_BYTES);
  data.set(MINT_ADDRESS.toBytes(), TOKEN_ACCOUNT.mint);
  data.set(owner.toBytes(), TOKEN_ACCOUNT.owner);
  data.writeBigUInt64LE(amountBase, TOKEN_ACCOUNT.amount);
  data.writeUInt8(STATE_INITIALIZED, TOKEN_ACCOUNT.state);
  return data;
}

/** Base units in a token account's data. Asserts its size. */
export function tokenAmount(data: Uint8Array): bigint {
  return sized(data, TOKEN_ACCOUNT_BYTES).readBigUInt64LE(TOKEN_ACCOUNT.amount);
}

/** A token account's data with another balance, all else as it was. Asserts its size. */
export function withTokenAmount(data: Uint8Array, amountBase: bigint): Uint8Array {
  const changed = Buffer.from(sized(data, TOKEN_ACCOUNT_BYTES));
  changed.writeBigUInt64LE(amountBase, TOKEN_ACCOUNT.amount);
  return changed;
}

/** A mint's data with another supply, all else as it was. Asserts its size. */
export function withMintSupply(data: Uint8Array, supplyBase: bigint): Uint8Array {
  const changed = Buffer.from(sized(data, MINT_BYTES));
  changed.writeBigUInt64LE(supplyBase, MINT.supply);
  return changed;
}

/** Supply in a mint's data, base units. Asserts its size. */
export function mintSupply(data: Uint8Array): bigint {
  return sized(data, MINT_BYTES).readBigUInt64LE(MINT.supply);
}

/** The data as a buffer over the same bytes. */
function sized(data: Uint8Array, bytes: number): Buffer {
  assert(data.length === bytes, `an account of the token program has ${data.length} bytes instead of ${bytes}`);
  return Buffer.from(data.buffer, data.byteOffset, data.length);
}

/** Where `owner`'s LANTERN lie. The owner may be off the curve: the treasury has no key. */
export function tokenAccountAddress(owner: PublicKey): PublicKey {
  return associatedAccount(owner)[0];
}

/** Canonical bump of that address, which the rewards program keeps to spare itself the search. */
export function tokenAccountBump(owner: PublicKey): number {
  return associatedAccount(owner)[1];
}

function associatedAccount(owner: PublicKey): readonly [address: PublicKey, bump: number] {
  const seeds = [owner.toBytes(), TOKEN_PROGRAM_ID.toBytes(), MINT_ADDRESS.toBytes()];
  return PublicKey.findProgramAddressSync(seeds, ASSOCIATED_TOKEN_PROGRAM_ID);
}

/** Creates `owner`'s token account at the expense of `payer`; does nothing where it exists. */
export function createTokenAccountInstruction(payer: PublicKey, owner: PublicKey): TransactionInstruction {
  const readonlyKey = (pubkey: PublicKey) => ({ pubkey, isSigner: false, isWritable: false });
  return new TransactionInstruction({
    programId: ASSOCIATED_TOKEN_PROGRAM_ID,
    keys: [
      { pubkey: payer, isSigner: true, isWritable: true },
      { pubkey: tokenAccountAddress(owner), isSigner: false, isWritable: true },
      readonlyKey(owner),
      readonlyKey(MINT_ADDRESS),
      readonlyKey(SystemProgram.programId),
      readonlyKey(TOKEN_PROGRAM_ID),
    ],
    data: Buffer.from([CREATE_IDEMPOTENT]),
  });
}
