import { describe, expect, it } from "vitest";
import {
  breakEvenPriceUsd,
  economicsOf,
  priceCurve,
  profitAtPrice,
  symlogAxis,
  symlogPosition,
  symlogTicks,
} from "./attack-economics.ts";
import { fixtureRun } from "./fixture.ts";

describe("profitAtPrice(economics, price)", () => {
  it("is the summary's profit at the scenario's price, and zero at the break-even price, if any", () => {
    const { summary } = fixtureRun();
    for (const attack of summary.attacks) {
      const economics = economicsOf(attack, summary.tokenPriceUsd);
      expect(profitAtPrice(economics, summary.tokenPriceUsd)).toBeCloseTo(attack.profitUsd, 6);
      const even = breakEvenPriceUsd(economics);
      expect(even === null).toBe(attack.breakEvenPriceUsd === null);
      if (even === null) continue;
      expect(even).toBeCloseTo(attack.breakEvenPriceUsd ?? 0, 12);
      expect(profitAtPrice(economics, even)).toBeCloseTo(0, 6);
    }
  });

  it("never breaks even where slashes exceed rewards, or nothing was spent", () => {
    expect(breakEvenPriceUsd({ strategy: "a", netLantern: -5, fixedUsd: 1 })).toBeNull();
    expect(breakEvenPriceUsd({ strategy: "a", netLantern: 5, fixedUsd: 0 })).toBeNull();
  });
});

describe("priceCurve(economics, price, resolution)", () => {
  it("runs from a hundredth to a hundred times the price", () => {
    const curve = priceCurve({ strategy: "a", netLantern: 10, fixedUsd: 1 }, 2, { decades: 2, stepsPerDecade: 5 });
    expect(curve).toHaveLength(21);
    expect(curve[0]?.price).toBeCloseTo(0.02, 12);
    expect(curve[10]).toEqual({ price: 2, profit: 19 });
    expect(curve[20]?.price).toBeCloseTo(200, 9);
  });
});

describe("the symmetric log axis", () => {
  it("has its ends at zero and one, and holds zero and its ticks", () => {
    const axis = symlogAxis([-40, 3, 9_000]);
    expect([axis.bottom, axis.top].map((value) => symlogPosition(value, axis))).toEqual([0, 1]);
    expect(symlogTicks(axis)).toEqual([-10, 0, 1_000, 100, 10]);
  });

  it("is not empty for no values or only zeros", () => {
    for (const axis of [symlogAxis([]), symlogAxis([0, 0])]) {
      expect(axis.top).toBeGreaterThan(axis.bottom);
      expect(symlogPosition(0, axis)).toBe(0);
    }
  });
});
