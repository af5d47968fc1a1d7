import { type StrataEvidence, type Stratum, stratumEvidence } from "./strata.ts";
import { verifiedBytes } from "./verified-bytes.ts";

/**
 * What the oracle knows of each peer: this epoch's work, and the faded sums by which sampled and direct sessions are compared.
 * All arrays have one entry a peer. Nothing here knows what really happened.
 */
export class PeerBook {
  /** This epoch: bytes that count for pay. */
  readonly verified: Float64Array;
  /** This epoch: metered bytes that do not count, since the client's account is beyond its limit. */
  readonly overLimit: Float64Array;
  /** This epoch: legs that ended, those dropped by the peer, and those sampled. */
  readonly legs: Float64Array;
  readonly dropped: Float64Array;
  readonly sampledLegs: Float64Array;
  /** This epoch: time reachable, microseconds. */
  readonly onlinesUs: Float64Array;
  /** This epoch: longest time reachable in one piece, microseconds. */
  readonly longestOnlinesUs: Float64Array;
  /** Since the last `resetOverMeter`: sampled legs whose receipts exceeded the meter. */
  readonly overMeter: Float64Array;
  /** Log bytes of sampled and direct legs: count, sum, sum of squares. */
  readonly sampledCounts: Float64Array;
  readonly sampledSums: Float64Array;
  readonly sampledSquares: Float64Array;
  readonly directCounts: Float64Array;
  readonly directSums: Float64Array;
  readonly directSquares: Float64Array;
  /** The sums above as they stood when this epoch began: what they grew by since is the epoch's stratum. */
  readonly sampledCountsBefore: Float64Array;
  readonly sampledSumsBefore: Float64Array;
  readonly directCountsBefore: Float64Array;
  readonly directSumsBefore: Float64Array;
  readonly sampledSquaresBefore: Float64Array;
  readonly directSquaresBefore: Float64Array;
  /** What earlier epochs' strata left, faded. */
  readonly gaps: Float64Array;
  readonly weights: Float64Array;
  readonly gapVariances: Float64Array;
  readonly freedoms: Float64Array;

  constructor(peerCount: number) {
    const column = (): Float64Array => new Float64Array(peerCount);
    this.verified = column();
    this.overLimit = column();
    this.legs = column();
    this.dropped = column();
    this.sampledLegs = column();
    this.onlinesUs = column();
    this.longestOnlinesUs = column();
    this.overMeter = column();
    this.sampledCounts = column();
    this.sampledSums = column();
    this.sampledSquares = column();
    this.directCounts = column();
    this.directSums = column();
    this.directSquares = column();
    this.sampledCountsBefore = column();
    this.sampledSumsBefore = column();
    this.directCountsBefore = column();
    this.directSumsBefore = column();
    this.sampledSquaresBefore = column();
    this.directSquaresBefore = column();
    this.gaps = column();
    this.weights = column();
    this.gapVariances = column();
    this.freedoms = column();
  }

  /** The peer was reachable for `us` microseconds of this epoch, in one piece. */
  creditOnline(peer: number, us: number): void {
    this.onlinesUs[peer] += us;
    this.longestOnlinesUs[peer] = Math.max(this.longestOnlinesUs[peer], us);
  }

  /** Credits bytes that accepted receipts attest for a direct leg: at its end, or at the epoch's end while it runs on. */
  creditReceipts(peer: number, phase: number, receiptBytes: number): void {
    this.verified[peer] += verifiedBytes(phase, false, 0, receiptBytes);
  }

  /** Credits what the egress metered of each peer's sampled legs in this epoch, both directions, less `overLimit`. Arrays by peer. */
  creditMetered(phase: number, bytesDown: Float64Array, bytesUp: Float64Array): void {
    for (let peer = 0; peer < this.verified.length; peer++)
      this.verified[peer] += verifiedBytes(phase, true, bytesDown[peer] + bytesUp[peer], 0) - this.overLimit[peer];
  }

