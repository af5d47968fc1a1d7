import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LANTERN, US_PER_DAY } from "../../base/units.ts";
import { PROTOCOL_DEFAULTS, type ProtocolParams } from "../params.ts";
import {
  halvingSchedule,
  type PublishedSchedule,
  periodsOf,
  publishedCumulativeBase,
  publishedEpochBase,
  publishedPeriodOf,
} from "./published-schedule.ts";
import { cumulativeScheduleBase } from "./schedule.ts";

const YEAR_US = 365 * US_PER_DAY;
const POOL = 500_000_000 * LANTERN;
const seedTable = halvingSchedule(PROTOCOL_DEFAULTS);

describe("halvingSchedule", () => {
  it("equals `cumulativeScheduleBase` at every time, for the seed's table and for other rules", () => {
    const rule = fc.record({
      first: fc.integer({ min: 0, max: 500_000_000 }),
      days: fc.integer({ min: 1, max: 1000 }),
      count: fc.integer({ min: 1, max: 8 }),
      tail: fc.integer({ min: 0, max: 20_000_000 }),
    });
    fc.assert(
      fc.property(rule, fc.integer({ min: 0, max: 20 * YEAR_US }), ({ first, days, count, tail }, elapsedUs) => {
        const params: ProtocolParams = {
          ...PROTOCOL_DEFAULTS,
          "emission.firstPeriodAmount": first * LANTERN,
          "emission.periodLength": days * US_PER_DAY,
          "emission.periodCount": count,
          "emission.tailPerYear": tail * LANTERN,
        };
        expect(publishedCumulativeBase(halvingSchedule(params), elapsedUs)).toBe(
          cumulativeScheduleBase(params, elapsedUs),
        );
        expect(publishedCumulativeBase(seedTable, elapsedUs)).toBe(
          cumulativeScheduleBase(PROTOCOL_DEFAULTS, elapsedUs),
        );
      }),
      { numRuns: 300 },
    );
  });

  it("is the same five periods as one line with a factor of a half", () => {
    const entry = { lengthUs: 730 * US_PER_DAY, amountBase: 125_000_000 * LANTERN, repeat: 5, factor: 0.5 };
    expect(periodsOf([entry])).toEqual(seedTable.periods);
  });
});

describe("publishedCumulativeBase", () => {
  const uneven: PublishedSchedule = {
    periods: periodsOf([
      { lengthUs: 100 * US_PER_DAY, amountBase: 7, repeat: 1, factor: 1 },
      { lengthUs: 30 * US_PER_DAY, amountBase: 1_000_003, repeat: 2, factor: 1 },
    ]),
    tailPerYearBase: 365,
    poolTotalBase: 2_000_030,
  };

  it("gives what each period is written down with, and the tail after them", () => {
    expect(publishedCumulativeBase(uneven, 100 * US_PER_DAY)).toBe(7);
    expect(publishedCumulativeBase(uneven, 130 * US_PER_DAY)).toBe(1_000_010);
    expect(publishedCumulativeBase(uneven, 160 * US_PER_DAY)).toBe(2_000_013);
    expect(publishedCumulativeBase(uneven, 161 * US_PER_DAY)).toBe(2_000_014);
    expect(publishedCumulativeBase(uneven, 300 * US_PER_DAY)).toBe(2_000_030);
    expect([0, 99, 100, 129, 130, 160].map((day) => publishedPeriodOf(uneven, day * US_PER_DAY))).toEqual([
      0, 0, 1, 1, 2, 3,
    ]);
  });

  it("is what its epochs sum to, whatever their length", () => {
    const entry = fc.record({
      lengthUs: fc.integer({ min: 1, max: 400 * US_PER_DAY }),
      amountBase: fc.integer({ min: 0, max: 100_000_000 * LANTERN }),
      repeat: fc.integer({ min: 1, max: 4 }),
      factor: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: US_PER_DAY / 24, max: 30 * US_PER_DAY }),
        (entries, epochUs) => {
          const schedule = { periods: periodsOf(entries), tailPerYearBase: LANTERN, poolTotalBase: POOL };
          let sum = 0;
          for (let epoch = 0; epoch < 50; epoch++) {
            const added = publishedEpochBase(schedule, epoch, epochUs);
            expect(added).toBeGreaterThanOrEqual(0);
            sum += added;
          }
          expect(sum).toBe(publishedCumulativeBase(schedule, 50 * epochUs));
          expect(sum).toBeLessThanOrEqual(POOL);
        },
      ),
    );
  });
});
