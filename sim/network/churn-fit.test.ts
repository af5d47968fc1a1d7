import { describe, expect, it } from "vitest";
import { churnModel } from "./churn.ts";
import { kumaraswamyOf, returnShareOf } from "./churn-fit.ts";
import { snowflakeMonth } from "./data/snowflake-month.ts";
import { KIND_EXTENSION } from "./kinds.ts";
import { kindIpShares } from "./nat.ts";
import { NETWORK_DEFAULTS } from "./params.ts";

const shares = kindIpShares(snowflakeMonth("2023-06"));

describe("the fit of churn", () => {
  it("churnModel() meets the return after a day for any address persistence in reach", () => {
    for (const persistence of [0.5, 0.6, 0.8, 1]) {
      const model = churnModel(shares, { ...NETWORK_DEFAULTS, "churn.addressPersistence": persistence });
      expect(returnShareOf(model, shares, 24), String(persistence)).toBeCloseTo(0.382 / persistence, 4);
    }
  });

  it("the fit of the defaults has a second shape of 16.5, and 98.0% return after an hour", () => {
    const model = churnModel(shares, NETWORK_DEFAULTS);
    expect(model.shapeBs[KIND_EXTENSION]).toBeCloseTo(16.5, 0);
    expect(returnShareOf(model, shares, 1)).toBeCloseTo(0.98, 3);
    expect(returnShareOf(model, shares, 0)).toBeCloseTo(1, 12);
  });

  it("fewer return when addresses last longer, since then the measured loss is the identities' own", () => {
    const lasting = churnModel(shares, { ...NETWORK_DEFAULTS, "churn.addressPersistence": 0.9 });
    const model = churnModel(shares, NETWORK_DEFAULTS);
    expect(lasting.shapeBs[KIND_EXTENSION]).toBeGreaterThan(model.shapeBs[KIND_EXTENSION]);
  });

  it("an address persistence that asks for more than all identities is refused", () => {
    expect(() => churnModel(shares, { ...NETWORK_DEFAULTS, "churn.addressPersistence": 0.36 })).toThrow(
      expect.objectContaining({ code: "NETWORK_BAD_CHURN" }),
    );
  });

  it("kumaraswamyOf() inverts 1 - (1 - x^a)^b", () => {
    const x = kumaraswamyOf(0.3, 1.37, 16.5);
    expect(1 - (1 - x ** 1.37) ** 16.5).toBeCloseTo(0.3, 12);
  });
});
