import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { DerivedAddresses, u64Seed } from "./derived-addresses.ts";
import { IdlCoder } from "./idl-coder.ts";
import { VESTING_IDL } from "./programs.ts";
import { MINT_ADDRESS, tokenAccountAddress } from "./token.ts";

/** Terms of a grant: base units, unix seconds. The cliff lies inside the duration. */
export interface GrantTerms {
  readonly index: number;
  readonly total: bigint;
  readonly startAt: bigint;
  readonly cliffSeconds: bigint;
  readonly durationSeconds: bigint;
}

export interface GrantRecord {
  readonly beneficiary: PublicKey;
  readonly index: bigint;
  readonly total: bigint;
  readonly released: bigint;
  readonly startAt: bigint;
  readonly cliffSeconds: bigint;
  readonly durationSeconds: bigint;
  /** Gets the rent back. */
  readonly payer: PublicKey;
}

/** Addresses, instructions and accounts of the vesting program. */
export class VestingClient {
  readonly coder = new IdlCoder(VESTING_IDL);
  readonly programId = this.coder.programId;
  private readonly addresses = new DerivedAddresses(this.programId);
  readonly config = this.addresses.address("config");

  grantAddress(beneficiary: PublicKey, index: number): PublicKey {
    return this.addresses.address("grant", beneficiary.toBytes(), u64Seed(index));
  }

  escrowAddress(beneficiary: PublicKey, index: number): PublicKey {
    return this.addresses.address("escrow", this.grantAddress(beneficiary, index).toBytes());
  }

  /** Signed by the deployer, once. */
  initialize(deployer: PublicKey, admin: PublicKey): TransactionInstruction {
    return this.coder.instruction("initialize", { deployer, config: this.config, mint: MINT_ADDRESS }, { admin });
  }

  /** Signed by `admin`, who also owns the tokens at `source`. */
  createGrant(
    payer: PublicKey,
    admin: PublicKey,
    source: PublicKey,
    grant: { readonly beneficiary: PublicKey; readonly terms: GrantTerms },
  ): TransactionInstruction {
    const { beneficiary, terms } = grant;
    const accounts = {
      admin,
      funder: admin,
      payer,
      source,
      mint: MINT_ADDRESS,
      config: this.config,
      ...this.grantAccounts(beneficiary, terms.index),
    };
    return this.coder.instruction("create_grant", accounts, { ...terms, index: BigInt(terms.index) });
  }

  /** Anyone may submit it; it pays the beneficiary. */
  release(beneficiary: PublicKey, index: number): TransactionInstruction {
    const destination = tokenAccountAddress(beneficiary);
    const accounts = { destination, config: this.config, ...this.grantAccounts(beneficiary, index) };
    return this.coder.instruction("release", accounts, { index: BigInt(index) });
  }

  /** After all was released; the rent returns to `payer`, who paid it. */
  close(beneficiary: PublicKey, index: number, payer: PublicKey): TransactionInstruction {
    const destination = tokenAccountAddress(beneficiary);
    const accounts = { destination, payer, config: this.config, ...this.grantAccounts(beneficiary, index) };
    return this.coder.instruction("close", accounts, { index: BigInt(index) });
  }

  decodeGrant(data: Uint8Array): GrantRecord {
    return this.coder.decode("Grant", data) as unknown as GrantRecord;
  }

  private grantAccounts(beneficiary: PublicKey, index: number) {
    const grant = this.grantAddress(beneficiary, index);
    return { beneficiary, grant, escrow: this.escrowAddress(beneficiary, index) };
  }
}
