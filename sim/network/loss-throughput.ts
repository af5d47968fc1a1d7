/**
 * What a congestion-controlled sender gets through a path that loses `lossShare` of its packets, bytes a second: the throughput
 * equation of TFRC with one packet an acknowledgement and a retransmission timeout of four round trips. Infinity without loss.
 * For small losses it is Mathis's `1.22 segment / (RTT sqrt(loss))`.
 * Source: RFC 5348, section 3.1, after Padhye, Firoiu, Towsley and Kurose, "Modeling TCP throughput", SIGCOMM 1998
 */
export function lossLimitedBytesPerSecond(lossShare: number, rttUs: number, segmentBytes: number): number {
  if (lossShare === 0) return Number.POSITIVE_INFINITY;
  const rttSeconds = rttUs / 1e6;
  const recoveries = Math.sqrt((2 * lossShare) / 3);
  const timeouts = 4 * 3 * Math.sqrt((3 * lossShare) / 8) * lossShare * (1 + 32 * lossShare * lossShare);
  return segmentBytes / (rttSeconds * (recoveries + timeouts));
}

/** Share lost on two stretches of a path one after the other. */
export function lossOfBoth(first: number, second: number): number {
  return 1 - (1 - first) * (1 - second);
}
