import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CommitteeRound, decidedBytes, decideRoot, sortReports, type VerifierReport } from "./committee.ts";

const ROUND: CommitteeRound = { epoch: 4, setVersion: 1, verifierCount: 4, peerCount: 2 };

function report(verifier: number, bytes: readonly number[], change: Partial<VerifierReport> = {}): VerifierReport {
  return { verifier, epoch: 4, setVersion: 1, bytes: Float64Array.from(bytes), ...change };
}

const BYTES = fc.array(fc.nat(1_000_000), { minLength: 2, maxLength: 2 });

describe("sortReports(reports)", () => {
  it("refuses another epoch, another set version, a stranger and what is no byte count", () => {
    const reports = [
      report(0, [1, 2], { epoch: 3 }),
      report(1, [1, 2], { setVersion: 2 }),
      report(4, [1, 2]),
      report(2, [1, -1]),
      report(3, [1]),
    ];
    const { accepted, refused } = sortReports(reports, ROUND);
    expect(accepted).toEqual([]);
    expect(refused.map(({ code }) => code)).toEqual(["stale", "stale", "stranger", "malformed", "malformed"]);
  });

  it("counts a repeated report once, and no report of who sent two that differ", () => {
    const reports = [report(1, [1, 2]), report(0, [5, 5]), report(1, [1, 2]), report(2, [7, 7]), report(2, [8, 7])];
    const { accepted, refused } = sortReports(reports, ROUND);
    expect(accepted.map(({ verifier }) => verifier)).toEqual([0, 1]);
    expect(refused).toEqual([
      { verifier: 1, code: "duplicate" },
      { verifier: 2, code: "equivocal" },
      { verifier: 2, code: "equivocal" },
    ]);
  });
});

describe("decidedBytes(reports)", () => {
  it("stays within the honest range while liars are fewer than half", () => {
    const property = fc.property(
      fc.array(BYTES, { minLength: 1, maxLength: 12 }),
      fc.infiniteStream(BYTES),
      (honest, lies) => {
        const liars = [...lies.take(honest.length - 1)];
        const decided = decidedBytes([...honest, ...liars].map((bytes, verifier) => report(verifier, bytes)));
        for (const [peer, bytes] of decided.entries()) {
          const own = honest.map((values) => values[peer] as number);
          expect(bytes).toBeGreaterThanOrEqual(Math.min(...own));
          expect(bytes).toBeLessThanOrEqual(Math.max(...own));
        }
      },
    );
    fc.assert(property);
  });

  it("says what liars want once they are more than half", () => {
    const reports = [report(0, [10, 10]), report(1, [90, 90]), report(2, [90, 90])];
    expect([...decidedBytes(reports)]).toEqual([90, 90]);
  });
});

describe("decideRoot(votes)", () => {
  it("never splits with fewer than a third of liars and a quorum of two thirds, whatever honest verifiers see", () => {
    const property = fc.property(
      fc.integer({ min: 0, max: 5 }),
      fc.array(fc.constantFrom("a", "b", "c"), { minLength: 32, maxLength: 32 }),
      (liars, roots) => {
        const verifierCount = 3 * liars + 1;
        const honest = roots.slice(0, verifierCount - liars).map((root, verifier) => ({ verifier, root }));
        const lies = roots.slice(verifierCount - liars, verifierCount).map((root, at) => ({
          verifier: verifierCount - liars + at,
          root,
        }));
        const verdict = decideRoot([...honest, ...lies], verifierCount, 2 * liars + 1);
        expect(verdict.kind).not.toBe("split");
        if (verdict.kind === "root") expect(honest.some(({ root }) => root === verdict.root)).toBe(true);
      },
    );
    fc.assert(property);
  });

  it("names both roots where the threshold is too low, and does not count who signs two", () => {
    const votes = ["a", "a", "b", "b"].map((root, verifier) => ({ verifier, root }));
    expect(decideRoot(votes, 4, 2)).toEqual({ kind: "split", roots: ["a", "b"] });
    expect(decideRoot([...votes, { verifier: 3, root: "a" }], 4, 2)).toEqual({ kind: "root", root: "a", votes: 2 });
    expect(decideRoot(votes, 4, 3)).toEqual({ kind: "none" });
  });
});
