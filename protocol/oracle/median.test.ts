import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { agreedRoot, lowerMedian, reportQuorum, toleratesFaults } from "./median.ts";

describe("the lower median", () => {
  it("stays in the honest range whatever up to f liars report, in any quorum of the reports", () => {
    const run = fc.integer({ min: 0, max: 10 }).chain((faultLimit) =>
      fc.record({
        faultLimit: fc.constant(faultLimit),
        honest: fc.array(fc.nat(1e9), { minLength: 2 * faultLimit + 1, maxLength: 2 * faultLimit + 1 }),
        lies: fc.array(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), {
          minLength: faultLimit,
          maxLength: faultLimit,
        }),
        dropped: fc.nat(faultLimit),
      }),
    );
    fc.assert(
      fc.property(run, ({ faultLimit, honest, lies, dropped }) => {
        const quorum = reportQuorum({ verifierCount: 3 * faultLimit + 1, faultLimit });
        expect(quorum).toBe(2 * faultLimit + 1);
        // Whoever aggregates may leave out any reports beyond the quorum.
        const values = [...lies, ...honest.slice(dropped)];
        const median = lowerMedian(values);
        expect(median).toBeGreaterThanOrEqual(Math.min(...honest));
        expect(median).toBeLessThanOrEqual(Math.max(...honest));
      }),
    );
  });

  it("is not the upper one, by which one liar of two would set the value", () => {
    expect(lowerMedian([10, 1_000_000])).toBe(10);
  });
});

describe("a quorum", () => {
  it("shares an honest verifier with every other, and f silent verifiers do not prevent it", () => {
    for (let verifierCount = 1; verifierCount <= 32; verifierCount++)
      for (let faultLimit = 0; 3 * faultLimit < verifierCount; faultLimit++) {
        const quorum = reportQuorum({ verifierCount, faultLimit });
        expect(2 * quorum - verifierCount).toBeGreaterThan(faultLimit);
        expect(quorum).toBeLessThanOrEqual(verifierCount - faultLimit);
      }
  });

  it("is refused to sets that cannot tolerate their liars", () => {
    expect(toleratesFaults({ verifierCount: 3, faultLimit: 1 })).toBe(false);
    expect(toleratesFaults({ verifierCount: 33, faultLimit: 1 })).toBe(false);
    expect(() => reportQuorum({ verifierCount: 6, faultLimit: 2 })).toThrow("3f + 1");
  });

  it("decides no root where the liars split the honest", () => {
    expect(agreedRoot(["aa", "bb", "aa", "bb"], 3)).toBeUndefined();
    expect(agreedRoot(["bb", "aa", "aa", "aa"], 3)).toEqual({ root: "aa", agreeingCount: 3 });
  });
});
