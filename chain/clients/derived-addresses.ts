import { PublicKey } from "@solana/web3.js";
import { bytesText, KeptKey, keyText } from "../backends/kept-key.ts";

/** A text, bytes, or the 32 bytes of a key. */
type Seed = string | Uint8Array | PublicKey;

/** What is known of the addresses whose seeds begin alike. */
interface Branch {
  found?: readonly [address: PublicKey, bump: number];
  /** By the next seed as a map key. */
  readonly next: Map<string, Branch>;
}

/** Program-derived addresses of one program, searched once each: a search costs up to a millisecond. */
export class DerivedAddresses {
  private readonly programId: PublicKey;
  private readonly root: Branch = { next: new Map() };

  constructor(programId: PublicKey) {
    this.programId = programId;
  }

  address(...seeds: readonly Seed[]): PublicKey {
    return this.search(seeds)[0];
  }

  /** Its canonical bump. */
  bump(...seeds: readonly Seed[]): number {
    return this.search(seeds)[1];
  }

  private search(seeds: readonly Seed[]): readonly [address: PublicKey, bump: number] {
    let branch = this.root;
    for (const seed of seeds) {
      const text = seedText(seed);
      let next = branch.next.get(text);
      if (next === undefined) {
        next = { next: new Map() };
        branch.next.set(text, next);
      }
      branch = next;
    }
    branch.found ??= search(seeds.map(seedBytes), this.programId);
    return branch.found;
  }
}

function search(seeds: readonly Uint8Array[], programId: PublicKey): readonly [address: PublicKey, bump: number] {
  const [address, bump] = PublicKey.findProgramAddressSync([...seeds], programId);
  return [new KeptKey(address.toBytes()), bump];
}

function seedText(seed: Seed): string {
  if (typeof seed === "string") return seed;
  return seed instanceof PublicKey ? keyText(seed) : bytesText(seed);
}

function seedBytes(seed: Seed): Uint8Array {
  if (typeof seed === "string") return Buffer.from(seed, "latin1");
  return seed instanceof PublicKey ? seed.toBytes() : seed;
}

/** An unsigned 64-bit integer as a seed: 8 bytes, little-endian. */
export function u64Seed(value: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
