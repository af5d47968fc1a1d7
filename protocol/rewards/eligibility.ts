import { BPS_ONE, BYTES_PER_GB, mulDivFloor } from "../../base/units.ts";
import type { ProtocolParams } from "../params.ts";

/** What the oracle knows of one peer's epoch when it decides whether and for what it is paid. */
export interface PeerEpoch {
  readonly verifiedBytes: number;
  /** Time reachable in the epoch, and the longest piece of it, microseconds. */
  readonly onlineUs: number;
  readonly longestOnlineUs: number;
}

/** Whether the peer earns in the epoch: it was reachable long enough, in one piece, and carried enough. Source: ASSUMPTIONS.md#eligibility */
export function isEligible({ verifiedBytes, onlineUs, longestOnlineUs }: PeerEpoch, params: ProtocolParams): boolean {
  return (
    longestOnlineUs >= params["reward.sessionMin"] &&
    onlineUs >= params["reward.uptimeMin"] * params["epoch.length"] &&
    verifiedBytes >= params["reward.bytesMin"]
  );
}

/**
 * Bytes on which the reward weight is computed: those verified, or with `reward.basis: presence` one GB for a whole epoch reachable,
 * rounded down, whatever was carried. Source: ASSUMPTIONS.md#presence
 */
export function paidBytes({ verifiedBytes, onlineUs }: PeerEpoch, params: ProtocolParams): number {
  if (params["reward.basis"] === "bytes") return verifiedBytes;
  return mulDivFloor(BYTES_PER_GB, Math.min(onlineUs, params["epoch.length"]), params["epoch.length"]);
}

/** Factor on the weight of a peer by what it runs in, basis points. Source: seed 004, open question 5 */
export function runtimeBps(inBrowser: boolean, params: ProtocolParams): number {
  return inBrowser ? params["reward.widgetRate"] : BPS_ONE;
}
