import { describe, expect, it } from "vitest";
import { PROTOCOL_DEFAULTS, type ProtocolParams } from "../params.ts";
import { decideCase, openCase, type PeerEvidence, suspicionZ } from "./investigation.ts";
import { PeerBook } from "./peer-book.ts";
import { fadePerEpoch } from "./reconcile.ts";
import { NO_EVIDENCE, normalDeviate, strataZ, stratumEvidence } from "./strata.ts";

const POOLED: ProtocolParams = { ...PROTOCOL_DEFAULTS, "oracle.reconcileStrata": "pooled" };
const KEY = 0x57a7a;

/** A draw from 0 to 1, neither included; protocol/ has no randomness of its own. Source: the finaliser of MurmurHash3 */
function uniform(key: number, index: number, draw: number): number {
  let h = Math.imul(key ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index * 8 + draw + 1, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (((h ^ (h >>> 16)) >>> 0) + 0.5) / 2 ** 32;
}

/** Standard normal, by Box and Muller. */
function normal(key: number, index: number): number {
  return Math.sqrt(-2 * Math.log(uniform(key, index, 0))) * Math.cos(2 * Math.PI * uniform(key, index, 2));
}

interface PeerLife {
  readonly run: number;
  readonly days: number;
  readonly sessionsPerDay: number;
  /** Sampling share on a day. */
  readonly shareOn: (day: number) => number;
  /** Factor by which sessions of a day are larger than those of day 0. */
  readonly sizeOn: (day: number) => number;
  /** Claimed over moved bytes in direct sessions. */
  readonly forged: number;
}

function evidenceOf(book: PeerBook): PeerEvidence {
  return {
    sampled: { count: book.sampledCounts[0], sum: book.sampledSums[0], squares: book.sampledSquares[0] },
    direct: { count: book.directCounts[0], sum: book.directSums[0], squares: book.directSquares[0] },
    strata: book.strata(0),
  };
}

/** The peer's evidence at the end of the last day, before that day fades. Session sizes are log-normal with sigma 1.5. */
function live(life: PeerLife): PeerBook {
  const book = new PeerBook(1);
  const key = Math.imul(life.run + 1, KEY);
  for (let day = 0; day < life.days; day++) {
    if (day > 0) book.nextEpoch(fadePerEpoch(PROTOCOL_DEFAULTS));
    for (let session = 0; session < life.sessionsPerDay; session++) {
      const index = day * life.sessionsPerDay + session;
      const sampled = uniform(key, index, 1) < life.shareOn(day);
      const bytes = 1e7 * life.sizeOn(day) * Math.exp(1.5 * normal(key, index));
      book.observe(0, sampled, bytes * (sampled ? 1 : life.forged), false);
    }
  }
  return book;
}

/** Share of 200 peers that the rule flags on the last day. */
function flaggedShare(life: Omit<PeerLife, "run">, params: ProtocolParams): number {
  const flags = Array.from({ length: 200 }, (_, run) => suspicionZ(evidenceOf(live({ ...life, run })), params));
  return flags.filter((z) => z > params["oracle.reconcileZ"]).length / flags.length;
}

/** Honest: sessions grow by 4% a day while the tier rises and the sampling share falls. */
const GROWING = {
  days: 60,
  sessionsPerDay: 60,
  shareOn: (day: number) => (day < 15 ? 0.5 : day < 30 ? 0.2 : 0.05),
  sizeOn: (day: number) => 1.04 ** day,
  forged: 1,
};
const STEADY = { ...GROWING, shareOn: () => 0.05, sizeOn: () => 1 };

const SAMPLED = { sampledCount: 2, sampledSum: 4, sampledSquares: 10 };

describe("stratumEvidence", () => {
  it("is the weighted difference of means, with the variance that the spread inside both kinds gives it", () => {
    // Sampled 1 and 3, direct 2, 4 and 6: means 2 and 4, squares around them 2 and 8, three degrees of freedom.
    const found = stratumEvidence({ ...SAMPLED, directCount: 3, directSum: 12, directSquares: 56 });
    expect(found.weight).toBeCloseTo(6 / 5, 12);
    expect(found.gap).toBeCloseTo((6 / 5) * 2, 12);
    expect(found.variance).toBeCloseTo((6 / 5) * (10 / 3), 12);
    expect(found.freedom).toBe(3);
  });

  it("has a gap of mean 0 over all ways to draw two of five, whatever the sizes", () => {
    const logs = [1, 3, 2, 4, 9];
    const gaps = logs.flatMap((first, i) =>
      logs.slice(i + 1).map((second) => {
        const sampledSum = first + second;
        const directSum = 19 - sampledSum;
        return stratumEvidence({ ...SAMPLED, sampledSum, directCount: 3, directSum, directSquares: 99 }).gap;
      }),
    );
    expect(gaps.length).toBe(10);
    expect(gaps.reduce((sum, gap) => sum + gap, 0)).toBeCloseTo(0, 9);
  });

  it("says nothing where one kind is missing, and of two sessions", () => {
    const none = { directCount: 0, directSum: 0, directSquares: 0 };
    expect(stratumEvidence({ sampledCount: 9, sampledSum: 90, sampledSquares: 900, ...none })).toBe(NO_EVIDENCE);
    const one = { sampledCount: 1, sampledSum: 1, sampledSquares: 1, directCount: 1, directSum: 2, directSquares: 4 };
    expect(stratumEvidence(one)).toBe(NO_EVIDENCE);
  });
});

describe("normalDeviate", () => {
  // Tables of Student's t: one-sided 1e-3 and 1e-6 have the normal deviates 3.0902 and 4.7534.
  it.each([
    [8, 4.501, 3.0902],
    [20, 3.552, 3.0902],
    [20, 6.619, 4.7534],
    [120, 3.16, 3.0902],
  ])("makes of t with %i degrees, %f, the deviate that is as rare", (freedom, t, z) => {
    expect(normalDeviate(t, freedom)).toBeGreaterThan(0.985 * z);
    expect(normalDeviate(t, freedom)).toBeLessThan(1.015 * z);
    expect(normalDeviate(-t, freedom)).toBe(-normalDeviate(t, freedom));
  });
});

describe("strataZ", () => {
  it("says nothing on thin evidence, and deducts the allowance for the longer path", () => {
    expect(strataZ({ gap: 90, weight: 9.9, variance: 1, freedom: 38 }, PROTOCOL_DEFAULTS)).toBe(0);
    expect(strataZ({ gap: 9, weight: 100, variance: 4, freedom: 1e9 }, PROTOCOL_DEFAULTS)).toBeCloseTo(2, 6);
  });

  it("sees a great forgery in forty sessions, which the spread of all sessions would hide", () => {
    const days = { ...STEADY, days: 2, sessionsPerDay: 21, shareOn: () => 0.5 };
    const sooner = { ...PROTOCOL_DEFAULTS, "oracle.reconcileSessionsMin": 15 };
    expect(flaggedShare({ ...days, forged: 1_000 }, sooner)).toBeGreaterThan(0.9);
  });
});

describe("suspicionZ", () => {
  it("flags growing honest peers when all is compared with all, and none of them epoch by epoch", () => {
    expect(flaggedShare(GROWING, POOLED)).toBeGreaterThan(0.95);
    expect(flaggedShare(GROWING, PROTOCOL_DEFAULTS)).toBe(0);
  });

  it("has a mean of nothing and a variance of one at honest growing peers, but for the allowance", () => {
    const exact: ProtocolParams = { ...PROTOCOL_DEFAULTS, "oracle.pathAllowance": 0 };
    const found = Array.from({ length: 400 }, (_, run) => suspicionZ(evidenceOf(live({ ...GROWING, run })), exact));
    const mean = found.reduce((sum, z) => sum + z, 0) / found.length;
    const variance = found.reduce((sum, z) => sum + (z - mean) ** 2, 0) / (found.length - 1);
    // Four standard errors of 400 draws.
    expect(Math.abs(mean)).toBeLessThan(4 / 20);
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / 399));
  });

  it("flags forging by two, of growing peers as of steady ones, as often as before", () => {
    expect(flaggedShare({ ...STEADY, forged: 2 }, PROTOCOL_DEFAULTS)).toBeGreaterThanOrEqual(
      flaggedShare({ ...STEADY, forged: 2 }, POOLED) - 0.05,
    );
    expect(flaggedShare({ ...GROWING, forged: 2 }, PROTOCOL_DEFAULTS)).toBeGreaterThan(0.95);
  });

  it("forgets all of a peer that was tried", () => {
    const book = live({ ...STEADY, run: 1, forged: 10 });
    expect(suspicionZ(evidenceOf(book), PROTOCOL_DEFAULTS)).toBeGreaterThan(4.9);
    book.forget(0);
    expect(book.strata(0)).toEqual(NO_EVIDENCE);
  });
});

describe("decideCase", () => {
  it("does not convict a peer whose sessions shrink under full sampling, unless its epochs said so too", () => {
    const verdictOf = (forged: number, params: ProtocolParams): string => {
      const book = live({ ...STEADY, run: 2, forged });
      const open = openCase("direct-exceeds-sampled", evidenceOf(book), 0, params);
      for (let session = 0; session < 400; session++)
        book.observe(0, true, 1e6 * Math.exp(1.5 * normal(KEY, session)), false);
      return decideCase(open, evidenceOf(book).sampled, 0, params).kind;
    };
    expect(verdictOf(1, POOLED)).toBe("guilty");
    expect(verdictOf(1, PROTOCOL_DEFAULTS)).toBe("cleared");
    expect(verdictOf(4, PROTOCOL_DEFAULTS)).toBe("guilty");
  });
});