  /** Records a finished leg with its totals: the meter's for a sampled one, the receipts' for a direct one. Empty legs say nothing. */
  observe(peer: number, sampled: boolean, totalBytes: number, dropped: boolean): void {
    this.legs[peer]++;
    if (dropped) this.dropped[peer]++;
    if (sampled) this.sampledLegs[peer]++;
    if (totalBytes <= 0) return;
    const value = Math.log(totalBytes);
    if (sampled) {
      this.sampledCounts[peer]++;
      this.sampledSums[peer] += value;
      this.sampledSquares[peer] += value * value;
    } else {
      this.directCounts[peer]++;
      this.directSums[peer] += value;
      this.directSquares[peer] += value * value;
    }
  }

  /** This epoch's sessions so far, as one stratum of the comparison. */
  stratum(peer: number): Stratum {
    return {
      // Faded counts are no whole numbers, but what is added to them is.
      sampledCount: Math.round(this.sampledCounts[peer] - this.sampledCountsBefore[peer]),
      sampledSum: this.sampledSums[peer] - this.sampledSumsBefore[peer],
      directCount: Math.round(this.directCounts[peer] - this.directCountsBefore[peer]),
      directSum: this.directSums[peer] - this.directSumsBefore[peer],
      sampledSquares: this.sampledSquares[peer] - this.sampledSquaresBefore[peer],
      directSquares: this.directSquares[peer] - this.directSquaresBefore[peer],
    };
  }

  /** What all epochs' strata say of the peer, this one's included. */
  strata(peer: number): StrataEvidence {
    const now = stratumEvidence(this.stratum(peer));
    return {
      gap: this.gaps[peer] + now.gap,
      weight: this.weights[peer] + now.weight,
      variance: this.gapVariances[peer] + now.variance,
      freedom: this.freedoms[peer] + now.freedom,
    };
  }

  /** Begins the next epoch: this epoch's columns go to zero, the sums fade by `fade` (0 to 1). */
  nextEpoch(fade: number): void {
    this.#closeStrata(fade);
    const ofEpoch = [
      this.verified,
      this.overLimit,
      this.legs,
      this.dropped,
      this.sampledLegs,
      this.onlinesUs,
      this.longestOnlinesUs,
    ];
    for (const column of ofEpoch) column.fill(0);
    const sums = [
      this.sampledCounts,
      this.sampledSums,
      this.sampledSquares,
      this.directCounts,
      this.directSums,
      this.directSquares,
    ];
    for (const column of sums) for (let peer = 0; peer < column.length; peer++) column[peer] *= fade;
    for (let peer = 0; peer < this.gaps.length; peer++) this.#beginStratum(peer);
  }

  /** Lays this epoch's strata to the earlier ones. The variance of a gap that counts `fade` times is `fade²` times what it was. */
  #closeStrata(fade: number): void {
    for (let peer = 0; peer < this.gaps.length; peer++) {
      const { gap, weight, variance, freedom } = this.strata(peer);
      this.gaps[peer] = gap * fade;
      this.weights[peer] = weight * fade;
      this.gapVariances[peer] = variance * fade * fade;
      this.freedoms[peer] = freedom * fade;
    }
  }

  #beginStratum(peer: number): void {
    this.sampledCountsBefore[peer] = this.sampledCounts[peer];
    this.sampledSumsBefore[peer] = this.sampledSums[peer];
    this.directCountsBefore[peer] = this.directCounts[peer];
    this.directSumsBefore[peer] = this.directSums[peer];
    this.sampledSquaresBefore[peer] = this.sampledSquares[peer];
    this.directSquaresBefore[peer] = this.directSquares[peer];
  }

  /** After a conviction the peer begins anew: what it claimed before is no evidence against what it does next. */
  forget(peer: number): void {
    const sums = [
      this.sampledCounts,
      this.sampledSums,
      this.sampledSquares,
      this.directCounts,
      this.directSums,
      this.directSquares,
      this.gaps,
      this.weights,
      this.gapVariances,
      this.freedoms,
      this.overMeter,
    ];
    for (const column of sums) column[peer] = 0;
    this.#beginStratum(peer);
  }
}
