import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PROTOCOL_DEFAULTS, type ProtocolParams } from "../params.ts";
import { type GeoReading, nextGeoBps } from "./geo-controller.ts";

const params = PROTOCOL_DEFAULTS;
const bps = fc.integer({ min: 0, max: 10_000 });
const reading = fc.record({
  multiplierBps: fc.integer({ min: 10_000, max: 30_000 }),
  unmetBps: bps,
  unmetBeforeBps: bps,
});

/** A region whose unmet share falls as its multiplier rises: capacity answers pay after a day. */
function settle(elasticity: number, days: number, own: ProtocolParams = params): GeoReading {
  let now: GeoReading = { multiplierBps: 10_000, unmetBps: 5_000, unmetBeforeBps: 5_000 };
  for (let day = 0; day < days; day++) {
    const multiplierBps = nextGeoBps(now, own);
    const unmetBps = Math.max(0, Math.round(5_000 - elasticity * (multiplierBps - 10_000)));
    now = { multiplierBps, unmetBps, unmetBeforeBps: now.unmetBps };
  }
  return now;
}

describe("nextGeoBps", () => {
  it("stays from 1.0 to `reward.geoMax`, and within one step of where it was", () => {
    fc.assert(
      fc.property(reading, (at) => {
        const next = nextGeoBps(at, params);
        expect(next).toBeGreaterThanOrEqual(10_000);
        expect(next).toBeLessThanOrEqual(params["reward.geoMax"]);
        expect(Math.abs(next - at.multiplierBps)).toBeLessThanOrEqual(params["reward.geoControl.stepMax"]);
      }),
    );
  });

  it("never falls when more demand goes unmet", () => {
    fc.assert(
      fc.property(reading, bps, (at, other) => {
        const [less, more] = [Math.min(at.unmetBps, other), Math.max(at.unmetBps, other)];
        expect(nextGeoBps({ ...at, unmetBps: more }, params)).toBeGreaterThanOrEqual(
          nextGeoBps({ ...at, unmetBps: less }, params),
        );
      }),
    );
  });

  it("rests where unmet demand is at its target and moves off it by the stated gains", () => {
    expect(nextGeoBps({ multiplierBps: 17_000, unmetBps: 500, unmetBeforeBps: 500 }, params)).toBe(17_000);
    expect(nextGeoBps({ multiplierBps: 17_000, unmetBps: 1_500, unmetBeforeBps: 1_500 }, params)).toBe(17_200);
    expect(nextGeoBps({ multiplierBps: 17_000, unmetBps: 700, unmetBeforeBps: 500 }, params)).toBe(17_140);
    expect(nextGeoBps({ multiplierBps: 17_000, unmetBps: 0, unmetBeforeBps: 0 }, params)).toBe(16_900);
  });

  it("brings a region that answers pay to the target, and ends at the limit in one that does not", () => {
    const answered = settle(0.5, 400);
    expect(Math.abs(answered.unmetBps - 500)).toBeLessThanOrEqual(5);
    expect(answered.multiplierBps).toBeCloseTo(19_000, -2);
    expect(settle(0, 400).multiplierBps).toBe(30_000);
  });

  it("does nothing with all gains at zero", () => {
    const still: ProtocolParams = {
      ...params,
      "reward.geoControl.integralGain": 0,
      "reward.geoControl.proportionalGain": 0,
    };
    fc.assert(
      fc.property(reading, (at) => {
        expect(nextGeoBps(at, still)).toBe(at.multiplierBps);
      }),
    );
  });
});
