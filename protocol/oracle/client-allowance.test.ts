import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { US_PER_DAY } from "../../base/units.ts";
import { PROTOCOL_DEFAULTS } from "../params.ts";
import { bytesWithinLimit, ClientAllowance, countsAccounts, limitCovers } from "./client-allowance.ts";

const LIMITED = { ...PROTOCOL_DEFAULTS, "limits.perClient": true, "limits.clientBytesPerDay": 1_000 };

describe("ClientAllowance", () => {
  it("counts up to the limit, in part what reaches it, and refuses the rest by its code", () => {
    const allowance = new ClientAllowance(2, LIMITED);
    expect(allowance.admit(0, 900, 1)).toEqual({ kind: "accepted", bytes: 900 });
    expect(allowance.admit(0, 300, 2)).toEqual({
      kind: "rejected",
      code: "CLIENT_LIMIT_REACHED",
      bytes: 100,
      refusedBytes: 200,
    });
    expect(allowance.take(0, 50, 3)).toBe(0);
    expect(allowance.refusals).toBe(2);
    expect(allowance.refusedBytes).toBe(250);
  });

  it("keeps accounts apart, and begins anew each day; midnight's credit belongs to the day that ends", () => {
    const allowance = new ClientAllowance(2, LIMITED);
    expect(allowance.take(0, 1_000, 1)).toBe(1_000);
    expect(allowance.take(1, 1_000, 1)).toBe(1_000);
    expect(allowance.take(0, 10, US_PER_DAY)).toBe(0);
    expect(allowance.take(0, 10, US_PER_DAY + 1)).toBe(10);
  });

  it("comes to the same however a day's bytes are cut into credits", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 600 }), { maxLength: 20 }), (credits) => {
        const allowance = new ClientAllowance(1, LIMITED);
        const counted = credits.reduce((sum, bytes) => sum + allowance.take(0, bytes, 5), 0);
        const total = credits.reduce((sum, bytes) => sum + bytes, 0);
        expect(counted).toBe(Math.min(total, 1_000));
        expect(counted + allowance.refusedBytes).toBe(total);
      }),
    );
  });
});

describe("bytesWithinLimit", () => {
  it("is never negative, even where the limit was lowered below what is used", () => {
    expect(bytesWithinLimit(2_000, 5, 1_000)).toBe(0);
  });
});

describe("limitCovers", () => {
  it("is off by default, and holds metered bytes only where the limit covers all", () => {
    expect(limitCovers(false, PROTOCOL_DEFAULTS)).toBe(false);
    expect(limitCovers(true, LIMITED)).toBe(true);
    expect(limitCovers(true, { ...LIMITED, "limits.covers": "receipts" })).toBe(false);
    expect(limitCovers(false, { ...LIMITED, "limits.covers": "receipts" })).toBe(true);
  });
});

describe("countsAccounts", () => {
  it("always can with named receipts; with blind ones the issuer alone can, and only what receipts attest", () => {
    const blind = { ...LIMITED, "receipts.privacy": "blind" as const };
    const quota = { ...blind, "receipts.blindQuota": true };
    const of = (params: typeof LIMITED) => [true, false].map((metered) => countsAccounts(metered, params));
    expect([of(LIMITED), of(blind), of(quota)]).toEqual([
      [true, true],
      [false, false],
      [false, true],
    ]);
  });
});
