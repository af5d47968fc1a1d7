/** The shape of a program's description: what `description.ts` is made of, and what the IDL and the Rust source are generated from. */

/** Wire types, borsh. `hash` is 32 bytes, `hashes` a vector of them (last argument only), `u64x5` one value a tier, `…xN` N of them. */
export type FieldType =
  | "u8"
  | "u32"
  | "u64"
  | "i64"
  | "bool"
  | "pubkey"
  | "hash"
  | "hashes"
  | "u64x5"
  | "u8x8"
  | "u64x8"
  | "u64x64"
  | "pubkeyx32";
/** Fields in wire order. Every type but `hashes` has a fixed size, so that an account's borsh layout is that of a packed struct. */
export type Fields = Readonly<Record<string, FieldType>>;

/** One seed of a program-derived address: a text, an argument of the instruction, or the key of an account passed to it. */
export type Seed = { readonly text: string } | { readonly arg: string } | { readonly account: string };

export interface AccountItem {
  readonly name: string;
  readonly writable: boolean;
  readonly signer: boolean;
  /** Fixed address: a program or a singleton of another program. */
  readonly address?: string;
  /** Derived address; `program` where it is not the called program's own. */
  readonly pda?: { readonly seeds: readonly Seed[]; readonly program?: string };
}

export interface InstructionItem {
  readonly docs: string;
  readonly accounts: readonly AccountItem[];
  readonly args: Fields;
  /** Name of a struct in `structs`, set as return data. Its last byte is never zero: runtimes strip trailing zero bytes. */
  readonly returns?: string;
}

export interface StructItem {
  readonly docs: string;
  readonly fields: Fields;
}

/** Everything about one program that the outside needs to know. Names are snake_case (accounts, events, structs: PascalCase). */
export interface ProgramItem {
  readonly name: string;
  readonly address: string;
  readonly instructions: Readonly<Record<string, InstructionItem>>;
  readonly accounts: Readonly<Record<string, StructItem>>;
  readonly events: Readonly<Record<string, StructItem>>;
  readonly structs: Readonly<Record<string, StructItem>>;
  /** Program-derived addresses without variable seeds: constant name to seed text. */
  readonly singletons: Readonly<Record<string, string>>;
  /** Program-derived addresses with variable seeds: constant name to the text that comes first. */
  readonly families: Readonly<Record<string, string>>;
}

const item = (name: string, writable: boolean, signer: boolean): AccountItem => ({ name, writable, signer });
/** Signs and may pay. */
export const signerWritable = (name: string): AccountItem => item(name, true, true);
/** Signs only. */
export const signer = (name: string): AccountItem => item(name, false, true);
export const writable = (name: string): AccountItem => item(name, true, false);
export const readonlyAccount = (name: string): AccountItem => item(name, false, false);
/** The same account, writable. */
export const asWritable = (account: AccountItem): AccountItem => ({ ...account, writable: true });
/** An account whose address is always the same. */
export const fixed = (name: string, address: string): AccountItem => ({ ...item(name, false, false), address });
/** A program-derived address of the called program, or of `program`. */
export function derived(name: string, seeds: readonly Seed[], program?: string): AccountItem {
  return { ...item(name, false, false), pda: program === undefined ? { seeds } : { seeds, program } };
}
