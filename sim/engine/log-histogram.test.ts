import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LogHistogram } from "./log-histogram.ts";

describe("LogHistogram", () => {
  it("quantile(q) lies within one bin of the sorted sample's quantile", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 }),
        (values) => {
          const histogram = new LogHistogram(1, 1e6, 1000);
          for (const value of values) histogram.add(value);
          const sorted = [...values].sort((a, b) => a - b);
          const median = sorted[Math.ceil(sorted.length / 2) - 1] as number;
          expect(Math.abs(Math.log(histogram.quantile(0.5) / median))).toBeLessThanOrEqual(Math.log(1e6) / 1000 + 1e-9);
        },
      ),
    );
  });

  it("merge(other) equals adding all values to one", () => {
    const [a, b, both] = [new LogHistogram(1, 1e3, 50), new LogHistogram(1, 1e3, 50), new LogHistogram(1, 1e3, 50)];
    for (const value of [1, 5, 700]) {
      a.add(value);
      both.add(value);
    }
    for (const value of [20, 2000]) {
      b.add(value);
      both.add(value);
    }
    a.merge(b);
    expect([a.total, a.quantile(0.2), a.quantile(0.9)]).toEqual([both.total, both.quantile(0.2), both.quantile(0.9)]);
  });

  it("quantile of nothing is 0", () => {
    expect(new LogHistogram(1, 2, 3).quantile(0.5)).toBe(0);
  });
});
