import type { HourRow } from "../scenarios/result.ts";

export interface HourBucket {
  /** Middle of the bucket, days since the start. */
  readonly day: number;
  readonly sessionsActive: number;
  readonly peersOnline: number;
  readonly egressMbps: number;
  readonly directMbps: number;
}

/** Points that a figure over hours draws at most: two hours each in a run of three weeks. */
export const BUCKET_COUNT_MAX = 260;

function mean(rows: readonly HourRow[], column: (row: HourRow) => number): number {
  return rows.reduce((sum, row) => sum + column(row), 0) / Math.max(1, rows.length);
}

/** Means over equal runs of hours, as few hours each as keep the count within `countMax`. */
export function hourBuckets(rows: readonly HourRow[], countMax = BUCKET_COUNT_MAX): readonly HourBucket[] {
  const hours = Math.max(1, Math.ceil(rows.length / countMax));
  return Array.from({ length: Math.ceil(rows.length / hours) }, (_, index) => {
    const part = rows.slice(index * hours, (index + 1) * hours);
    return {
      day: (mean(part, (row) => row.hour) + 0.5) / 24,
      sessionsActive: mean(part, (row) => row.sessionsActive),
      peersOnline: mean(part, (row) => row.peersOnline),
      egressMbps: mean(part, (row) => row.egressMbps),
      directMbps: mean(part, (row) => row.directMbps),
    };
  });
}
