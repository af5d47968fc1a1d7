/**
 * `node chain/tools/check-so.ts FILE…`: refuses an SBPF v0 program that would behave differently between runtimes with and without
 * gaps between stack frames, or that Solana 1.18 (bankrun) cannot load. Neither build nor bankrun itself would say so.
 */
import { readFileSync } from "node:fs";

/** Syscalls of Solana 1.18. Source: its `register_syscalls`. */
const SYSCALLS: ReadonlySet<string> = new Set(
  `abort sol_panic_ sol_log_ sol_log_64_ sol_log_compute_units_ sol_log_pubkey sol_log_data sol_create_program_address
  sol_try_find_program_address sol_sha256 sol_keccak256 sol_blake3 sol_secp256k1_recover sol_curve_validate_point sol_curve_group_op
  sol_curve_multiscalar_mul sol_get_clock_sysvar sol_get_epoch_schedule_sysvar sol_get_fees_sysvar sol_get_rent_sysvar
  sol_get_last_restart_slot sol_get_epoch_rewards_sysvar sol_memcpy_ sol_memmove_ sol_memcmp_ sol_memset_
  sol_get_processed_sibling_instruction sol_get_stack_height sol_set_return_data sol_get_return_data sol_invoke_signed_c
  sol_invoke_signed_rust sol_alloc_free_ sol_alt_bn128_group_op sol_alt_bn128_compression sol_big_mod_exp sol_poseidon
  sol_remaining_compute_units entrypoint`.split(/\s+/),
);

interface Section {
  readonly offset: number;
  readonly size: number;
}

const SECTION_HEADER_BYTES = 64;
const SYMBOL_BYTES = 24;
const INSTRUCTION_BYTES = 8;
const FRAME_BYTES = 4096;
const OP_LOAD_64 = 0x18;
const ATOMIC_OPS: readonly number[] = [0xc3, 0xdb];

/** What is wrong with the program file `elf`: a line each, none when it is fine. */
export function checkSo(elf: Buffer): string[] {
  const problems: string[] = [];
  if (elf.readUInt16LE(16) !== 3) problems.push("not a shared object");
  if (elf.readUInt32LE(48) !== 0) problems.push(`e_flags ${elf.readUInt32LE(48)}: not SBPF v0`);
  const sections = sectionTable(elf);
  const text = sections.get(".text");
  if (text === undefined) return [...problems, "no .text section"];
  return [...problems, ...instructionProblems(elf, text), ...symbolProblems(elf, sections)];
}

function sectionTable(elf: Buffer): Map<string, Section> {
  const start = Number(elf.readBigUInt64LE(40));
  const header = (index: number) => start + SECTION_HEADER_BYTES * index;
  const section = (at: number): Section => ({
    offset: Number(elf.readBigUInt64LE(at + 24)),
    size: Number(elf.readBigUInt64LE(at + 32)),
  });
  const names = section(header(elf.readUInt16LE(62)));
  const table = new Map<string, Section>();
  for (let index = 0; index < elf.readUInt16LE(60); index++) {
    const at = header(index);
    table.set(textAt(elf, names.offset + elf.readUInt32LE(at)), section(at));
  }
  return table;
}

function textAt(elf: Buffer, offset: number): string {
  return elf.toString("latin1", offset, elf.indexOf(0, offset));
}

/** Accesses at or above the frame pointer are arguments six and up of a call, which only gapless frames carry. */
function instructionProblems(elf: Buffer, text: Section): string[] {
  const problems: string[] = [];
  for (let at = text.offset; at < text.offset + text.size; at += INSTRUCTION_BYTES) {
    const op = elf.readUInt8(at);
    const place = `.text+0x${(at - text.offset).toString(16)}`;
    if (op === OP_LOAD_64) {
      at += INSTRUCTION_BYTES;
      continue;
    }
    const offset = elf.readInt16LE(at + 2);
    if (baseRegister(op, elf.readUInt8(at + 1)) === 10 && (offset >= 0 || offset < -FRAME_BYTES))
      problems.push(
        `${place}: stack access at r10${offset < 0 ? "" : "+"}${offset}, a call with more than five argument slots`,
      );
    if (ATOMIC_OPS.includes(op)) problems.push(`${place}: atomic instruction`);
  }
  return problems;
}

/** Register that a load (class 1) or store (2, 3) adds its offset to; undefined for other instructions. */
function baseRegister(op: number, registers: number): number | undefined {
  const kind = op & 7;
  if (kind === 1) return registers >> 4;
  return kind === 2 || kind === 3 ? registers & 15 : undefined;
}

function symbolProblems(elf: Buffer, sections: ReadonlyMap<string, Section>): string[] {
  const symbols = sections.get(".dynsym");
  const names = sections.get(".dynstr");
  if (symbols === undefined || names === undefined) return ["no dynamic symbols"];
  const problems: string[] = [];
  // The first symbol is the empty one of every ELF file.
  for (let at = symbols.offset + SYMBOL_BYTES; at < symbols.offset + symbols.size; at += SYMBOL_BYTES) {
    const name = textAt(elf, names.offset + elf.readUInt32LE(at));
    if (!SYSCALLS.has(name)) problems.push(`syscall ${name} does not exist in Solana 1.18`);
  }
  return problems;
}

if (import.meta.main) {
  for (const file of process.argv.slice(2)) {
    const problems = checkSo(readFileSync(file));
    console.log(`${file}: ${problems.length === 0 ? "ok" : problems.join("\n  ")}`);
    if (problems.length > 0) process.exitCode = 1;
  }
}
