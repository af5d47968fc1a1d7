import { GOVERNANCE } from "./governance.ts";
import { ORACLE } from "./oracle.ts";
import { REGISTRY } from "./registry.ts";
import { REWARDS_VAULT } from "./rewards-vault.ts";
import type { Fields, FieldType, ProgramItem } from "./shape.ts";
import { STAKING } from "./staking.ts";
import { VESTING } from "./vesting.ts";

/** The one description of the programs: `generate.ts` makes the Anchor IDLs and the Rust constants and structs from it. */
export const PROGRAMS: readonly ProgramItem[] = [REGISTRY, REWARDS_VAULT, STAKING, VESTING, ORACLE, GOVERNANCE];

const BYTES: Readonly<Record<Exclude<FieldType, "hashes">, number>> = {
  u8: 1,
  bool: 1,
  u32: 4,
  u64: 8,
  i64: 8,
  pubkey: 32,
  hash: 32,
  u64x5: 40,
  u8x8: 8,
  u64x8: 64,
  u64x64: 512,
  pubkeyx32: 1_024,
};

/** Bytes of an account or event of these fields, its 8-byte discriminator included. */
export function sizeWithDiscriminator(fields: Fields): number {
  return 8 + sizeOf(fields);
}

/** Bytes of the fields in borsh; a trailing vector counts 0 (its length is not fixed). */
export function sizeOf(fields: Fields): number {
  return Object.values(fields).reduce((sum, type) => sum + (type === "hashes" ? 0 : BYTES[type]), 0);
}
