import { createHash } from "node:crypto";
import type { Idl } from "@coral-xyz/anchor";
import { PublicKey } from "@solana/web3.js";
import { REFUSAL_CODE_FIRST, REFUSALS } from "./refusals.ts";
import type { AccountItem, Fields, FieldType, ProgramItem, Seed, StructItem } from "./shape.ts";

type IdlInstruction = Idl["instructions"][number];
type IdlAccountItem = IdlInstruction["accounts"][number];
type IdlTypeDef = NonNullable<Idl["types"]>[number];
type IdlType = IdlInstruction["args"][number]["type"];

const BYTES_32: IdlType = { array: ["u8", 32] };
const WIRE_TYPES: Readonly<Record<FieldType, IdlType>> = {
  u8: "u8",
  u32: "u32",
  u64: "u64",
  i64: "i64",
  bool: "bool",
  pubkey: "pubkey",
  hash: BYTES_32,
  hashes: { vec: BYTES_32 },
  u64x5: { array: ["u64", 5] },
  u8x8: { array: ["u8", 8] },
  u64x8: { array: ["u64", 8] },
  u64x64: { array: ["u64", 64] },
  pubkeyx32: { array: ["pubkey", 32] },
};

/** First 8 bytes of SHA-256 of e.g. `global:claim`, `account:Peer`, `event:Claimed`. Source: Anchor. */
export function discriminator(preimage: string): number[] {
  return [...createHash("sha256").update(preimage).digest().subarray(0, 8)];
}

/** Anchor IDL, specification 0.1.0, of one program. */
export function anchorIdl(program: ProgramItem): Idl {
  const named = Object.entries({ ...program.accounts, ...program.events, ...program.structs });
  return {
    address: program.address,
    metadata: { name: program.name, version: "0.1.0", spec: "0.1.0" },
    instructions: Object.entries(program.instructions).map(([name, item]) => ({
      name,
      docs: [item.docs],
      discriminator: discriminator(`global:${name}`),
      accounts: item.accounts.map(accountItem),
      args: fieldList(item.args),
      ...(item.returns === undefined ? {} : { returns: { defined: { name: item.returns } } }),
    })),
    accounts: Object.keys(program.accounts).map((name) => ({ name, discriminator: discriminator(`account:${name}`) })),
    events: Object.keys(program.events).map((name) => ({ name, discriminator: discriminator(`event:${name}`) })),
    errors: Object.entries(REFUSALS).map(([name, msg], index) => ({ code: REFUSAL_CODE_FIRST + index, name, msg })),
    types: named.map(typeDefinition),
  };
}

function accountItem(item: AccountItem): IdlAccountItem {
  return {
    name: item.name,
    ...(item.writable ? { writable: true } : {}),
    ...(item.signer ? { signer: true } : {}),
    ...(item.address === undefined ? {} : { address: item.address }),
    ...(item.pda === undefined ? {} : { pda: pdaItem(item.pda) }),
  };
}

function pdaItem(pda: NonNullable<AccountItem["pda"]>) {
  const seeds = pda.seeds.map(seedItem);
  if (pda.program === undefined) return { seeds };
  return { seeds, program: { kind: "const" as const, value: [...new PublicKey(pda.program).toBytes()] } };
}

function seedItem(seed: Seed) {
  if ("text" in seed) return { kind: "const" as const, value: [...Buffer.from(seed.text)] };
  return "arg" in seed ? { kind: "arg" as const, path: seed.arg } : { kind: "account" as const, path: seed.account };
}

function typeDefinition([name, item]: [string, StructItem]): IdlTypeDef {
  return { name, docs: [item.docs], type: { kind: "struct", fields: fieldList(item.fields) } };
}

function fieldList(fields: Fields): { name: string; type: IdlType }[] {
  return Object.entries(fields).map(([name, type]) => ({ name, type: WIRE_TYPES[type] }));
}
