import { describe, expect, it } from "vitest";
import {
  coalitionBreakEvenUsd,
  coalitionProfitUsd,
  deterrenceMargin,
  deterringMultiple,
  evasionProbability,
  haulBeforeDetection,
  type NetworkFacts,
  sessionsToDetection,
  trustedShareInflation,
} from "./attack-closed-form.ts";
import {
  breakEvenTable,
  coverageTable,
  detectionTable,
  flagDays,
  flaggedInterval,
  measureHaul,
  medianInterval,
  PUBLISHED_FLAGS,
  SAMPLED_TIERS,
} from "./attack-tables.ts";

describe("the tables of the design note", () => {
  it.each([
    [0, 0],
    [0, 2],
    [1, 0],
    [1, 1],
    [1, 2],
  ])("`flagDays` of row %i at tier column %i gives the published median within its interval", (row, column) => {
    const { factor, medianDays = [] } = PUBLISHED_FLAGS[row];
    const { low, high } = medianInterval(flagDays(SAMPLED_TIERS[column], factor, 100));
    expect(medianDays[column]).toBeGreaterThanOrEqual(low);
    expect(medianDays[column]).toBeLessThanOrEqual(high);
  });

  it("`flagDays` never flags a pair that matches the distribution", () => {
    expect(flaggedInterval(flagDays(2, 1, 20)).value).toBe(0);
  });

  it("`medianInterval` does not hold a wrong figure", () => {
    const { low, high } = medianInterval(flagDays(3, 2, 100));
    expect(low).toBeGreaterThan(11);
    expect(high).toBeLessThan(36);
  });

  it("`coverageTable` gives the days of earnings that a stake covers", () => {
    const rounded = coverageTable().map(({ peers, days }) => [
      peers,
      ...days.map((value) => Number(value.toPrecision(2))),
    ]);
    expect(rounded).toEqual([
      [300, 0.18, 0.88, 1.8],
      [1_000, 0.58, 2.9, 5.8],
      [3_078, 1.8, 9, 18],
      [5_000, 2.9, 15, 29],
      [6_840, 4, 20, 40],
      [17_100, 10, 50, 100],
    ]);
    expect(coverageTable(9)[0].days[1]).toBeCloseTo(coverageTable()[0].days[1] / 9, 12);
  });

  it("`breakEvenTable` and `detectionTable` give the published figures", () => {
    expect(breakEvenTable().map((value) => Number(value.toFixed(1)))).toEqual([25, 55.6, 52.6]);
    expect(detectionTable()).toEqual([10, 31, 66, 135]);
  });

  it.each(SAMPLED_TIERS)("`measureHaul(%i)` follows the geometric law within two standard errors", (tier) => {
    const share = [1, 0.5, 0.2, 0.1, 0.05][tier];
    const { haul, haulError, sessions, sessionsError } = measureHaul(tier, 20_000);
    expect(Math.abs(haul - haulBeforeDetection(1, share))).toBeLessThan(2 * haulError);
    expect(Math.abs(sessions - sessionsToDetection(share))).toBeLessThan(2 * sessionsError);
  });
});

describe("closed forms", () => {
  const NETWORK: NetworkFacts = {
    emissionLanternPerDay: 171_000,
    rateLanternPerGb: undefined,
    honestGbPerDay: 1_000,
    priceUsd: 0.001,
    days: 30,
  };

  it("`coalitionProfitUsd` is zero at its own break-even price and pays above it", () => {
    const coalition = { claimedGbPerDay: 100, realGbPerDay: 10, bandwidthUsdPerGb: 0.01, onceUsd: 50, usdPerDay: 2 };
    const price = coalitionBreakEvenUsd(NETWORK, coalition);
    expect(coalitionProfitUsd({ ...NETWORK, priceUsd: price }, coalition)).toBeCloseTo(0, 9);
    expect(coalitionProfitUsd({ ...NETWORK, priceUsd: price * 1.01 }, coalition)).toBeGreaterThan(0);
    expect(coalitionProfitUsd({ ...NETWORK, priceUsd: price * 0.99 }, coalition)).toBeLessThan(0);
  });

  it("the inequality of the design note has the same sign as the profit", () => {
    const { emissionLanternPerDay: d, honestGbPerDay: h } = NETWORK;
    for (const priceUsd of [1e-6, 1e-5, 1e-4, 1e-3]) {
      for (const v of [1, 30, 3_000]) {
        const coalition = {
          claimedGbPerDay: v,
          realGbPerDay: v / 10,
          bandwidthUsdPerGb: 0.01,
          onceUsd: 0,
          usdPerDay: 0.5,
        };
        const inequality = (d * priceUsd) / (h + v) > 0.1 * 0.01 + 0.5 / v;
        expect(coalitionProfitUsd({ ...NETWORK, priceUsd }, coalition) > 0).toBe(inequality);
      }
    }
  });

  it("a slash of the deterring multiple leaves a cheat nothing on average", () => {
    for (const share of [0.5, 0.2, 0.1, 0.05])
      expect((1 - share) * 1 - share * deterringMultiple(share)).toBeCloseTo(0, 12);
    expect(deterrenceMargin(500, 171_000 / 3_078, 0.1)).toBeCloseTo(1, 3);
    expect(evasionProbability(0.05, 135)).toBeLessThan(0.001);
    expect(trustedShareInflation(0.25)).toBeCloseTo(1.33, 2);
  });
});
