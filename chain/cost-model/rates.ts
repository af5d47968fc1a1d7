import type { Lamports } from "../../base/units.ts";
import { ACCOUNT_STORAGE_OVERHEAD_BYTES } from "../backends/fees.ts";

/** A rent of the past, the present or a decided future. */
export interface RentRate {
  /** Deposit for each byte of an account, overhead included, for as long as the account lives. */
  readonly lamportsPerByte: bigint;
  readonly what: string;
}

/**
 * Rent as Solana lowers it, step by step, the first being the classic rate. Which one holds is a cluster's state: a parameter of
 * everything here, never a constant. Source: CHAIN.md; SIMD-0437, incremental reduction of lamports_per_byte
 */
export const RENT_RATES: readonly RentRate[] = [
  { lamportsPerByte: 6_960n, what: "classic, 3,480 a byte and year for two years" },
  { lamportsPerByte: 6_333n, what: "SIMD-0437, step 1" },
  { lamportsPerByte: 5_080n, what: "SIMD-0437, step 2" },
  { lamportsPerByte: 2_575n, what: "SIMD-0437, step 3" },
  { lamportsPerByte: 1_322n, what: "SIMD-0437, step 4" },
  { lamportsPerByte: 696n, what: "SIMD-0437, step 5" },
];

/** Rent-exempt deposit of an account with `bytes` of data, discriminator included. */
export function rentLamports(bytes: number, lamportsPerByte: bigint): Lamports {
  return (BigInt(bytes) + BigInt(ACCOUNT_STORAGE_OVERHEAD_BYTES)) * lamportsPerByte;
}

const LAMPORTS_PER_SOL = 1_000_000_000;

/** For showing; amounts of this model stay below 2^53 lamports. */
export function solOf(lamports: Lamports): number {
  return Number(lamports) / LAMPORTS_PER_SOL;
}
