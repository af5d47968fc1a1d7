import { createHash } from "node:crypto";
import {
  AccountLayout,
  AccountState,
  ASSOCIATED_TOKEN_PROGRAM_ID,
  createAssociatedTokenAccountIdempotentInstruction,
  getAssociatedTokenAddressSync,
  MintLayout,
  TOKEN_PROGRAM_ID,
} from "@solana/spl-token";
import { PublicKey, type TransactionInstruction } from "@solana/web3.js";

export const TOKEN_DECIMALS = 6;
const NOBODY = PublicKey.default;

/**
 * Address of the LANTERN mint in the twin. It is there from genesis, so nobody needs its private key: it is the hash of a text.
 */
export const MINT_ADDRESS = new PublicKey(createHash("sha256").update("twinlight LANTERN mint").digest());

/** Data of a mint account with `supplyBase` in circulation: 6 decimals, no freeze authority. */
export function mintData(supplyBase: bigint, authority: PublicKey): Uint8Array {
  const data = Buffer.alloc(MintLayout.span);
  MintLayout.encode(
    {
      mintAuthorityOption: 1,
      mintAuthority: authority,
      supply: supplyBase,
      decimals: TOKEN_DECIMALS,
      isInitialized: true,
      freezeAuthorityOption: 0,
      freezeAuthority: NOBODY,
    },
    data,
  );
  return data;
}

/** Data of a token account of `owner` holding `amountBase`. */
export function tokenAccountData(owner: PublicKey, amountBase: bigint): Uint8Array {
  const data = Buffer.alloc(AccountLayout.span);
  AccountLayout.encode(
    {
      mint: MINT_ADDRESS,
      owner,
      amount: amountBase,
      delegateOption: 0,
      delegate: NOBODY,
      state: AccountState.Initialized,
      isNativeOption: 0,
      isNative: 0n,
      delegatedAmount: 0n,
      closeAuthorityOption: 0,
      closeAuthority: NOBODY,
    },
    data,
  );
  return data;
}

/** Base units in a token account's data. */
export function tokenAmount(data: Uint8Array): bigint {
  return AccountLayout.decode(data).amount;
}

/** A token account's data with another balance, all else as it was. */
export function withTokenAmount(data: Uint8Array, amountBase: bigint): Uint8Array {
  const changed = Buffer.alloc(AccountLayout.span);
  AccountLayout.encode({ ...AccountLayout.decode(data), amount: amountBase }, changed);
  return changed;
}

/** A mint's data with another supply, all else as it was. */
export function withMintSupply(data: Uint8Array, supplyBase: bigint): Uint8Array {
  const changed = Buffer.alloc(MintLayout.span);
  MintLayout.encode({ ...MintLayout.decode(data), supply: supplyBase }, changed);
  return changed;
}

/** Supply in a mint's data, base units. */
export function mintSupply(data: Uint8Array): bigint {
  return MintLayout.decode(data).supply;
}

/** Where `owner`'s LANTERN lie. */
export function tokenAccountAddress(owner: PublicKey): PublicKey {
  // Off-curve owners are allowed: the treasury has no key.
  return getAssociatedTokenAddressSync(MINT_ADDRESS, owner, true);
}

/** Canonical bump of that address, which the rewards program keeps to spare itself the search. */
export function tokenAccountBump(owner: PublicKey): number {
  const seeds = [owner.toBytes(), TOKEN_PROGRAM_ID.toBytes(), MINT_ADDRESS.toBytes()];
  return PublicKey.findProgramAddressSync(seeds, ASSOCIATED_TOKEN_PROGRAM_ID)[1];
}

/** Creates `owner`'s token account at the expense of `payer`; does nothing where it exists. */
export function createTokenAccountInstruction(payer: PublicKey, owner: PublicKey): TransactionInstruction {
  return createAssociatedTokenAccountIdempotentInstruction(payer, tokenAccountAddress(owner), owner, MINT_ADDRESS);
}

export { TOKEN_PROGRAM_ID };
