import type { EconomyParams } from "./param-table.ts";

/** Kinds of operator that the economy tells apart; the code of a type is its index here. */
export const PEER_TYPES = ["widget", "desktop", "professional"] as const;
export type PeerType = (typeof PEER_TYPES)[number];

/** Parts of the world with a demand and a supply of their own; the code of a region is its index here. */
export const REGIONS = ["africa", "asia", "europe", "middleEast", "northAmerica", "southAmerica"] as const;
export type RegionName = (typeof REGIONS)[number];

/** What all operators of a type share. */
export interface TypeTerms {
  readonly weight: number;
  readonly gbPerDay: number;
  readonly uptime: number;
  readonly costUsdMonth: number;
  readonly costSigma: number;
  readonly sellShare: number;
  readonly stakeBuyShare: number;
  readonly volunteerShare: number;
  /** Price of a GB on this kind of line on the first day. */
  readonly usdPerGb: number;
}

/** The terms of each type, by its code. Source: ASSUMPTIONS.md#economy-peers */
export function typeTerms(params: EconomyParams): readonly TypeTerms[] {
  return PEER_TYPES.map((type) => ({
    weight: params[`peers.${type}.share`],
    gbPerDay: params[`peers.${type}.gbPerDay`],
    uptime: params[`peers.${type}.uptime`],
    costUsdMonth: params[`peers.${type}.costUsdMonth`],
    costSigma: params[`peers.${type}.costSigma`],
    sellShare: params[`peers.${type}.sellShare`],
    stakeBuyShare: params[`peers.${type}.stakeBuyShare`],
    volunteerShare: params[`peers.${type}.volunteerShare`],
    usdPerGb:
      type === "professional"
        ? params["costs.bandwidthDatacenterUsdPerGb"]
        : params["costs.bandwidthResidentialUsdPerGb"],
  }));
}

/** Weights as cumulative shares, the last one 1; even shares where all weights are zero. */
export function cumulativeShares(weights: readonly number[]): readonly number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let running = 0;
  return weights.map((weight, index) => {
    running += total === 0 ? 1 / weights.length : weight / total;
    return index === weights.length - 1 ? 1 : running;
  });
}

/** Share of each region in the demand, by its code. Source: ASSUMPTIONS.md#economy-regions */
export function regionDemandShares(params: EconomyParams): readonly number[] {
  return cumulativeShares(REGIONS.map((name) => params[`regions.${name}.demand`])).map(
    (share, index, all) => share - (all[index - 1] ?? 0),
  );
}

/** Weight of each region among candidates, by its code. */
export function regionPeerWeights(params: EconomyParams): readonly number[] {
  return REGIONS.map((name) => params[`regions.${name}.peers`]);
}
