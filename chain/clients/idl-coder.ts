import anchor, { type Idl } from "@coral-xyz/anchor";
import { type AccountMeta, PublicKey, TransactionInstruction } from "@solana/web3.js";
import { assert } from "../../base/assert.ts";
import { KeptKey } from "../backends/kept-key.ts";
import { accountBytes, InstructionEncoder, structFields } from "./borsh-fields.ts";
import { fromAnchor, toAnchor, type WireFields } from "./wire.ts";

interface AccountSlot {
  readonly name: string;
  readonly writable: boolean;
  readonly signer: boolean;
  readonly address: PublicKey | undefined;
  /** What is said when it is not given: written once, not for every instruction. */
  readonly missing: string;
}

/** Instructions and accounts of one program, after its IDL: order of accounts, their flags, discriminators and borsh layouts. */
export class IdlCoder {
  readonly programId: PublicKey;
  private readonly idl: Idl;
  private readonly coder: anchor.BorshCoder;
  private readonly slots: ReadonlyMap<string, readonly AccountSlot[]>;
  private readonly encoders: ReadonlyMap<string, InstructionEncoder>;

  constructor(idl: Idl) {
    this.programId = kept(idl.address);
    this.idl = idl;
    this.coder = new anchor.BorshCoder(idl);
    this.slots = new Map(
      idl.instructions.map(({ name, accounts }) => [name, accounts.map((account) => accountSlot(name, account))]),
    );
    this.encoders = new Map(
      idl.instructions.map((instruction) => [instruction.name, new InstructionEncoder(instruction)]),
    );
  }

  /**
   * The instruction `name` (as in the IDL). `accounts` by the IDL's names; those with a fixed address may be left out.
   * Asserts that every other account is given, and no unknown one.
   */
  instruction(name: string, accounts: Readonly<Record<string, PublicKey>>, args: WireFields): TransactionInstruction {
    const slots = this.slots.get(name);
    const encoder = this.encoders.get(name);
    assert(slots !== undefined && encoder !== undefined, `the program has no instruction ${name}`);
    let takenCount = 0;
    const keys = slots.map((slot): AccountMeta => {
      const given = accounts[slot.name];
      const pubkey = given ?? slot.address;
      assert(pubkey !== undefined, slot.missing);
      if (given !== undefined) takenCount++;
      return { pubkey, isSigner: slot.signer, isWritable: slot.writable };
    });
    if (takenCount !== Object.keys(accounts).length) {
      const stranger = Object.keys(accounts).find((given) => slots.every((slot) => slot.name !== given));
      assert(stranger === undefined, `${name} takes no account ${stranger}`);
    }
    return new TransactionInstruction({
      programId: this.programId,
      keys,
      data: encoder.encode(args),
    });
  }

  /** Bytes of every account of type `name`, discriminator included. */
  accountBytes(name: string): number {
    return accountBytes(structFields(this.idl, name));
  }

  /**
   * Fields of an account of type `name`.
   * @throws Error where the discriminator is another type's
   */
  decode(name: string, data: Uint8Array): WireFields {
    return fromAnchor(this.coder.accounts.decode(name, Buffer.from(data)));
  }

  /** Bytes of an account of type `name`, discriminator included. */
  async encode(name: string, fields: WireFields): Promise<Uint8Array> {
    return await this.coder.accounts.encode(name, toAnchor(fields));
  }
}

function accountSlot(instruction: string, item: Idl["instructions"][number]["accounts"][number]): AccountSlot {
  assert(!("accounts" in item), "composite accounts are not used here");
  const { name, writable = false, signer = false, address } = item;
  const missing = `${instruction} needs the account ${name}`;
  return { name, writable, signer, address: address === undefined ? undefined : kept(address), missing };
}

function kept(address: string): PublicKey {
  return new KeptKey(new PublicKey(address).toBytes());
}
