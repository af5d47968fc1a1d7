import { describe, expect, it } from "vitest";
import { US_PER_DAY, US_PER_HOUR } from "../../base/units.ts";
import { PROTOCOL_DEFAULTS, type ProtocolParams } from "../params.ts";
import { isEligible, paidBytes, runtimeBps } from "./eligibility.ts";

const WORK = { verifiedBytes: 5e8, onlineUs: 6 * US_PER_HOUR, longestOnlineUs: 2 * US_PER_HOUR };
const withParams = (changes: Partial<ProtocolParams>): ProtocolParams => ({ ...PROTOCOL_DEFAULTS, ...changes });

describe("isEligible", () => {
  it("asks nothing by default", () => {
    expect(isEligible({ verifiedBytes: 0, onlineUs: 0, longestOnlineUs: 0 }, PROTOCOL_DEFAULTS)).toBe(true);
  });

  it.each([
    ["the longest piece", { "reward.sessionMin": 2 * US_PER_HOUR }, { "reward.sessionMin": 2 * US_PER_HOUR + 1 }],
    ["the share of the epoch", { "reward.uptimeMin": 0.25 }, { "reward.uptimeMin": 0.2500001 }],
    ["the bytes", { "reward.bytesMin": 5e8 }, { "reward.bytesMin": 5e8 + 1 }],
  ])("compares %s with its minimum, equality included", (_, enough, tooMuch) => {
    expect(isEligible(WORK, withParams(enough))).toBe(true);
    expect(isEligible(WORK, withParams(tooMuch))).toBe(false);
  });
});

describe("paidBytes", () => {
  it("is what was verified, or a gigabyte for a whole epoch of presence, never more", () => {
    const presence = withParams({ "reward.basis": "presence" });
    expect(paidBytes(WORK, PROTOCOL_DEFAULTS)).toBe(5e8);
    expect(paidBytes(WORK, presence)).toBe(2.5e8);
    expect(paidBytes({ ...WORK, verifiedBytes: 0, onlineUs: 2 * US_PER_DAY }, presence)).toBe(1e9);
  });
});

describe("runtimeBps", () => {
  it("lowers the weight of what runs in a browser only", () => {
    const half = withParams({ "reward.widgetRate": 5_000 });
    expect([runtimeBps(true, half), runtimeBps(false, half), runtimeBps(true, PROTOCOL_DEFAULTS)]).toEqual([
      5_000, 10_000, 10_000,
    ]);
  });
});
