import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { spreadLabels, zeroDomain } from "./time-lines.ts";

describe("spreadLabels(wanted, height)", () => {
  it("leaves labels that do not touch where they are", () => {
    expect(spreadLabels([10, 60, 120], 200)).toEqual([10, 60, 120]);
  });

  it("moves equal labels apart, inside the frame", () => {
    expect(spreadLabels([200, 200, 200], 200, 14)).toEqual([172, 186, 200]);
  });

  it("keeps a gap between any labels that fit, and their order", () => {
    const labels = fc.array(fc.double({ min: -50, max: 300, noNaN: true }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(labels, (wanted) => {
        const placed = spreadLabels(wanted, 250, 14);
        const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0) || a - b);
        const sorted = order.map((index) => placed[index] ?? Number.NaN);
        sorted.slice(1).forEach((y, index) => {
          expect(y - (sorted[index] ?? 0)).toBeGreaterThanOrEqual(14 - 1e-9);
        });
        expect(Math.min(...placed)).toBeGreaterThanOrEqual(-1e-9);
        expect(Math.max(...placed)).toBeLessThanOrEqual(250 + 1e-9);
      }),
      { numRuns: 300 },
    );
  });
});

describe("zeroDomain(values)", () => {
  it("holds zero, skips what is no number, and is never empty", () => {
    expect(zeroDomain([3, 8])).toEqual([0, 8]);
    expect(zeroDomain([-2, Number.NaN])).toEqual([-2, 0]);
    expect(zeroDomain([])).toEqual([0, 1]);
    expect(zeroDomain([0, 0])).toEqual([0, 1]);
  });
});
