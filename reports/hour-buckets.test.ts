import { describe, expect, it } from "vitest";
import { fixtureRun } from "./fixture.ts";
import { hourBuckets } from "./hour-buckets.ts";

describe("hourBuckets(rows, countMax)", () => {
  it("keeps the mean, and the middle of each bucket's time", () => {
    const { hours } = fixtureRun({ days: 4 }).tables;
    const buckets = hourBuckets(hours, 24);
    expect(buckets).toHaveLength(24);
    expect(buckets[0]?.day).toBeCloseTo(2 / 24, 12);
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(buckets.map((b) => b.egressMbps))).toBeCloseTo(mean(hours.map((h) => h.egressMbps)), 9);
  });

  it("is empty without rows, and one row an hour where they fit", () => {
    expect(hourBuckets([])).toEqual([]);
    expect(hourBuckets(fixtureRun({ days: 1 }).tables.hours)).toHaveLength(24);
  });
});
