import { assert } from "../../base/assert.ts";
import { PROGRAMS, sizeOf, sizeWithDiscriminator } from "../idl/description.ts";
import type { InstructionItem, ProgramItem } from "../idl/shape.ts";

/** Data of an SPL token account. Source: SPL Token, state::Account::LEN */
export const TOKEN_ACCOUNT_BYTES = 165;
const DISCRIMINATOR_BYTES = 8;
const HASH_BYTES = 32;
const VECTOR_LENGTH_BYTES = 4;

function programOf(program: string): ProgramItem {
  const found = PROGRAMS.find(({ name }) => name === program);
  assert(found !== undefined, `no program ${program}`);
  return found;
}

function instructionOf(program: string, instruction: string): InstructionItem {
  const found = programOf(program).instructions[instruction];
  assert(found !== undefined, `${program} has no instruction ${instruction}`);
  return found;
}

/** Bytes of a program's account, discriminator included, out of the one description of the programs. */
export function accountBytes(program: string, account: string): number {
  const found = programOf(program).accounts[account];
  assert(found !== undefined, `${program} has no account ${account}`);
  return sizeWithDiscriminator(found.fields);
}

/** Distinct keys that must sign an instruction, who pays for it among them: each is a base fee. */
export function signatureCount(program: string, instruction: string): number {
  return instructionOf(program, instruction).accounts.filter(({ signer }) => signer).length;
}

/** Accounts that an instruction locks for writing. */
export function writeLockCount(program: string, instruction: string): number {
  return instructionOf(program, instruction).accounts.filter(({ writable }) => writable).length;
}

/** Bytes of a claim's instruction data with a proof of `depth` nodes. */
export function claimDataBytes(depth: number): number {
  const { args } = instructionOf("rewards_vault", "claim");
  return DISCRIMINATOR_BYTES + sizeOf(args) + VECTOR_LENGTH_BYTES + depth * HASH_BYTES;
}
