import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LANTERN } from "../../base/units.ts";
import { LUME_DEFAULTS, type LumeParams } from "./lume-params.ts";
import { demandFactorBps, type LumeWork, lumeReward } from "./lume-reward.ts";

const WORK: LumeWork = {
  verifiedBytes: 2_000_000_000,
  regionBps: 15_000,
  demandBps: 20_000,
  reputationBps: 5_000,
  accuracyBps: 9_000,
  stabilityBps: 8_000,
};
const formula = (name: LumeParams["reward.formula"]): LumeParams => ({ ...LUME_DEFAULTS, "reward.formula": name });

describe("lumeReward", () => {
  it("multiplies what each text names", () => {
    // 20 tokens for two GB.
    expect(lumeReward(WORK, formula("legend"))).toBe(30 * LANTERN);
    expect(lumeReward(WORK, formula("mechanics"))).toBe(28.8 * LANTERN);
    expect(lumeReward(WORK, formula("both"))).toBe(21.6 * LANTERN);
  });

  it("of a split of the work is never more than of the whole", () => {
    fc.assert(
      fc.property(fc.nat(2_000_000_000), (part) => {
        const whole = lumeReward(WORK, LUME_DEFAULTS);
        const split =
          lumeReward({ ...WORK, verifiedBytes: part }, LUME_DEFAULTS) +
          lumeReward({ ...WORK, verifiedBytes: WORK.verifiedBytes - part }, LUME_DEFAULTS);
        expect(split).toBeLessThanOrEqual(whole);
        expect(split).toBeGreaterThanOrEqual(whole - 12);
      }),
    );
  });
});

describe("demandFactorBps", () => {
  it("is demand over supply between its bounds, most where nobody serves, one where nobody asks", () => {
    expect(demandFactorBps(120, 100, LUME_DEFAULTS)).toBe(12_000);
    expect(demandFactorBps(1, 100, LUME_DEFAULTS)).toBe(5_000);
    expect(demandFactorBps(900, 100, LUME_DEFAULTS)).toBe(30_000);
    expect(demandFactorBps(1, 0, LUME_DEFAULTS)).toBe(30_000);
    expect(demandFactorBps(0, 0, LUME_DEFAULTS)).toBe(10_000);
  });
});
