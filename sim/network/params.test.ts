import { describe, expect, it } from "vitest";
import { snowflakeMonths } from "./data/snowflake-month.ts";
import { NETWORK_PARAMS } from "./params.ts";

describe("NETWORK_PARAMS", () => {
  it("every value lies within its bounds and names its source", () => {
    for (const [path, spec] of Object.entries(NETWORK_PARAMS)) {
      expect(path).toMatch(/^(network|demand|churn)\.[a-zA-Z.]+$/);
      expect(spec.source.length, path).toBeGreaterThan(5);
      expect(spec.what.endsWith("."), path).toBe(false);
      if (spec.kind === "choice" || spec.kind === "flag") continue;
      expect(spec.value, path).toBeGreaterThanOrEqual(spec.min);
      expect(spec.value, path).toBeLessThanOrEqual(spec.max);
      if (spec.kind !== "share" && spec.kind !== "number") expect(Number.isInteger(spec.value), path).toBe(true);
    }
  });

  it("network.month offers exactly the measured months", () => {
    expect(NETWORK_PARAMS["network.month"].choices).toEqual(snowflakeMonths());
  });
});
