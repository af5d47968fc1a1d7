import { describe, expect, it } from "vitest";
import { defaultValues } from "../../base/param-spec.ts";
import { US_PER_DAY } from "../../base/units.ts";
import { FaultDraws, faultsPossible } from "./fault-draws.ts";
import { FAULT_KINDS, FAULT_PARAMS } from "./params.ts";
import { drawSwarm } from "./swarm.ts";

const DEFAULTS = defaultValues(FAULT_PARAMS);
const WORLDS = 2000;

describe("drawSwarm", () => {
  it("has each kind off in half the seeds, and on with a strength from 0.05 to 1 in the rest", () => {
    const drawn = Array.from({ length: WORLDS }, (_, index) => drawSwarm(`seed-${index}`));
    for (const kind of FAULT_KINDS) {
      const strengths = drawn.flatMap((faults) => faults[kind] ?? []);
      // Five standard deviations of a fair coin.
      expect(Math.abs(strengths.length - WORLDS / 2)).toBeLessThan(5 * Math.sqrt(WORLDS / 4));
      expect(Math.min(...strengths)).toBeGreaterThanOrEqual(0.05);
      expect(Math.max(...strengths)).toBeLessThanOrEqual(1);
    }
  });

  it("repeats by its seed, and draws kinds independently", () => {
    expect(drawSwarm("a")).toEqual(drawSwarm("a"));
    const both = Array.from({ length: WORLDS }, (_, index) => drawSwarm(`seed-${index}`)).filter(
      ({ receiptLoss, clockSkew }) => receiptLoss !== undefined && clockSkew !== undefined,
    );
    expect(Math.abs(both.length - WORLDS / 4)).toBeLessThan(5 * Math.sqrt((WORLDS * 3) / 16));
  });
});

describe("FaultDraws", () => {
  const params = { ...DEFAULTS, "faults.receiptLoss": 0.3, "faults.clockSkew": 0.5, "faults.healAfter": 0.5 };

  it("strike in the share of their strength, and not once all is healed", () => {
    const draws = new FaultDraws(params, 7, 10 * US_PER_DAY);
    const lost = Array.from({ length: 10_000 }, (_, ordinal) => draws.receiptIs("Loss", 3, ordinal, 0));
    expect(lost.filter(Boolean).length / 10_000).toBeCloseTo(0.3, 1);
    expect(draws.fired.receiptLoss).toBe(lost.filter(Boolean).length);
    expect(draws.receiptIs("Loss", 3, lost.indexOf(true), 5 * US_PER_DAY)).toBe(false);
    expect(draws.receiptIs("Duplication", 3, 0, 0)).toBe(false);
  });

  it("make a wrong clock wrong in every receipt, within its bound and either way", () => {
    const draws = new FaultDraws(params, 7, 10 * US_PER_DAY);
    const errors = Array.from({ length: 1000 }, (_, client) => draws.clockErrorUs(client, 0));
    expect(errors).toEqual(Array.from({ length: 1000 }, (_, client) => draws.clockErrorUs(client, 1)));
    expect(errors.filter((error) => error !== 0).length / 1000).toBeCloseTo(0.5, 1);
    expect(Math.max(...errors.map(Math.abs))).toBeLessThanOrEqual(DEFAULTS["faults.clockSkewMax"]);
    expect(Math.min(...errors)).toBeLessThan(0);
    expect(Math.max(...errors)).toBeGreaterThan(0);
  });

  it("are impossible by default", () => {
    expect(faultsPossible(DEFAULTS)).toBe(false);
    expect(faultsPossible(params)).toBe(true);
  });
});
