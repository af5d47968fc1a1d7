import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LANTERN, LANTERN_CAP, US_PER_DAY } from "../../base/units.ts";
import { ALLOCATIONS, allocationBase, vestedBase } from "./vesting.ts";

const YEAR_US = 365 * US_PER_DAY;
const FOUNDATION = { totalBase: 200_000_000 * LANTERN, cliffUs: YEAR_US, durationUs: 4 * YEAR_US };

describe("allocations", () => {
  it("sum to the cap, half of it for peers", () => {
    expect(ALLOCATIONS.reduce((sum, allocation) => sum + allocationBase(allocation), 0)).toBe(LANTERN_CAP);
    expect(ALLOCATIONS.map(allocationBase).map((base) => base / LANTERN)).toEqual([5e8, 2e8, 1.5e8, 1e8, 5e7]);
  });
});

describe("vesting", () => {
  it("gives nothing a microsecond before the cliff and a quarter on it", () => {
    expect(vestedBase(FOUNDATION, YEAR_US - 1)).toBe(0);
    expect(vestedBase(FOUNDATION, YEAR_US)).toBe(FOUNDATION.totalBase / 4);
    expect(vestedBase(FOUNDATION, 4 * YEAR_US)).toBe(FOUNDATION.totalBase);
  });

  it("never falls, never exceeds the total", () => {
    const terms = fc.tuple(fc.integer({ min: 1, max: LANTERN_CAP }), fc.nat(1e9), fc.nat(1e9));
    fc.assert(
      fc.property(terms, fc.nat(4e9), fc.nat(1e9), ([totalBase, cliffUs, more], elapsedUs, laterUs) => {
        const grant = { totalBase, cliffUs, durationUs: cliffUs + more + 1 };
        const first = vestedBase(grant, elapsedUs);
        const second = vestedBase(grant, elapsedUs + laterUs);
        expect(second).toBeGreaterThanOrEqual(first);
        expect(second).toBeLessThanOrEqual(totalBase);
      }),
    );
  });

  it("refuses terms without sense", () => {
    expect(() => vestedBase({ totalBase: 0, cliffUs: 0, durationUs: 1 }, 0)).toThrow("vests something");
    expect(() => vestedBase({ totalBase: 1, cliffUs: 2, durationUs: 1 }, 0)).toThrow("vests something");
    expect(() => vestedBase(FOUNDATION, -1)).toThrow("elapsedUs");
  });
});
