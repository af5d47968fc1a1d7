import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LANTERN, US_PER_DAY } from "../../base/units.ts";
import { PROTOCOL_DEFAULTS, type ProtocolParams } from "../params.ts";
import { cumulativeScheduleBase, emissionPeriodOf, epochScheduleBase, periodAmountBase } from "./schedule.ts";

const params = PROTOCOL_DEFAULTS;
const withTail: ProtocolParams = { ...params, "emission.tailPerYear": 3_906_250 * LANTERN };

describe("the emission schedule", () => {
  it("gives day 1 exactly 171,232.876712 LANTERN", () => {
    expect(epochScheduleBase(params, 0)).toBe(171_232_876_712);
  });

  it("gives the seed's table: 125 M, 62.5 M, 31.25 M, 15.625 M, 7.8125 M", () => {
    const amounts = [0, 1, 2, 3, 4].map((period) => periodAmountBase(params, period) / LANTERN);
    expect(amounts).toEqual([125e6, 62.5e6, 31.25e6, 15.625e6, 7.8125e6]);
    amounts.forEach((amount, period) => {
      const start = cumulativeScheduleBase(params, period * 730 * US_PER_DAY);
      const end = cumulativeScheduleBase(params, (period + 1) * 730 * US_PER_DAY);
      expect((end - start) / LANTERN).toBe(amount);
    });
  });

  it("sums to 242.1875 M after ten years of days, and stays there without a tail", () => {
    let sumBase = 0;
    for (let epoch = 0; epoch < 3650; epoch++) sumBase += epochScheduleBase(params, epoch);
    expect(sumBase).toBe(242_187_500 * LANTERN);
    expect(epochScheduleBase(params, 3650)).toBe(0);
    expect(cumulativeScheduleBase(params, 40_000 * US_PER_DAY)).toBe(242_187_500 * LANTERN);
  });

  it("halves on the first day of the third year, not a day before or after", () => {
    expect(epochScheduleBase(params, 729)).toBeGreaterThanOrEqual(171_232_876_712);
    expect(epochScheduleBase(params, 730)).toBe(85_616_438_356);
    expect(emissionPeriodOf(params, 730 * US_PER_DAY - 1)).toBe(0);
    expect(emissionPeriodOf(params, 730 * US_PER_DAY)).toBe(1);
  });

  it("continues with the tail until the pool is empty, and never above", () => {
    const yearUs = 365 * US_PER_DAY;
    expect(cumulativeScheduleBase(withTail, 11 * yearUs)).toBe((242_187_500 + 3_906_250) * LANTERN);
    expect(cumulativeScheduleBase(withTail, 76 * yearUs)).toBe(500_000_000 * LANTERN);
    expect(cumulativeScheduleBase(withTail, 200 * yearUs)).toBe(500_000_000 * LANTERN);
    const generous: ProtocolParams = { ...params, "emission.firstPeriodAmount": 500_000_000 * LANTERN };
    expect(cumulativeScheduleBase(generous, 10 * yearUs)).toBe(500_000_000 * LANTERN);
  });

  it("equals the exact rational, rounded down", () => {
    const elapsed = fc.integer({ min: 0, max: 730 * US_PER_DAY - 1 });
    fc.assert(
      fc.property(elapsed, (elapsedUs) => {
        const exact = (BigInt(125_000_000 * LANTERN) * BigInt(elapsedUs)) / BigInt(730 * US_PER_DAY);
        expect(BigInt(cumulativeScheduleBase(params, elapsedUs))).toBe(exact);
      }),
    );
  });

  it("never falls, over any cut into epochs", () => {
    const time = fc.integer({ min: 0, max: 30 * 365 * US_PER_DAY });
    fc.assert(
      fc.property(time, time, (a, b) => {
        const [early, late] = [Math.min(a, b), Math.max(a, b)];
        expect(cumulativeScheduleBase(withTail, late)).toBeGreaterThanOrEqual(cumulativeScheduleBase(withTail, early));
      }),
    );
  });

  it("refuses a time before genesis or between microseconds", () => {
    expect(() => cumulativeScheduleBase(params, -1)).toThrow("elapsedUs");
    expect(() => cumulativeScheduleBase(params, 0.5)).toThrow("elapsedUs");
  });
});
