import type { Lamports } from "../../base/units.ts";

/** Base fee of a signature. Source: Solana's fee structure, unchanged since 2020 */
export const LAMPORTS_PER_SIGNATURE = 5_000n;
/** Bytes that the runtime adds to an account's data when it counts rent. */
export const ACCOUNT_STORAGE_OVERHEAD_BYTES = 128;
/** Rent of a byte for the two years that exempt it, at the classic rate of 3,480 lamports a byte and year. */
const CLASSIC_LAMPORTS_PER_BYTE = 6_960n;

/**
 * Least balance of an account with `bytes` of data at the classic rent, which bankrun, litesvm and a new test validator start with;
 * for genesis accounts. A cluster's own rate comes from its backend.
 */
export function genesisRentLamports(bytes: number): Lamports {
  return BigInt(ACCOUNT_STORAGE_OVERHEAD_BYTES + bytes) * CLASSIC_LAMPORTS_PER_BYTE;
}
