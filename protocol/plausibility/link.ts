import type { ProtocolParams } from "../params.ts";
import { scoreOfExcess } from "./score.ts";

/** Kinds of peer as their software names itself. */
export type LinkKind = "extension" | "badge" | "phone" | "standalone";

/**
 * What the oracle believes of links in a region relative to the world's median: rounded from the order of the regions in the Speedtest
 * Global Index of 2023; a region that is not listed counts as the median. Source: ASSUMPTIONS.md#plausibility
 */
const REGION_FACTORS: Readonly<Record<string, number>> = {
  europe: 1.1,
  "north-america": 1.3,
  "latin-america": 0.9,
  "middle-east": 0.5,
  "central-asia": 0.5,
  "south-asia": 0.5,
  "east-asia": 1.6,
  "southeast-asia": 0.9,
  oceania: 0.8,
  africa: 0.35,
};

/** Link that a peer of this kind and region is expected to have, bit/s. */
export function ordinaryLinkBitsPerSecond(kind: LinkKind, region: string, params: ProtocolParams): number {
  return params[`plausibility.ordinaryLink.${kind}`] * (REGION_FACTORS[region] ?? 1);
}

/**
 * Score of what a peer claims while it is online against what such a link ordinarily carries. `bytes` over `onlineUs`, both with the
 * same memory; 0 while it was never online. Source: seed 004, bandwidth plausibility model (connection type, region)
 */
export function linkScore(bytes: number, onlineUs: number, linkBitsPerSecond: number, params: ProtocolParams): number {
  if (onlineUs <= 0) return 0;
  const bitsPerSecond = (bytes * 8) / (onlineUs / 1e6);
  return scoreOfExcess(bitsPerSecond, linkBitsPerSecond * params["plausibility.linkLoadShare"]);
}
