import { BPS_ONE } from "../../base/units.ts";
import type { ProtocolParams } from "../params.ts";

/**
 * Static table: the smaller a region's share of the active peers, the higher its multiplier. Steps as shares of `reward.geoMax` above
 * one. The seed gives the range (1.0 - 3.0) and "higher for underserved regions", not the steps: ASSUMPTIONS.md#geo
 */
const STEPS: readonly { readonly shareBelow: number; readonly premium: number }[] = [
  { shareBelow: 0.01, premium: 1 },
  { shareBelow: 0.02, premium: 0.75 },
  { shareBelow: 0.05, premium: 0.5 },
  { shareBelow: 0.1, premium: 0.25 },
  { shareBelow: 0.2, premium: 0.125 },
];

/** Geographic multiplier in basis points for a region that holds `regionShare` (0 to 1) of the active peers; 10,000 to `reward.geoMax`. */
export function geoBps(regionShare: number, params: ProtocolParams): number {
  if (params["reward.geoMode"] === "none") return BPS_ONE;
  const step = STEPS.find((candidate) => regionShare < candidate.shareBelow);
  return BPS_ONE + Math.floor((step?.premium ?? 0) * (params["reward.geoMax"] - BPS_ONE));
}
