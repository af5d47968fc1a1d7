import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LUME_DEFAULTS } from "../rewards/lume-params.ts";
import { type Belief, kalmanStep, settledVariance } from "./kalman.ts";
import { forecastAccuracy, nextWindow, UNMEASURED, type WindowState } from "./window.ts";

const LINK = 1_000_000;
const noise = fc.record({
  process: fc.double({ min: 1e-6, max: 100, noNaN: true }),
  measurement: fc.double({ min: 1e-6, max: 100, noNaN: true }),
});

describe("kalmanStep", () => {
  it("stays between belief and measurement, and is never less sure than the measurement", () => {
    fc.assert(
      fc.property(
        noise,
        fc.double({ min: 0, max: 9, noNaN: true }),
        fc.double({ min: -9, max: 9, noNaN: true }),
        (own, variance, measured) => {
          const next = kalmanStep({ estimate: 0, variance }, measured, own);
          expect(Math.abs(next.estimate)).toBeLessThanOrEqual(Math.abs(measured));
          expect(next.estimate * measured).toBeGreaterThanOrEqual(0);
          expect(next.variance).toBeLessThanOrEqual(own.measurement * (1 + 1e-12));
        },
      ),
    );
  });

  it("settles to the root of v^2 + q v = q r from anywhere", () => {
    const own = { process: 0.4, measurement: 2.5 };
    const settle = (variance: number): Belief =>
      Array.from({ length: 100 }).reduce<Belief>((belief) => kalmanStep(belief, 1, own), { estimate: 0, variance });
    expect(settle(0).variance).toBeCloseTo(settledVariance(own), 9);
    expect(settle(1000).variance).toBeCloseTo(settledVariance(own), 9);
    expect(settledVariance(own) ** 2 + 0.4 * settledVariance(own)).toBeCloseTo(1, 9);
  });

  it("without wandering it is the running mean", () => {
    const values = [3, 5, 10, -2];
    const still = { process: 0, measurement: 1 };
    const last = values
      .slice(1)
      .reduce((belief, value) => kalmanStep(belief, value, still), { estimate: 3, variance: 1 });
    expect(last.estimate).toBeCloseTo(4, 12);
    expect(last.variance).toBeCloseTo(1 / 4, 12);
  });
});

describe("nextWindow", () => {
  const fed = (loads: readonly number[]): WindowState =>
    loads.reduce((state, load) => nextWindow(state, load, LINK, LUME_DEFAULTS), UNMEASURED);

  it("never exceeds what the load just measured leaves free, less the guard", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: LINK }), { minLength: 1, maxLength: 40 }), (loads) => {
        const { windowRate } = fed(loads);
        expect(windowRate).toBeGreaterThanOrEqual(0);
        expect(windowRate).toBeLessThanOrEqual(Math.max(0, LINK - Math.max(...loads.slice(-8)) - 0.05 * LINK) + 1e-6);
      }),
    );
  });

  it("goes to zero at once when local load rises, and not when it falls", () => {
    expect(fed([0, 0, 0]).windowRate).toBeGreaterThan(0.9 * LINK);
    expect(fed([0, 0, 0, 0.11 * LINK]).windowRate).toBe(0);
    expect(fed([0, 0, 0, 0.09 * LINK]).windowRate).toBeGreaterThan(0);
    expect(fed([0.5 * LINK, 0.5 * LINK, 0]).windowRate).toBeGreaterThan(0);
  });

  it("comes back once a spike has left the sliding window", () => {
    const spike = [0, 0, 0.8 * LINK];
    expect(fed([...spike, ...Array<number>(7).fill(0)]).windowRate).toBeLessThan(0.2 * LINK);
    expect(fed([...spike, ...Array<number>(60).fill(0)]).windowRate).toBeGreaterThan(0.9 * LINK);
  });
});

describe("forecastAccuracy", () => {
  it("is one of equals, symmetric, and half of a forecast twice as high", () => {
    expect(forecastAccuracy(0, 0)).toBe(1);
    expect(forecastAccuracy(7, 7)).toBe(1);
    expect(forecastAccuracy(10, 5)).toBe(0.5);
    expect(forecastAccuracy(5, 10)).toBe(0.5);
    expect(forecastAccuracy(5, 0)).toBe(0);
  });
});
