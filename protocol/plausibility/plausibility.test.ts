import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { US_PER_DAY, US_PER_HOUR } from "../../base/units.ts";
import { PROTOCOL_DEFAULTS } from "../params.ts";
import { evennessScore } from "./burstiness.ts";
import { linkScore, ordinaryLinkBitsPerSecond } from "./link.ts";
import { clientsScore, sameBucketProbability } from "./same-client.ts";
import { scoreOfExcess, scoreOfLack } from "./score.ts";
import { implausible, plausibilityFade, plausibilityWatches } from "./suspicion.ts";
import { hourCount, hoursShare, hoursTouched, temporalScore } from "./temporal.ts";

describe("scores", () => {
  it("lie between 0 and 1, are one half at the ordinary, and move one way", () => {
    const positive = fc.double({ min: 1e-6, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(positive, positive, positive, (a, b, ordinary) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        for (const x of [low, high]) {
          expect(scoreOfExcess(x, ordinary)).toBeGreaterThanOrEqual(0);
          expect(scoreOfExcess(x, ordinary)).toBeLessThanOrEqual(1);
        }
        expect(scoreOfExcess(high, ordinary)).toBeGreaterThanOrEqual(scoreOfExcess(low, ordinary));
        expect(scoreOfLack(high, ordinary)).toBeLessThanOrEqual(scoreOfLack(low, ordinary));
        expect(scoreOfExcess(ordinary, ordinary)).toBe(0.5);
        expect(scoreOfLack(ordinary, ordinary)).toBe(0.5);
      }),
    );
    expect(scoreOfExcess(-1, 5)).toBe(0);
    expect(scoreOfLack(0, 5)).toBe(1);
  });
});

describe("linkScore", () => {
  it("is one half at the ordinary load of the link of that kind and region", () => {
    const link = ordinaryLinkBitsPerSecond("phone", "africa", PROTOCOL_DEFAULTS);
    expect(link).toBe(3_500_000);
    // 5% of 3.5 Mbit/s for an hour.
    const bytes = (0.05 * link * 3600) / 8;
    expect(linkScore(bytes, US_PER_HOUR, link, PROTOCOL_DEFAULTS)).toBeCloseTo(0.5, 12);
    expect(linkScore(9 * bytes, US_PER_HOUR, link, PROTOCOL_DEFAULTS)).toBeCloseTo(0.9, 12);
    expect(linkScore(bytes, 0, link, PROTOCOL_DEFAULTS)).toBe(0);
  });
});

describe("hoursTouched", () => {
  it("marks every hour that a session runs in, over midnight too", () => {
    expect(hoursTouched(0, US_PER_HOUR)).toBe(0b1);
    expect(hoursTouched(0, US_PER_HOUR + 1)).toBe(0b11);
    expect(hoursTouched(23 * US_PER_HOUR, 25 * US_PER_HOUR)).toBe((1 << 23) | 1);
    expect(hoursTouched(5, 3 * US_PER_DAY)).toBe(0xffffff);
    expect(hourCount(0xffffff)).toBe(24);
  });
});

describe("temporalScore", () => {
  it("is the share of hours with traffic once there is evidence of days, and in proportion before", () => {
    expect(temporalScore(5, 5, true, PROTOCOL_DEFAULTS)).toBe(1);
    expect(temporalScore(1, 1, true, PROTOCOL_DEFAULTS)).toBeCloseTo(0.2, 12);
    expect(temporalScore(5, 10, true, PROTOCOL_DEFAULTS)).toBe(0.5);
  });

  it("says nothing of an address in a data centre", () => {
    expect(temporalScore(5, 5, false, PROTOCOL_DEFAULTS)).toBe(0);
  });

  it("counts an epoch of six hours as whole when all six have traffic", () => {
    expect(hoursShare(0b111111, 6 * US_PER_HOUR)).toBe(1);
    expect(hoursShare(0b111111, US_PER_DAY)).toBe(0.25);
  });
});

describe("sameBucketProbability", () => {
  it("is one over the clients for sessions spread evenly over few clients, and 0 for a single session", () => {
    // Three clients of 100 sessions each, weight 1, in buckets of their own among very many.
    expect(sameBucketProbability(3 * 100 ** 2, 300, 300, 1e9)).toBeCloseTo((3 * 100 * 99) / (300 * 299), 8);
    expect(sameBucketProbability(25, 25, 5, 32)).toBe(0);
  });

  it("takes chance collisions off: clients that never come back average to 0", () => {
    // All ways of putting two sessions of two clients into four buckets: together in one of four.
    const together = sameBucketProbability(4, 2, 2, 4);
    const apart = sameBucketProbability(2, 2, 2, 4);
    expect(0.25 * together + 0.75 * apart).toBeCloseTo(0, 12);
  });
});

describe("clientsScore", () => {
  it("takes the worse of concentration and loyalty", () => {
    expect(clientsScore(0.02, 0, PROTOCOL_DEFAULTS)).toBe(0.5);
    expect(clientsScore(0.001, 0.18, PROTOCOL_DEFAULTS)).toBeCloseTo(0.9, 9);
    expect(clientsScore(-0.01, -0.02, PROTOCOL_DEFAULTS)).toBe(0);
  });
});

describe("evennessScore", () => {
  const spread = { count: 100, sum: 0, squares: 99 * 1.5 ** 2 };
  const even = { count: 100, sum: 1200, squares: 100 * 144 };

  it("is high where sizes or gaps are even, and low where both spread", () => {
    expect(evennessScore(spread, spread, PROTOCOL_DEFAULTS)).toBeCloseTo(0.4 / 1.9, 9);
    expect(evennessScore(even, spread, PROTOCOL_DEFAULTS)).toBe(1);
    expect(evennessScore(spread, even, PROTOCOL_DEFAULTS)).toBe(1);
  });

  it("says nothing on few sessions", () => {
    expect(evennessScore({ ...even, count: 29 }, spread, PROTOCOL_DEFAULTS)).toBe(0);
  });
});

describe("implausible", () => {
  const all = { link: 0.99, temporal: 0.99, clients: 0.99, burstiness: 0.99 };

  it("reads only detectors that are on, and none by default", () => {
    expect(plausibilityWatches(PROTOCOL_DEFAULTS)).toBe(false);
    expect(implausible(all, PROTOCOL_DEFAULTS)).toBeUndefined();
    const params = { ...PROTOCOL_DEFAULTS, "plausibility.clients": true, "plausibility.burstiness": true };
    expect(plausibilityWatches(params)).toBe(true);
    expect(implausible(all, params)).toBe("clients");
    expect(implausible({ ...all, clients: 0.7 }, params)).toBe("burstiness");
    expect(implausible({ ...all, clients: 0.7, burstiness: 0.7 }, params)).toBeUndefined();
  });
});

describe("plausibilityFade", () => {
  it("halves in a week of daily epochs", () => {
    expect(plausibilityFade(PROTOCOL_DEFAULTS) ** 7).toBeCloseTo(0.5, 12);
  });
});
