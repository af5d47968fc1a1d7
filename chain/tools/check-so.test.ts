import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkSo } from "./check-so.ts";
import { DEPLOY_DIR, PROGRAM_NAMES } from "./sbf-toolchain.ts";
import { DIGEST_FILE, digestList } from "./so-digest.ts";

const registry = (): Buffer => readFileSync(join(DEPLOY_DIR, "registry.so"));

/** Offset of the first instruction: the 64-bit file offset in the header of the section named .text. */
function textOffset(elf: Buffer): number {
  const table = Number(elf.readBigUInt64LE(40));
  const names = Number(elf.readBigUInt64LE(table + 64 * elf.readUInt16LE(62) + 24));
  for (let index = 0; index < elf.readUInt16LE(60); index++) {
    const header = table + 64 * index;
    const at = names + elf.readUInt32LE(header);
    if (elf.toString("latin1", at, at + 6) === ".text\0") return Number(elf.readBigUInt64LE(header + 24));
  }
  throw new Error("no .text");
}

describe("checkSo", () => {
  it.each(PROGRAM_NAMES)("finds nothing wrong with the deployed %s", (name) => {
    expect(checkSo(readFileSync(join(DEPLOY_DIR, `${name}.so`)))).toEqual([]);
  });

  it("finds a store above the frame pointer: a sixth argument", () => {
    const elf = registry();
    // stxdw [r10+8], r1
    Buffer.from("7b1a080000000000", "hex").copy(elf, textOffset(elf));
    expect(checkSo(elf)).toEqual([expect.stringContaining("stack access at r10+8")]);
  });

  it("finds an atomic instruction", () => {
    const elf = registry();
    Buffer.from("db12000000000000", "hex").copy(elf, textOffset(elf));
    expect(checkSo(elf)).toEqual([expect.stringContaining("atomic")]);
  });

  it("finds a syscall that Solana 1.18 does not have", () => {
    const elf = registry();
    const at = elf.lastIndexOf("sol_log_data\0");
    elf.write("sol_log_date", at, "latin1");
    expect(checkSo(elf)).toEqual(["syscall sol_log_date does not exist in Solana 1.18"]);
  });

  it("finds another version of the bytecode", () => {
    const elf = registry();
    elf.writeUInt32LE(3, 48);
    expect(checkSo(elf)).toEqual(["e_flags 3: not SBPF v0"]);
  });
});

describe("digestList", () => {
  it("is what lies beside the programs", () => {
    expect(readFileSync(join(DEPLOY_DIR, DIGEST_FILE), "utf8")).toBe(digestList(DEPLOY_DIR, PROGRAM_NAMES));
  });
});
