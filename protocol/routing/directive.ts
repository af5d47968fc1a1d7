import type { Tier } from "../tiers/tier.ts";

/**
 * Freddie's routing directive for one connection: sampled (through the egress) or direct. `u` is Freddie's own uniform draw on (0, 1).
 * Phase 1 has no direct route; a peer under investigation is sampled fully. Source: seed 004, spot-check sampling; ASSUMPTIONS.md#investigation
 */
export function isSampled(
  phase: number,
  tier: Tier,
  underInvestigation: boolean,
  u: number,
  samplingShareByTier: readonly number[],
): boolean {
  if (phase < 2 || underInvestigation) return true;
  return u < (samplingShareByTier[tier] as number);
}
