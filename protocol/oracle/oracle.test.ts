import { describe, expect, it } from "vitest";
import { LANTERN } from "../../base/units.ts";
import { PROTOCOL_DEFAULTS } from "../params.ts";
import { decideCase, openCase } from "./investigation.ts";
import { exceedsMeter, fadePerEpoch, reconcileZ, type SessionSums, varianceOf } from "./reconcile.ts";
import { slashAmount } from "./slash.ts";
import { NO_EVIDENCE } from "./strata.ts";

function sumsOf(values: readonly number[]): SessionSums {
  return {
    count: values.length,
    sum: values.reduce((a, b) => a + b, 0),
    squares: values.reduce((a, b) => a + b * b, 0),
  };
}

/** `count` values spread evenly around `mean`, standard deviation about 1.5. */
function spread(count: number, mean: number): number[] {
  return Array.from({ length: count }, (_, index) => mean + 1.5 * Math.sqrt(12) * ((index + 0.5) / count - 0.5));
}

describe("reconcileZ", () => {
  it("is Welch's statistic: (mean direct - mean sampled - allowance) over its standard error", () => {
    const sampled = sumsOf(spread(100, 10));
    const direct = sumsOf(spread(400, 11));
    const expected = (1 - 0.05) / Math.sqrt(varianceOf(sampled) / 100 + varianceOf(direct) / 400);
    expect(reconcileZ(sampled, direct, PROTOCOL_DEFAULTS)).toBeCloseTo(expected, 9);
  });

  it("says nothing on thin evidence", () => {
    expect(reconcileZ(sumsOf(spread(19, 10)), sumsOf(spread(400, 20)), PROTOCOL_DEFAULTS)).toBe(0);
  });

  it("stays below the flag threshold for a peer whose sessions do not differ", () => {
    expect(Math.abs(reconcileZ(sumsOf(spread(500, 10)), sumsOf(spread(500, 10)), PROTOCOL_DEFAULTS))).toBeLessThan(1);
  });
});

describe("decideCase", () => {
  // Welch's comparison alone: strata.test.ts has the one by epochs.
  const pooled = { ...PROTOCOL_DEFAULTS, "oracle.reconcileStrata": "pooled" } as const;
  const forged = { direct: sumsOf(spread(300, 12.3)), strata: NO_EVIDENCE };

  it("convicts when direct claims still exceed the sessions metered since the flag", () => {
    const open = openCase("direct-exceeds-sampled", forged, 5, pooled);
    expect(open.dueAtUs).toBe(5 + PROTOCOL_DEFAULTS["oracle.investigationDelay"]);
    expect(decideCase(open, sumsOf(spread(300, 10)), 0, pooled).kind).toBe("guilty");
  });

  it("clears when full sampling shows sessions as large as those claimed", () => {
    const open = openCase("direct-exceeds-sampled", forged, 5, pooled);
    expect(decideCase(open, sumsOf(spread(300, 12.3)), 0, pooled).kind).toBe("cleared");
  });

  it("convicts a repeated excess over the meter, and clears one that does not come back", () => {
    const open = openCase("receipts-exceed-meter", { direct: sumsOf([]), strata: NO_EVIDENCE }, 0, pooled);
    expect(decideCase(open, sumsOf([]), 1, pooled).kind).toBe("guilty");
    expect(decideCase(open, sumsOf([]), 0, pooled).kind).toBe("cleared");
  });
});

describe("exceedsMeter", () => {
  it("tolerates 5% and no more", () => {
    expect(exceedsMeter(105, 100, PROTOCOL_DEFAULTS)).toBe(false);
    expect(exceedsMeter(106, 100, PROTOCOL_DEFAULTS)).toBe(true);
  });
});

describe("fadePerEpoch", () => {
  it("halves the sums after 180 daily epochs", () => {
    expect(fadePerEpoch(PROTOCOL_DEFAULTS) ** 180).toBeCloseTo(0.5, 9);
  });
});

describe("slashAmount", () => {
  it("is 20 daily rewards at Gold and 40 at Platinum, capped by what is staked", () => {
    expect(slashAmount(3, 10 * LANTERN, 500 * LANTERN, PROTOCOL_DEFAULTS)).toBe(200 * LANTERN);
    expect(slashAmount(4, 10 * LANTERN, 1000 * LANTERN, PROTOCOL_DEFAULTS)).toBe(400 * LANTERN);
    expect(slashAmount(3, 100 * LANTERN, 500 * LANTERN, PROTOCOL_DEFAULTS)).toBe(500 * LANTERN);
    expect(slashAmount(3, 100 * LANTERN, 500 * LANTERN, { ...PROTOCOL_DEFAULTS, "slash.cap": "uncapped" })).toBe(
      2_000 * LANTERN,
    );
  });
});
