import { describe, expect, it } from "vitest";
import { PROTOCOL_DEFAULTS } from "../protocol/params.ts";
import { coverage, daysNeeded, firstPeriodDailyLantern, scheduledLantern, tierTerms } from "./stake-coverage.ts";

const TERMS = {
  silver: tierTerms("silver", PROTOCOL_DEFAULTS),
  gold: tierTerms("gold", PROTOCOL_DEFAULTS),
  platinum: tierTerms("platinum", PROTOCOL_DEFAULTS),
};

describe("daysNeeded(sampling)", () => {
  it("gives the needs of the seed's tiers", () => {
    expect([0.5, 0.2, 0.1, 0.05].map(daysNeeded)).toEqual([1, 4, 9, 19]);
    expect(daysNeeded(1)).toBe(0);
  });
});

describe("coverage(terms, dailyLantern)", () => {
  // Cells of the table in the attack analysis, computed there from 171,000 LANTERN a day.
  it.each([
    [300, "0.18 fails", "0.88 fails", "1.75 fails"],
    [1_000, "0.58 fails", "2.92 fails", "5.84 fails"],
    [3_078, "1.80 fails", "8.99 break-even", "17.98 fails"],
    [5_000, "2.92 fails", "14.60 thin", "29.20 thin"],
    [6_840, "3.99 break-even", "19.97 holds", "39.95 holds"],
    [17_100, "9.99 holds", "49.93 holds", "99.86 holds"],
  ])("reproduces the row of %i peers", (peers, silver, gold, platinum) => {
    const daily = firstPeriodDailyLantern(PROTOCOL_DEFAULTS) / peers;
    const cell = (tier: keyof typeof TERMS) => {
      const { days, verdict } = coverage(TERMS[tier], daily);
      return `${days?.toFixed(2)} ${verdict}`;
    };
    expect([cell("silver"), cell("gold"), cell("platinum")]).toEqual([silver, gold, platinum]);
  });

  it("holds where there is nothing to gain", () => {
    expect(coverage(TERMS.gold, 0)).toEqual({ days: null, verdict: "holds" });
  });
});

describe("tierTerms(tier, params)", () => {
  it("gives the break-even daily earnings: Silver 25, Gold 55.6, Platinum 52.6", () => {
    expect(TERMS.silver.breakEvenDailyLantern).toBe(25);
    expect(TERMS.gold.breakEvenDailyLantern).toBeCloseTo(55.56, 2);
    expect(TERMS.platinum.breakEvenDailyLantern).toBeCloseTo(52.63, 2);
  });
});

describe("scheduledLantern(days, params)", () => {
  it("is the seed's table: 125 M in two years, 242 M in ten, never more without a tail", () => {
    expect(scheduledLantern(730, PROTOCOL_DEFAULTS)).toBe(125e6);
    expect(scheduledLantern(3_650, PROTOCOL_DEFAULTS)).toBe(242_187_500);
    expect(scheduledLantern(36_500, PROTOCOL_DEFAULTS)).toBe(242_187_500);
    expect(scheduledLantern(1, PROTOCOL_DEFAULTS)).toBeCloseTo(171_232.876712, 6);
  });

  it("stops at the pool where there is a tail", () => {
    const params = { ...PROTOCOL_DEFAULTS, "emission.tailPerYear": 10_000_000 * 1e6 };
    expect(scheduledLantern(3_650 + 365, params)).toBe(252_187_500);
    expect(scheduledLantern(365_000, params)).toBe(500e6);
  });
});
