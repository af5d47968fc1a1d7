import { assert } from "../../base/assert.ts";
import { proxyIpsPerDay, type SnowflakeMonth } from "./data/snowflake-month.ts";
import { KIND_STANDALONE, PEER_KINDS } from "./kinds.ts";
import type { NetworkParams } from "./params.ts";

export const NAT_UNRESTRICTED = 0;
export const NAT_RESTRICTED = 1;
/** Reported by peers only: their own test did not end. The network's truth is one of the other two. */
export const NAT_UNKNOWN = 2;
export const NAT_NAMES = ["unrestricted", "restricted", "unknown"] as const;

/** NAT as peers report it, by kind, and what hides behind "unknown". */
export interface NatModel {
  /** By kind: share that reports unrestricted. */
  readonly unrestrictedShares: Float64Array;
  /** Share that reports unknown among those that do not report unrestricted; the same for all kinds. */
  readonly unknownShare: number;
  readonly unknownUnrestrictedShare: number;
  readonly clientRestrictedShare: number;
}

/**
 * Fits the mix by kind so that, weighted with `kindShares` (shares of daily IPs, sum 1), the three totals are the month's: standalone
 * peers report unrestricted at the parameter's rate, the others share the rest evenly.
 * Source: ASSUMPTIONS.md#nat
 */
export function natModel(month: SnowflakeMonth, kindShares: ArrayLike<number>, params: NetworkParams): NatModel {
  const { unrestricted, restricted, unknown } = month.natIps;
  const total = unrestricted / (unrestricted + restricted + unknown);
  const standaloneShare = Math.min(params["network.nat.standaloneUnrestricted"], total / kindShares[KIND_STANDALONE]);
  const others = (total - standaloneShare * kindShares[KIND_STANDALONE]) / (1 - kindShares[KIND_STANDALONE]);
  assert(others >= 0 && others <= 1, "the kinds cannot share the month's unrestricted peers");
  return {
    unrestrictedShares: Float64Array.from(PEER_KINDS, (_, kind) =>
      kind === KIND_STANDALONE ? standaloneShare : others,
    ),
    unknownShare: unknown / (restricted + unknown),
    unknownUnrestrictedShare: params["network.nat.unknownUnrestricted"],
    clientRestrictedShare: params["network.nat.clientRestricted"],
  };
}

/** Shares of the daily IPs by kind; phones count zero in the months that did not report them. */
export function kindIpShares(month: SnowflakeMonth): Float64Array {
  const { extension, badge, phone, standalone } = month.proxyIps;
  const total = phone === null ? extension + badge + standalone : proxyIpsPerDay(month);
  return Float64Array.of(extension / total, badge / total, (phone ?? 0) / total, standalone / total);
}

/** What a peer of `kind` reports: NAT_UNRESTRICTED, NAT_RESTRICTED or NAT_UNKNOWN. */
export function peerNatReported(model: NatModel, u: number, kind: number): number {
  const unrestricted = model.unrestrictedShares[kind];
  if (u < unrestricted) return NAT_UNRESTRICTED;
  return u < unrestricted + (1 - unrestricted) * model.unknownShare ? NAT_UNKNOWN : NAT_RESTRICTED;
}

/** What a peer's NAT is in truth, drawn once a peer: a reported type is true, an unknown one hides one of the two. */
export function peerNatTrue(model: NatModel, u: number, reported: number): number {
  if (reported !== NAT_UNKNOWN) return reported;
  return u < model.unknownUnrestrictedShare ? NAT_UNRESTRICTED : NAT_RESTRICTED;
}

/** NAT of a client, in truth. */
export function clientNat(model: NatModel, u: number): number {
  return u < model.clientRestrictedShare ? NAT_RESTRICTED : NAT_UNRESTRICTED;
}

/**
 * Whether hole punching succeeds between true types: unless both are restricted. Snowflake's broker matches by the same rule, and
 * takes an unknown type for restricted: so does this.
 */
export function natConnects(peerNat: number, clientNatType: number): boolean {
  return peerNat === NAT_UNRESTRICTED || clientNatType === NAT_UNRESTRICTED;
}
