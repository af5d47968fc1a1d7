import { US_PER_S } from "../../base/units.ts";
import type { ProtocolParams } from "../params.ts";
import { scoreOfExcess } from "../plausibility/score.ts";
import { lowerMedian } from "./median.ts";

/**
 * Time online that counts of `connectedUs` in which `answered` of `probes` probes got an answer: all of it from `witness.passShare` on,
 * below in proportion; all of it where nobody probed. Whole microseconds, rounded down.
 * Source: seed 004, phase 3: peers spot-check each other; ASSUMPTIONS.md#witnesses
 */
export function witnessedOnlineUs(
  connectedUs: number,
  answered: number,
  probes: number,
  params: Pick<ProtocolParams, "witness.passShare">,
): number {
  if (probes === 0 || answered >= params["witness.passShare"] * probes) return connectedUs;
  return Math.floor((connectedUs * answered) / probes);
}

/** What a peer claims of an epoch, and what probes measured in it. */
export interface ThroughputClaim {
  /** Bytes that are to be paid, both directions. */
  readonly bytes: number;
  /** Time connected in which they were carried. */
  readonly connectedUs: number;
  /** Of each answered probe. */
  readonly probedBytesPerSecond: readonly number[];
}

/** How far a claim is beyond what probes saw. */
export interface ThroughputVerdict {
  /** 0 to 1, one half where the mean rate claimed equals the median probe; 0 with too few probes. */
  readonly score: number;
  /** Bytes that count: all, or, where the score is flagged, what the median probe explains, rounded down. */
  readonly countedBytes: number;
}

/**
 * Compares the mean rate that a peer claims with the lower median of what other peers' probes got from it. No link carries more in
 * the mean than it can at once, so an honest score is at most one half, but for the probes' error; a median moves only where half of the
 * witnesses lie.
 * Source: seed 004, phase 3: peers spot-check each other for throughput; ASSUMPTIONS.md#witnesses
 */
export function throughputVerdict(
  { bytes, connectedUs, probedBytesPerSecond }: ThroughputClaim,
  params: Pick<ProtocolParams, "witness.throughputProbesMin" | "witness.throughputThreshold">,
): ThroughputVerdict {
  if (connectedUs <= 0 || probedBytesPerSecond.length < params["witness.throughputProbesMin"])
    return { score: 0, countedBytes: bytes };
  const seen = lowerMedian(probedBytesPerSecond);
  const connectedSeconds = connectedUs / US_PER_S;
  const score = scoreOfExcess(bytes / connectedSeconds, seen);
  if (score <= params["witness.throughputThreshold"]) return { score, countedBytes: bytes };
  return { score, countedBytes: Math.min(bytes, Math.floor(seen * connectedSeconds)) };
}
