/** Holds vesting and the verifiers' consensus of `protocol/` to the vectors that `chain/programs/rules/tests/grants_and_verifiers.rs` meets. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { US_PER_S } from "../../base/units.ts";
import { vestedBase } from "../../protocol/emission/vesting.ts";
import { agreedRoot, lowerMedian, reportQuorum, toleratesFaults } from "../../protocol/oracle/median.ts";

interface Grant {
  readonly total: string;
  readonly cliffSeconds: string;
  readonly durationSeconds: string;
  readonly points: readonly { readonly elapsedSeconds: string; readonly vested: string }[];
}

interface Median {
  readonly medians: readonly { readonly values: readonly string[]; readonly median: string }[];
  readonly quorums: readonly { count: number; faultLimit: number; tolerates: boolean; quorum?: number }[];
  readonly roots: readonly { roots: readonly string[]; quorum: number; agreed: string | null; agreeing: number }[];
}

function load<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), "utf8"));
}

describe("the protocol's rules of grants and verifiers", () => {
  it("vest what the vectors say", () => {
    // The twin's amounts and times are below 2^53; vectors at the ends of the 64-bit types are the programs' alone.
    const grants = load<readonly Grant[]>("vesting").filter(({ total }) => Number.isSafeInteger(Number(total)));
    expect(grants.length).toBeGreaterThanOrEqual(4);
    for (const { total, cliffSeconds, durationSeconds, points } of grants) {
      const [totalBase, cliff, duration] = [total, cliffSeconds, durationSeconds].map(Number) as [
        number,
        number,
        number,
      ];
      const terms = { totalBase, cliffUs: cliff * US_PER_S, durationUs: duration * US_PER_S };
      for (const { elapsedSeconds, vested } of points)
        expect(`${vestedBase(terms, Number(elapsedSeconds) * US_PER_S)}`, elapsedSeconds).toBe(vested);
    }
  });

  it("take the vectors' medians, quorums and roots", () => {
    const { medians, quorums, roots } = load<Median>("median");
    const small = medians.filter(({ values }) => values.map(Number).every(Number.isSafeInteger));
    expect(small.length).toBeGreaterThanOrEqual(6);
    for (const { values, median } of small) expect(`${lowerMedian(values.map(Number))}`).toBe(median);
    for (const { count, faultLimit, tolerates, quorum } of quorums) {
      const size = { verifierCount: count, faultLimit };
      expect(toleratesFaults(size)).toBe(tolerates);
      if (quorum !== undefined) expect(reportQuorum(size)).toBe(quorum);
    }
    for (const vector of roots) {
      const agreed = agreedRoot(vector.roots, vector.quorum);
      expect(agreed?.root ?? null).toBe(vector.agreed);
      expect(agreed?.agreeingCount ?? 0).toBe(vector.agreeing);
    }
  });
});
