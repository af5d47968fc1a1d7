/** Events that a bucket should hold when its turn comes: fewer buckets to scan against less to sort. 2 to 8 measured alike. */
export const EVENTS_PER_BUCKET = 4;

/**
 * Width of a ladder's buckets, microseconds, at least 1, at which one would hold `EVENTS_PER_BUCKET`: by the density of the nearer
 * half of what is pending, or by the rate at which events left of late, whichever is denser (short delays are never pending for
 * long, but they pass). `offsetsUs` is a sample of the pending events' distances from the first, at least one; it is sorted here.
 */
export function bucketWidthUs(
  offsetsUs: Float64Array,
  pendingCount: number,
  passedUs: number,
  passedCount: number,
): number {
  offsetsUs.sort();
  const pendingGapUs = (2 * offsetsUs[offsetsUs.length >> 1]) / pendingCount;
  const seenGapUs = passedCount > 0 && passedUs > 0 ? passedUs / passedCount : Number.POSITIVE_INFINITY;
  return Math.max(1, EVENTS_PER_BUCKET * Math.min(pendingGapUs, seenGapUs));
}
