import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { US_PER_HOUR } from "../../base/units.ts";
import {
  CLIENT_HOUR_WEIGHTS,
  diurnalProfile,
  FLAT_HOUR_WEIGHTS,
  hoursUntilWeighted,
  localHourAt,
  onProbabilityAt,
  onShareOfDay,
  PEER_HOUR_WEIGHTS,
} from "./diurnal.ts";

const client = diurnalProfile(CLIENT_HOUR_WEIGHTS);

/** Weighted hours between two clock times, added up hour by hour: the naive inverse of the function under test. */
function weightedBetween(from: number, to: number, weights: Float64Array): number {
  let sum = 0;
  for (let at = from; at < to; ) {
    const next = Math.min(to, Math.floor(at) + 1);
    sum += (next - at) * weights[Math.floor(at) % 24];
    at = next;
  }
  return sum;
}

describe("diurnal rhythms", () => {
  it("diurnalProfile() scales 24 weights to mean one", () => {
    for (const weights of [CLIENT_HOUR_WEIGHTS, PEER_HOUR_WEIGHTS, FLAT_HOUR_WEIGHTS]) {
      expect(weights).toHaveLength(24);
      const profile = diurnalProfile(weights);
      expect(profile.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(24, 9);
      expect(profile.cumulative[24]).toBe(24);
    }
  });

  it("hoursUntilWeighted() inverts the running sum of the weights from any hour", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 23.999, noNaN: true }),
        fc.double({ min: 0.001, max: 100, noNaN: true }),
        (hour, weighted) => {
          const hours = hoursUntilWeighted(weighted, hour, client);
          expect(hours).toBeGreaterThan(0);
          expect(weightedBetween(hour, hour + hours, client.weights)).toBeCloseTo(weighted, 6);
        },
      ),
    );
  });

  it("hoursUntilWeighted() is the identity where every hour weighs the same", () => {
    const flat = diurnalProfile(FLAT_HOUR_WEIGHTS);
    expect(hoursUntilWeighted(30.25, 23.5, flat)).toBeCloseTo(30.25, 9);
    expect(hoursUntilWeighted(0.5, 23.75, flat)).toBeCloseTo(0.5, 9);
  });

  it("localHourAt() adds the offset and wraps at midnight, before it too", () => {
    expect(localHourAt(0, 3.5)).toBe(3.5);
    expect(localHourAt(0, -5)).toBe(19);
    expect(localHourAt(49.25 * US_PER_HOUR, 0)).toBe(1.25);
  });

  it("onProbabilityAt() repeats after a day and averages to onShareOfDay()", () => {
    let sum = 0;
    for (let step = 0; step < 240; step++) sum += onProbabilityAt(0.2, 2, step / 10 + 0.05, client);
    expect(sum / 240).toBeCloseTo(onShareOfDay(0.2, 2, client), 3);
    expect(onProbabilityAt(0.2, 2, 23.999999, client)).toBeCloseTo(onProbabilityAt(0.2, 2, 0, client), 5);
  });

  it("onShareOfDay() is on over on plus off where the rhythm is flat", () => {
    expect(onShareOfDay(0.25, 1, diurnalProfile(FLAT_HOUR_WEIGHTS))).toBeCloseTo(0.2, 9);
  });
});
