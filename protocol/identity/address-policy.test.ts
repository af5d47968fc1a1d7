import { describe, expect, it } from "vitest";
import { PROTOCOL_DEFAULTS } from "../params.ts";
import { AddressPolicy, addressWeightBps, paidRegion } from "./address-policy.ts";

const home = { datacenter: false, block: 7, asn: 1 };

describe("addressWeightBps", () => {
  it("weighs a data centre's address down where scores are weighed, and nowhere else", () => {
    const weighed = { ...PROTOCOL_DEFAULTS, "identity.ipScoring": "weigh" } as const;
    expect(addressWeightBps(true, weighed)).toBe(2_000);
    expect(addressWeightBps(false, weighed)).toBe(10_000);
    expect(addressWeightBps(true, PROTOCOL_DEFAULTS)).toBe(10_000);
    expect(addressWeightBps(true, { ...weighed, "identity.ipScoring": "refuse" })).toBe(10_000);
  });
});

describe("AddressPolicy", () => {
  it("refuses a data centre's address by name where scores refuse", () => {
    const policy = new AddressPolicy(100, { ...PROTOCOL_DEFAULTS, "identity.ipScoring": "refuse" });
    expect(policy.admit({ ...home, datacenter: true })).toMatchObject({ kind: "rejected", code: "ADDRESS_DATACENTER" });
    expect(policy.admit(home)).toEqual({ kind: "accepted" });
  });

  it("admits so many of a /24 and of an autonomous system, and no more", () => {
    const params = { ...PROTOCOL_DEFAULTS, "identity.diversity": true, "identity.asnShareMax": 0.05 };
    const policy = new AddressPolicy(100, params);
    const outcomes = [7, 7, 7, 8, 8, 9, 9].map((block) => policy.admit({ ...home, block }));
    expect(outcomes.map((outcome) => (outcome.kind === "accepted" ? "in" : outcome.code))).toEqual([
      "in",
      "in",
      "ADDRESS_BLOCK_FULL",
      "in",
      "in",
      "in",
      "ADDRESS_ASN_FULL",
    ]);
    expect(policy.admit({ ...home, block: 9, asn: 2 })).toEqual({ kind: "accepted" });
  });

  it("limits nothing by default", () => {
    const policy = new AddressPolicy(1, PROTOCOL_DEFAULTS);
    for (let peer = 0; peer < 50; peer++) expect(policy.admit({ ...home, datacenter: true }).kind).toBe("accepted");
  });
});

describe("paidRegion", () => {
  it("follows the claim unless locations are verified", () => {
    expect(paidRegion(9, 1, PROTOCOL_DEFAULTS)).toBe(9);
    expect(paidRegion(9, 1, { ...PROTOCOL_DEFAULTS, "identity.geoVerification": true })).toBe(1);
  });
});
