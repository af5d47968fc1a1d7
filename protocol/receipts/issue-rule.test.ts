import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { US_PER_S } from "../../base/units.ts";
import { ADVANCE_LENGTH, advanceReceipts, nextReceiptDueUs, receiptPeriodUs, stretchBytes } from "./issue-rule.ts";

const MINUTE_US = 60 * US_PER_S;
const MB = 1_000_000;

function advance(
  rate: number,
  elapsedUs: number,
  sinceUs = 0,
  sinceBytes = 0,
  intervalUs = MINUTE_US,
  threshold = MB,
): number[] {
  const out = new Float64Array(ADVANCE_LENGTH).fill(-1);
  advanceReceipts(rate, elapsedUs, sinceUs, sinceBytes, intervalUs, threshold, out);
  return [...out];
}

/** One receipt after the other. */
function stepped(
  rate: number,
  elapsedUs: number,
  sinceUs: number,
  sinceBytes: number,
  intervalUs: number,
  threshold: number,
): number[] {
  let [atUs, lastAtUs, count, attested, since, unattested] = [0, 0, 0, 0, sinceUs, sinceBytes];
  for (;;) {
    const nextUs = atUs + nextReceiptDueUs(rate, since, unattested, intervalUs, threshold);
    if (nextUs > elapsedUs) break;
    attested += unattested + stretchBytes(rate, nextUs) - stretchBytes(rate, atUs);
    count++;
    [atUs, lastAtUs, since, unattested] = [nextUs, nextUs, 0, 0];
  }
  const restBytes = stretchBytes(rate, elapsedUs) - stretchBytes(rate, atUs);
  return [count, lastAtUs, attested, since + elapsedUs - atUs, unattested + restBytes];
}

const rates = fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 125_000_000 }), fc.constant(9e9));
const stretches = fc.record({
  rate: rates,
  elapsedUs: fc.integer({ min: 0, max: 10 * MINUTE_US }),
  sinceUs: fc.integer({ min: 0, max: MINUTE_US }),
  sinceBytes: fc.integer({ min: 0, max: MB }),
  intervalUs: fc.integer({ min: US_PER_S, max: 2 * MINUTE_US }),
  threshold: fc.integer({ min: MB / 10, max: 10 * MB }),
});

describe("advanceReceipts", () => {
  it("issues one receipt a minute on a slow link, and one a megabyte on a fast one", () => {
    expect(advance(100, 10 * MINUTE_US)).toEqual([10, 10 * MINUTE_US, 60_000, 0, 0]);
    expect(advance(12_500_000, US_PER_S)).toEqual([12, 960_000, 12 * MB, 40_000, 500_000]);
    expect(receiptPeriodUs(12_500_000, MINUTE_US, MB)).toBe(80_000);
  });

  it("counts what was carried before the stretch", () => {
    expect(advance(100_000, US_PER_S, 3 * US_PER_S, 950_000)).toEqual([1, 500_000, MB, 500_000, 50_000]);
    expect(advance(0, 10 * US_PER_S, 55 * US_PER_S, 7)).toEqual([1, 5 * US_PER_S, 7, 5 * US_PER_S, 0]);
    expect(advance(0, 4 * US_PER_S, 55 * US_PER_S, 7)).toEqual([0, 0, 0, 59 * US_PER_S, 7]);
  });

  it("issues at once what is overdue", () => {
    expect(advance(1_000, 0, 0, MB)).toEqual([1, 0, MB, 0, 0]);
  });

  it("equals stepping from receipt to receipt", () => {
    fc.assert(
      fc.property(stretches, ({ rate, elapsedUs, sinceUs, sinceBytes, intervalUs, threshold }) => {
        // A stretch of at most some ten thousand receipts keeps the naive side quick.
        const boundedUs = Math.min(elapsedUs, 10_000 * receiptPeriodUs(rate, intervalUs, threshold));
        const closed = advance(rate, boundedUs, sinceUs, sinceBytes, intervalUs, threshold);
        expect(closed).toEqual(stepped(rate, boundedUs, sinceUs, sinceBytes, intervalUs, threshold));
      }),
      { numRuns: 500 },
    );
  });

  it("loses no byte and no microsecond, and leaves less than an interval and a threshold open", () => {
    fc.assert(
      fc.property(stretches, ({ rate, elapsedUs, sinceUs, sinceBytes, intervalUs, threshold }) => {
        const [count, lastAtUs, attested, restUs, restBytes] = advance(
          rate,
          elapsedUs,
          sinceUs,
          sinceBytes,
          intervalUs,
          threshold,
        );
        expect(attested + restBytes).toBe(sinceBytes + stretchBytes(rate, elapsedUs));
        expect(restUs).toBe(count === 0 ? sinceUs + elapsedUs : elapsedUs - lastAtUs);
        expect(restUs).toBeLessThan(intervalUs);
        expect(restBytes).toBeLessThanOrEqual(threshold);
      }),
    );
  });

  it("attests at least the threshold where bytes fall due first", () => {
    fc.assert(
      fc.property(fc.integer({ min: 20_000, max: 125_000_000 }), fc.integer({ min: 1, max: 500 }), (rate, count) => {
        const periodUs = receiptPeriodUs(rate, MINUTE_US, MB);
        const bytes = stretchBytes(rate, count * periodUs) - stretchBytes(rate, (count - 1) * periodUs);
        expect(bytes).toBeGreaterThanOrEqual(MB);
        expect(bytes).toBeLessThanOrEqual(MB + Math.ceil(rate / US_PER_S) + 1);
      }),
    );
  });

  it("refuses a fractional or impossible rate", () => {
    expect(() => advance(0.5, 1)).toThrow("whole number");
    expect(() => advance(-1, 1)).toThrow("rate");
    expect(() => advance(1, 1, 0, 0, 0)).toThrow("positive");
  });
});

describe("stretchBytes", () => {
  it("equals the exact quotient, rounded down, beyond 2^53", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_250_000_000 }),
        fc.integer({ min: 0, max: 30 * 86_400 * US_PER_S }),
        (rate, us) => {
          expect(BigInt(stretchBytes(rate, us))).toBe((BigInt(rate) * BigInt(us)) / BigInt(US_PER_S));
        },
      ),
      { numRuns: 500 },
    );
  });
});
