import { logNormalOf } from "../random/counter-hash.ts";
import { REGIONS, type Region } from "./countries.ts";
import { PEER_KINDS } from "./kinds.ts";
import type { NetworkParams } from "./params.ts";

/**
 * Link capacity of a region relative to the world's median: assumption, rounded from the order of the regions in the Speedtest
 * Global Index of 2023. Source: ASSUMPTIONS.md#links
 */
const REGION_FACTORS: Readonly<Record<Region, number>> = {
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

/** Capacities of access links: medians by kind of peer, factors by region, one spread. */
export interface AccessLinks {
  /** By kind, bit/s. */
  readonly uplinkMedians: Float64Array;
  readonly downlinkMedians: Float64Array;
  readonly clientDownlinkMedian: number;
  /** By region code. */
  readonly regionFactors: Float64Array;
  readonly sigma: number;
}

/** The model of `params`, built once. */
export function accessLinks(params: NetworkParams): AccessLinks {
  return {
    uplinkMedians: Float64Array.from(PEER_KINDS, (kind) => params[`network.link.${kind}Up`]),
    downlinkMedians: Float64Array.from(PEER_KINDS, (kind) => params[`network.link.${kind}Down`]),
    clientDownlinkMedian: params["network.link.clientDown"],
    regionFactors: Float64Array.from(
      REGIONS,
      (region) => REGION_FACTORS[region] ** params["network.link.regionSpread"],
    ),
    sigma: params["network.link.sigma"],
  };
}

/** Uplink of a peer, bit/s, rounded. */
export function peerUplinkBitsPerSecond(links: AccessLinks, u: number, kind: number, region: number): number {
  return Math.round(logNormalOf(u, links.uplinkMedians[kind] * links.regionFactors[region], links.sigma));
}

/** Downlink of a peer, bit/s, rounded. The same uniform as for the uplink gives a line that is fast, or slow, both ways. */
export function peerDownlinkBitsPerSecond(links: AccessLinks, u: number, kind: number, region: number): number {
  return Math.round(logNormalOf(u, links.downlinkMedians[kind] * links.regionFactors[region], links.sigma));
}

/** Downlink of a client, bit/s, rounded. */
export function clientDownlinkBitsPerSecond(links: AccessLinks, u: number, region: number): number {
  return Math.round(logNormalOf(u, links.clientDownlinkMedian * links.regionFactors[region], links.sigma));
}
