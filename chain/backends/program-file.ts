import { existsSync, readFileSync } from "node:fs";
import { TwinError } from "../../base/errors.ts";

const ELF_MAGIC = Buffer.from("7f454c4602", "hex");
/** EM_BPF and EM_SBPF. */
const ELF_MACHINES: readonly number[] = [247, 263];
const ELF_HEADER_BYTES = 64;
const BUILD = "a whole SBF program; run `npm run chain:build`";

/**
 * The bytes of a compiled program. A missing or broken file is found here, since bankrun prints a panic and then never settles.
 * @throws TwinError CHAIN_PROGRAM_MISSING where the file is absent, no 64-bit BPF object, or cut off
 */
export function readProgramFile(path: string, shownName: string): Buffer {
  const missing = (problem: string): TwinError =>
    new TwinError("CHAIN_PROGRAM_MISSING", problem, { file: shownName, expected: BUILD });
  if (!existsSync(path)) throw missing("the compiled program is missing");
  const bytes = readFileSync(path);
  if (bytes.length < ELF_HEADER_BYTES || !bytes.subarray(0, ELF_MAGIC.length).equals(ELF_MAGIC))
    throw missing("the compiled program is not a 64-bit object file");
  if (!ELF_MACHINES.includes(bytes.readUInt16LE(18))) throw missing("the compiled program is for another machine");
  if (elfEnd(bytes) > bytes.length) throw missing(`the compiled program is cut off at ${bytes.length} bytes`);
  return bytes;
}

/** Where the last of header tables and sections ends; past the file's length when it was cut off. */
function elfEnd(bytes: Buffer): number {
  const sectionsStart = Number(bytes.readBigUInt64LE(40));
  const sectionBytes = bytes.readUInt16LE(58);
  const sectionCount = bytes.readUInt16LE(60);
  let end = sectionsStart + sectionBytes * sectionCount;
  if (end > bytes.length) return end;
  for (let index = 0; index < sectionCount; index++) {
    const section = sectionsStart + index * sectionBytes;
    const NO_BITS = 8;
    if (bytes.readUInt32LE(section + 4) === NO_BITS) continue;
    end = Math.max(end, Number(bytes.readBigUInt64LE(section + 24)) + Number(bytes.readBigUInt64LE(section + 32)));
  }
  return end;
}
