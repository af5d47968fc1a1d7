import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assign, ranked, runTask } from "./assignment.ts";
import { afterTry, HEALTHY, type Health, mayServe } from "./health.ts";
import { LUMORA_DEFAULTS, type LumoraParams } from "./lumora-params.ts";
import { taskScore } from "./score.ts";

const BOUNDED: LumoraParams = { ...LUMORA_DEFAULTS, "routing.bounded": true };
const inputs = fc.record({
  bandwidth: fc.double({ min: 0, max: 1e9, noNaN: true }),
  rttMs: fc.double({ min: 0, max: 1e4, noNaN: true }),
  hops: fc.nat(50),
  latencyMs: fc.double({ min: 0, max: 1e4, noNaN: true }),
});

describe("taskScore", () => {
  it("is alpha + beta / P + gamma / L of the widest link", () => {
    const score = taskScore({ bandwidth: 10, rttMs: 30, hops: 1, latencyMs: 40 }, 10, LUMORA_DEFAULTS);
    expect(score).toBeCloseTo(0.5 + 0.3 / 2 + 0.2 / 2, 12);
  });

  it("never falls with bandwidth and never rises with distance", () => {
    fc.assert(
      fc.property(inputs, fc.double({ min: 1, max: 10, noNaN: true }), (one, factor) => {
        const score = taskScore(one, 1e9, LUMORA_DEFAULTS);
        expect(taskScore({ ...one, bandwidth: one.bandwidth / factor }, 1e9, LUMORA_DEFAULTS)).toBeLessThanOrEqual(
          score,
        );
        const farther = { ...one, rttMs: one.rttMs * factor, latencyMs: one.latencyMs * factor };
        expect(taskScore(farther, 1e9, LUMORA_DEFAULTS)).toBeLessThanOrEqual(score);
      }),
    );
  });

  it("as written has no bound; bounded, it is at most the sum of the weights", () => {
    const liar = { bandwidth: 0, rttMs: 0.0001, hops: 0, latencyMs: 0.0001 };
    const best = { bandwidth: 1e9, rttMs: 20, hops: 0, latencyMs: 20 };
    expect(taskScore(liar, 1e9, LUMORA_DEFAULTS)).toBeGreaterThan(1000 * taskScore(best, 1e9, LUMORA_DEFAULTS));
    fc.assert(fc.property(inputs, (one) => taskScore(one, 1e9, BOUNDED) <= 1 + 1e-12));
  });
});

describe("assign", () => {
  it("gives the highest score the task and the next ones the backup, leaving out who has no room", () => {
    const candidates = [1, 2, 3, 4].map((node) => ({ node, score: node === 3 ? 9 : node }));
    expect(ranked(candidates).map(({ node }) => node)).toEqual([3, 4, 2, 1]);
    expect(assign(candidates, 1, (node) => node !== 3)).toEqual([4, 2]);
  });

  it("breaks ties by the node's number, in whatever order they come", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }), (nodes) => {
        const candidates = nodes.map((node) => ({ node, score: 1 }));
        expect(assign(candidates, 2, () => true)).toEqual([0, 1, 2]);
      }),
    );
  });

  it("hands a failed task on until somebody does it", () => {
    expect(runTask([5, 6, 7], (node) => node === 6)).toEqual([
      { node: 5, done: false },
      { node: 6, done: true },
    ]);
    expect(runTask([5, 6], () => false)).toHaveLength(2);
    expect(runTask([], () => true)).toEqual([]);
  });
});

describe("afterTry", () => {
  const tries = (results: readonly boolean[], params = LUMORA_DEFAULTS): Health =>
    results.reduce((health, done, round) => afterTry(health, done, round, params), HEALTHY);

  it("flags after failures in a row and forgets them at a success", () => {
    expect(tries([false, false, true, false, false]).flags).toBe(0);
    const flagged = tries([false, false, false]);
    expect(flagged).toEqual({ failuresInRow: 0, flags: 1, freeFrom: 2 + 1 + 12 });
    expect(mayServe(flagged, 14)).toBe(false);
    expect(mayServe(flagged, 15)).toBe(true);
  });

  it("keeps away twice as long each time", () => {
    const twice = tries(Array<boolean>(6).fill(false));
    expect(twice).toMatchObject({ flags: 2, freeFrom: 5 + 1 + 24 });
  });

  it("does nothing where nobody monitors", () => {
    expect(tries(Array<boolean>(9).fill(false), { ...LUMORA_DEFAULTS, "health.monitored": false })).toBe(HEALTHY);
  });
});
