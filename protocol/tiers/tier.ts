import type { LanternBase } from "../../base/units.ts";
import type { ProtocolParams } from "../params.ts";

/** Trust tiers, lowest first; the index is the tier's number on chain too. */
export const TIER_NAMES = ["new", "bronze", "silver", "gold", "platinum"] as const;
export type TierName = (typeof TIER_NAMES)[number];
/** Index into `TIER_NAMES`. */
export type Tier = 0 | 1 | 2 | 3 | 4;

/**
 * Tier of a peer from its age since registration or its last slash (microseconds) and its stake (base units, without what is being
 * unstaked): the highest tier whose age and stake are both met. Source: seed 004, graduated trust model.
 */
export function tierOf(ageUs: number, stakeBase: LanternBase, params: ProtocolParams): Tier {
  if (ageUs >= params["tiers.platinum.age"] && stakeBase >= params["tiers.platinum.stake"]) return 4;
  if (ageUs >= params["tiers.gold.age"] && stakeBase >= params["tiers.gold.stake"]) return 3;
  if (ageUs >= params["tiers.silver.age"] && stakeBase >= params["tiers.silver.stake"]) return 2;
  return ageUs >= params["tiers.bronze.age"] ? 1 : 0;
}

/** Stake (base units) that a tier asks for; 0 below Silver. */
export function tierStakeBase(tier: Tier, params: ProtocolParams): LanternBase {
  if (tier < 2) return 0;
  return [params["tiers.silver.stake"], params["tiers.gold.stake"], params["tiers.platinum.stake"]][
    tier - 2
  ] as LanternBase;
}

/** Age (microseconds) that a tier asks for; 0 for New. */
export function tierAgeUs(tier: Tier, params: ProtocolParams): number {
  const ages = [
    0,
    params["tiers.bronze.age"],
    params["tiers.silver.age"],
    params["tiers.gold.age"],
    params["tiers.platinum.age"],
  ];
  return ages[tier] as number;
}

/** The highest tier that this age allows, whatever the stake: what a peer could stake for. */
export function tierByAge(ageUs: number, params: ProtocolParams): Tier {
  let tier: Tier = 0;
  for (const candidate of [1, 2, 3, 4] as const) if (ageUs >= tierAgeUs(candidate, params)) tier = candidate;
  return tier;
}

/** Share of a tier's sessions that go through the egress, 0 to 1, by tier. */
export function samplingShares(params: ProtocolParams): readonly number[] {
  return TIER_NAMES.map((name) => params[`tiers.${name}.sampling`]);
}
