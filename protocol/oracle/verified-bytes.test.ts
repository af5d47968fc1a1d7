import { describe, expect, it } from "vitest";
import { verifiedBytes } from "./verified-bytes.ts";

describe("verifiedBytes", () => {
  it("is the meter's count in phase 1, whatever receipts say", () => {
    expect(verifiedBytes(1, true, 100, 900)).toBe(100);
    expect(verifiedBytes(1, false, 0, 900)).toBe(0);
  });

  it("is in phase 2 the meter's count for a sampled leg, and the receipts' for a direct one", () => {
    expect(verifiedBytes(2, true, 100, 900)).toBe(100);
    expect(verifiedBytes(2, false, 100, 900)).toBe(900);
  });
});
