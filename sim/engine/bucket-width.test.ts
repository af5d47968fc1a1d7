import { describe, expect, it } from "vitest";
import { bucketWidthUs, EVENTS_PER_BUCKET } from "./bucket-width.ts";

describe("bucketWidthUs", () => {
  it("follows the density of the nearer half, whatever lies far out", () => {
    const offsets = Float64Array.of(9e15, 100, 0, 300, 200, 1e12);
    expect(bucketWidthUs(offsets, 6, 0, 0)).toBe((EVENTS_PER_BUCKET * 2 * 300) / 6);
  });

  it("follows the rate seen when that is denser than what is pending", () => {
    expect(bucketWidthUs(Float64Array.of(0, 1e6, 2e6), 3, 50_000, 1_000)).toBe(EVENTS_PER_BUCKET * 50);
    expect(bucketWidthUs(Float64Array.of(0, 90, 180), 3, 50_000, 10)).toBe((EVENTS_PER_BUCKET * 2 * 90) / 3);
  });

  it("is at least a microsecond, also when all times are equal", () => {
    expect(bucketWidthUs(Float64Array.of(0, 0, 0), 3, 0, 5)).toBe(1);
  });
});
