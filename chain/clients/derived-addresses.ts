import { PublicKey } from "@solana/web3.js";

/** Program-derived addresses of one program, searched once each: a search costs up to a millisecond. */
export class DerivedAddresses {
  private readonly programId: PublicKey;
  private readonly found = new Map<string, readonly [PublicKey, number]>();

  constructor(programId: PublicKey) {
    this.programId = programId;
  }

  /** The address of `["text", ...keys]`. */
  address(text: string, ...keys: readonly Uint8Array[]): PublicKey {
    return this.search(text, keys)[0];
  }

  /** Its canonical bump. */
  bump(text: string, ...keys: readonly Uint8Array[]): number {
    return this.search(text, keys)[1];
  }

  private search(text: string, keys: readonly Uint8Array[]): readonly [PublicKey, number] {
    const seeds = [Buffer.from(text), ...keys.map((key) => Buffer.from(key))];
    const name = seeds.map((seed) => seed.toString("hex")).join("/");
    const known = this.found.get(name);
    if (known !== undefined) return known;
    const result = PublicKey.findProgramAddressSync(seeds, this.programId);
    this.found.set(name, result);
    return result;
  }
}

/** An unsigned 64-bit integer as a seed: 8 bytes, little-endian. */
export function u64Seed(value: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
