import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maxMinShares } from "./shares.ts";

function sharesOf(demands: readonly number[], capacity: number): number[] {
  const grants = new Float64Array(demands.length);
  maxMinShares(Float64Array.from(demands), demands.length, capacity, grants);
  return [...grants];
}

const demandLists = fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { maxLength: 20 });
const capacities = fc.double({ min: 0, max: 1e9, noNaN: true });

describe("maxMinShares", () => {
  it("maxMinShares() grants every demand that fits", () => {
    expect(sharesOf([3, 1, 2], 10)).toEqual([3, 1, 2]);
  });

  it("maxMinShares() levels the large ones after the small ones are served", () => {
    expect(sharesOf([8, 1, 2, 9], 11)).toEqual([4, 1, 2, 4]);
  });

  it("maxMinShares() of no demand writes nothing, and no capacity gives nothing", () => {
    expect(sharesOf([], 5)).toEqual([]);
    expect(sharesOf([1, 2], 0)).toEqual([0, 0]);
  });

  it("maxMinShares() leaves grants behind `count` alone", () => {
    const grants = Float64Array.of(0, 0, 77);
    maxMinShares(Float64Array.of(5, 5, 5), 2, 6, grants);
    expect([...grants]).toEqual([3, 3, 77]);
  });

  it("grants never exceed their demands, and their sum is the smaller of demand and capacity", () => {
    fc.assert(
      fc.property(demandLists, capacities, (demands, capacity) => {
        const grants = sharesOf(demands, capacity);
        const granted = grants.reduce((sum, grant) => sum + grant, 0);
        const demanded = demands.reduce((sum, demand) => sum + demand, 0);
        for (let index = 0; index < demands.length; index++) {
          expect(grants[index]).toBeGreaterThanOrEqual(0);
          expect(grants[index]).toBeLessThanOrEqual(demands[index]);
        }
        const expected = demands.length === 0 ? 0 : Math.min(demanded, capacity);
        expect(Math.abs(granted - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, expected) * 10);
      }),
    );
  });

  it("whoever gets less than it demands gets the most that anyone gets", () => {
    fc.assert(
      fc.property(demandLists, capacities, (demands, capacity) => {
        const grants = sharesOf(demands, capacity);
        const most = Math.max(0, ...grants);
        for (let index = 0; index < demands.length; index++) {
          if (grants[index] < demands[index]) expect(grants[index]).toBeGreaterThanOrEqual(most * (1 - 1e-9));
        }
      }),
    );
  });
});
