import { describe, expect, it } from "vitest";
import { PROTOCOL_DEFAULTS } from "../../protocol/params.ts";
import { settlementRules } from "./settlement-rules.ts";

describe("settlementRules", () => {
  it("gives the seed's schedule and tiers in seconds and base units", () => {
    const rules = settlementRules(PROTOCOL_DEFAULTS);
    expect(rules.schedule).toEqual({
      firstPeriodAmountBase: 125_000_000_000_000,
      periodLengthSeconds: 63_072_000,
      periodCount: 5,
      tailPerYearBase: 0,
      poolTotalBase: 500_000_000_000_000,
    });
    expect(rules.tiers.gold).toEqual({ ageSeconds: 90 * 86_400, stakeBase: 500_000_000 });
    expect(rules.epochLengthSeconds).toBe(86_400);
  });

  it("stops on a duration that no chain's clock can hold", () => {
    expect(() => settlementRules({ ...PROTOCOL_DEFAULTS, "epoch.length": 3_600_000_001 })).toThrow(
      "3600000001 microseconds",
    );
  });
});
