import { describe, expect, it } from "vitest";
import { engset, erlangB, erlangC, meanOnSharedLink, meanWaitMd1, meanWaitMmc } from "./queue-formulas.ts";

describe("formulas of textbook queues", () => {
  it("erlangB(10, 8) is the tables' 0.1217, and erlangB(1, a) is a / (1 + a)", () => {
    expect(erlangB(10, 8)).toBeCloseTo(0.12166, 5);
    expect(erlangB(1, 0.25)).toBeCloseTo(0.2, 12);
  });

  it("erlangC(1, rho) is rho, and erlangC(5, 4) is the tables' 0.5541", () => {
    expect(erlangC(1, 0.7)).toBeCloseTo(0.7, 12);
    expect(erlangC(5, 4)).toBeCloseTo(0.5541, 4);
    expect(meanWaitMmc(1, 0.5)).toBeCloseTo(1, 12);
  });

  it("engset(c, n) goes to erlangB(c) with many sources and is zero with no more sources than servers", () => {
    expect(engset(10, 1e7, 8 / 1e7)).toBeCloseTo(erlangB(10, 8), 5);
    expect(engset(10, 10, 1)).toBe(0);
    // Two sources on one server: a call is blocked while the other one is served.
    expect(engset(1, 2, 1)).toBeCloseTo(0.5, 12);
  });

  it("meanOnSharedLink and meanWaitMd1 grow without bound towards load one", () => {
    expect(meanOnSharedLink(0.6)).toBeCloseTo(1.5, 12);
    expect(meanWaitMd1(0.5)).toBeCloseTo(0.5, 12);
    expect(meanWaitMd1(0.99)).toBeGreaterThan(40);
  });
});
