import { assert } from "../../base/assert.ts";
import { claimDataBytes, signatureCount, writeLockCount } from "./account-bytes.ts";

/** What a block holds, in the units in which the scheduler counts. */
export interface BlockLimits {
  readonly blockUnits: number;
  /** Of all transactions that write one account. */
  readonly accountUnits: number;
  readonly slotSeconds: number;
}

/** Source: CHAIN.md; agave, cost-model/src/block_cost_limits.rs (SIMD-0256 for the block) */
export const BLOCK_LIMITS: BlockLimits = { blockUnits: 60_000_000, accountUnits: 12_000_000, slotSeconds: 0.4 };
/** Newer releases let one account take two fifths of a block. */
export const BLOCK_LIMITS_NEWER: BlockLimits = { ...BLOCK_LIMITS, accountUnits: 24_000_000 };
/** A transaction that asks for no limit reserves this much an instruction, whatever it uses. */
export const COMPUTE_UNITS_RESERVED = 200_000;

/** Source: agave, cost-model/src/block_cost_limits.rs */
const UNITS_PER_SIGNATURE = 720;
const UNITS_PER_WRITE_LOCK = 300;
const DATA_BYTES_PER_UNIT = 4;
const SECONDS_PER_DAY = 86_400;

/** Units that a claim takes of a block: compute, signatures, write locks and instruction data (loaded account data is left out). */
export function claimBlockUnits(computeUnits: number, proofDepth: number): number {
  const signatures = signatureCount("rewards_vault", "claim") * UNITS_PER_SIGNATURE;
  const locks = writeLockCount("rewards_vault", "claim") * UNITS_PER_WRITE_LOCK;
  return computeUnits + signatures + locks + Math.floor(claimDataBytes(proofDepth) / DATA_BYTES_PER_UNIT);
}

export interface ClaimRate {
  readonly claimsPerSecond: number;
  /** Peers that can all claim within a day, claims spread evenly and nothing else writing the vault. */
  readonly peersDailyMax: number;
}

/** Claims that one vault sustains: every claim writes its config and the mint, so the limit of a written account holds for all. */
export function claimRate(blockUnits: number, limits: BlockLimits): ClaimRate {
  assert(blockUnits > 0, "a claim takes units of its block");
  const perBlock = Math.floor(Math.min(limits.accountUnits, limits.blockUnits) / blockUnits);
  const claimsPerSecond = perBlock / limits.slotSeconds;
  return { claimsPerSecond, peersDailyMax: Math.floor(claimsPerSecond * SECONDS_PER_DAY) };
}
