import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LANTERN, US_PER_DAY } from "../../base/units.ts";
import { PROTOCOL_DEFAULTS } from "../params.ts";
import { geoBps } from "./geo-multiplier.ts";
import { qualityBps, rateReward, rewardWeight, uptimeBps } from "./weight.ts";

describe("rewardWeight", () => {
  it("is bytes times the three multipliers, rounded down", () => {
    expect(rewardWeight(1_000_003, 5_000, 20_000, 10_000)).toBe(1_000_002);
    expect(rewardWeight(7, 9_999, 10_000, 10_000)).toBe(6);
  });

  it("never exceeds the bytes at multipliers of one, and never falls with bytes", () => {
    const bps = fc.integer({ min: 0, max: 10_000 });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e13 }),
        fc.integer({ min: 0, max: 1e9 }),
        bps,
        bps,
        (bytes, more, uptime, quality) => {
          const weight = rewardWeight(bytes, uptime, 10_000, quality);
          expect(weight).toBeLessThanOrEqual(bytes);
          expect(rewardWeight(bytes + more, uptime, 10_000, quality)).toBeGreaterThanOrEqual(weight);
        },
      ),
    );
  });
});

describe("qualityBps", () => {
  it("runs from one down to a half as sessions are dropped", () => {
    expect([
      qualityBps(0, 0, PROTOCOL_DEFAULTS),
      qualityBps(10, 0, PROTOCOL_DEFAULTS),
      qualityBps(10, 5, PROTOCOL_DEFAULTS),
      qualityBps(10, 10, PROTOCOL_DEFAULTS),
    ]).toEqual([10_000, 10_000, 7_500, 5_000]);
  });
});

describe("uptimeBps", () => {
  it("is the reachable share of the epoch, or one where uptime does not count", () => {
    expect(uptimeBps(US_PER_DAY / 4, PROTOCOL_DEFAULTS)).toBe(2_500);
    expect(uptimeBps(0, { ...PROTOCOL_DEFAULTS, "reward.uptimeCounts": "none" })).toBe(10_000);
  });
});

describe("rateReward", () => {
  it("pays the base rate per GB in the first period and half of it after a halving", () => {
    expect(rateReward(2.5e9, 171_232_876_712, 171_232_876_712, PROTOCOL_DEFAULTS)).toBe(250 * LANTERN);
    expect(rateReward(2.5e9, 50, 100, PROTOCOL_DEFAULTS)).toBe(125 * LANTERN);
  });
});

describe("geoBps", () => {
  it("stays inside 1.0 to 3.0 and falls as a region's share grows", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, (a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        expect(geoBps(low, PROTOCOL_DEFAULTS)).toBeGreaterThanOrEqual(geoBps(high, PROTOCOL_DEFAULTS));
        expect(geoBps(low, PROTOCOL_DEFAULTS)).toBeLessThanOrEqual(30_000);
        expect(geoBps(high, PROTOCOL_DEFAULTS)).toBeGreaterThanOrEqual(10_000);
      }),
    );
    expect(geoBps(0.5, PROTOCOL_DEFAULTS)).toBe(10_000);
    expect(geoBps(0.001, PROTOCOL_DEFAULTS)).toBe(30_000);
  });
});
