import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LANTERN, US_PER_DAY } from "../../base/units.ts";
import { PROTOCOL_DEFAULTS } from "../params.ts";
import { samplingShares, tierByAge, tierOf, tierStakeBase } from "./tier.ts";

const days = (count: number) => count * US_PER_DAY;

describe("tierOf", () => {
  it("follows the seed's table at its thresholds", () => {
    const table: [number, number, number][] = [
      [0, 0, 0],
      [days(7) - 1, 5000, 0],
      [days(7), 0, 1],
      [days(30), 99, 1],
      [days(30), 100, 2],
      [days(90), 499, 2],
      [days(90), 500, 3],
      [days(180), 999, 3],
      [days(180), 1000, 4],
      [days(400), 0, 1],
    ];
    for (const [ageUs, stake, tier] of table) expect(tierOf(ageUs, stake * LANTERN, PROTOCOL_DEFAULTS)).toBe(tier);
  });

  it("never falls when age or stake rises, and never exceeds what age alone allows", () => {
    const age = fc.integer({ min: 0, max: days(400) });
    const stake = fc.integer({ min: 0, max: 2000 * LANTERN });
    fc.assert(
      fc.property(age, age, stake, stake, (a, moreAge, s, moreStake) => {
        const tier = tierOf(a, s, PROTOCOL_DEFAULTS);
        expect(tierOf(a + moreAge, s + moreStake, PROTOCOL_DEFAULTS)).toBeGreaterThanOrEqual(tier);
        expect(tier).toBeLessThanOrEqual(tierByAge(a, PROTOCOL_DEFAULTS));
        expect(s).toBeGreaterThanOrEqual(tierStakeBase(tier, PROTOCOL_DEFAULTS));
      }),
    );
  });
});

describe("samplingShares", () => {
  it("lists New to Platinum as 100, 50, 20, 10, 5%", () => {
    expect(samplingShares(PROTOCOL_DEFAULTS)).toEqual([1, 0.5, 0.2, 0.1, 0.05]);
  });
});
