import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shareByLargestRemainder } from "./largest-remainder.ts";

function share(totalBase: number, weights: readonly number[]): { shares: number[]; distributed: number } {
  const out = new Float64Array(weights.length).fill(-1);
  const distributed = shareByLargestRemainder(totalBase, Float64Array.from(weights), out);
  return { shares: [...out], distributed };
}

/** The rule word for word: sort everybody by remainder, then index. */
function naiveShares(totalBase: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + BigInt(weight), 0n);
  const rows = weights.map((weight, index) => {
    const product = BigInt(totalBase) * BigInt(weight);
    return { index, share: Number(product / sum), remainder: product % sum };
  });
  const left = totalBase - rows.reduce((total, row) => total + row.share, 0);
  const ranked = [...rows].sort((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  );
  for (const row of ranked.slice(0, left)) row.share += 1;
  return rows.map((row) => row.share);
}

const weight = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: 5 }),
  fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
);
const weightList = fc.array(weight, { minLength: 1, maxLength: 60 });
const total = fc.oneof(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 1e15 }));

describe("shareByLargestRemainder", () => {
  it("gives the odd units to the largest remainders, ties to the lower index", () => {
    expect(share(10, [1, 1, 1])).toEqual({ shares: [4, 3, 3], distributed: 10 });
    expect(share(100, [1, 2, 3])).toEqual({ shares: [17, 33, 50], distributed: 100 });
    expect(share(3, [1, 0, 1, 1, 1])).toEqual({ shares: [1, 0, 1, 1, 0], distributed: 3 });
  });

  it("distributes nothing where all weights are zero, and clears what stood in `out`", () => {
    expect(share(171_232_876_712, [0, 0])).toEqual({ shares: [0, 0], distributed: 0 });
    expect(share(5, [])).toEqual({ shares: [], distributed: 0 });
  });

  it("equals sorting everybody by remainder, also where the sum of weights passes 2^53", () => {
    fc.assert(
      fc.property(total, weightList, (totalBase, weights) => {
        fc.pre(weights.some((value) => value > 0));
        expect(share(totalBase, weights).shares).toEqual(naiveShares(totalBase, weights));
      }),
      { numRuns: 500 },
    );
  });

  it("sums to the total, gives zero weights zero, and keeps everyone within one unit of the quotient", () => {
    fc.assert(
      fc.property(total, weightList, (totalBase, weights) => {
        fc.pre(weights.some((value) => value > 0));
        const { shares, distributed } = share(totalBase, weights);
        const sum = weights.reduce((all, value) => all + BigInt(value), 0n);
        expect(distributed).toBe(totalBase);
        expect(shares.reduce((all, value) => all + value, 0)).toBe(totalBase);
        shares.forEach((value, index) => {
          const product = BigInt(totalBase) * BigInt(weights[index]);
          expect(value === 0 || weights[index] > 0).toBe(true);
          expect(BigInt(value) * sum).toBeGreaterThan(product - sum);
          expect(BigInt(value) * sum).toBeLessThan(product + sum);
        });
      }),
    );
  });

  it("refuses a negative or fractional weight and arrays of two lengths", () => {
    expect(() => share(10, [1, -1])).toThrow("weights");
    expect(() => share(10, [0.5])).toThrow("weights");
    expect(() => shareByLargestRemainder(10, new Float64Array(2), new Float64Array(3))).toThrow("one length");
  });
});
