import { hash32, uniform } from "../../sim/random/counter-hash.ts";
import { mostPromising } from "./expected-improvement.ts";
import type { Scored } from "./restarts.ts";
import { SOBOL_DIMENSIONS_MAX, sobolPoints } from "./sobol.ts";

/** Values of the points asked for, more is better; undefined where the search must end. */
export type EvaluatePoints = (points: readonly (readonly number[])[]) => Promise<readonly number[] | undefined>;

export interface SurrogateOptions {
  readonly dimensions: number;
  /** What is known already; may be empty. */
  readonly known: readonly Scored[];
  /** Points that may be evaluated. */
  readonly budget: number;
  readonly key: number;
  /** The point that is really tried where another is asked for: a scenario writes numbers with few digits, and choices are few. */
  readonly settled: (point: readonly number[]) => readonly number[];
}

/** Points at a time: each sees the values of all before its batch. */
const BATCH = 2;
/** Points that must be known before a surface is believed: three sevenths of the budget, not more than this. */
const FIRST_SHARE = 3 / 7;
const FIRST_MAX = 12;
/** The last points go where most is expected: what may be gained later is worth nothing then. */
const LAST = 2;
/** Candidates: spread evenly; the same with coordinates at their ends; steps from the best. */
const SPREAD = 512;
const ENDS = 256;
const END_PROBABILITY = 0.6;
const NEAR_OF = 3;
const NEAR_STEPS = [-0.2, -0.1, -0.05, 0.05, 0.1, 0.2] as const;

/** Draws of their own: what comes first, the rounds' candidates, which of their coordinates go to an end, the shapes. */
const LABEL = { first: 1, candidates: 2, ends: 3, shapes: 4 } as const;

/**
 * Maximises a dear function over the unit cube with few evaluations: some corners and evenly spread points, then where Gaussian processes over all
 * that is known expect most to be gained. No settled point is asked for twice. Corners, since what an attack earns mostly grows with one parameter and falls with
 * another: the best often lies on an edge, which evenly spread points miss.
 */
export async function maximiseWithSurrogate(options: SurrogateOptions, evaluate: EvaluatePoints): Promise<Scored[]> {
  const { dimensions, budget, key, settled } = options;
  const seen = new Map<string, Scored>();
  for (const { point, value } of options.known) {
    const own = settled(point);
    const before = seen.get(own.join());
    if (before === undefined || value > before.value) seen.set(own.join(), { point: own, value });
  }
  const asked: Scored[] = [];
  const ask = async (points: readonly (readonly number[])[]): Promise<boolean> => {
    const values = await evaluate(points);
    if (values === undefined) return false;
    for (const [index, point] of points.entries()) {
      const scored = { point, value: values[index] };
      seen.set(point.join(), scored);
      asked.push(scored);
    }
    return true;
  };
  const missing = Math.min(budget, FIRST_MAX, Math.ceil(budget * FIRST_SHARE));
  const first = unseen(firstPoints(dimensions, missing, hash32(key, LABEL.first, 0)).map(settled), seen);
  if (first.length > 0 && !(await ask(first))) return asked;
  for (let round = 0; asked.length < budget && seen.size > 0; round++) {
    const left = budget - asked.length;
    const known = [...seen.values()];
    const candidates = unseen(
      candidatePoints(known, dimensions, hash32(key, LABEL.candidates, round)).map(settled),
      seen,
    );
    const next = mostPromising(known, candidates, {
      count: Math.min(BATCH, left),
      aim: left <= LAST ? "mean" : "improvement",
      key: hash32(key, LABEL.shapes, round),
    });
    if (next.length === 0 || !(await ask(next))) break;
  }
  return asked;
}

/** Those of `points` not in `seen`, each once. */
function unseen(
  points: readonly (readonly number[])[],
  seen: ReadonlyMap<string, unknown>,
): readonly (readonly number[])[] {
  const byName = new Map(points.map((point) => [point.join(), point]));
  return [...byName].flatMap(([name, point]) => (seen.has(name) ? [] : [point]));
}

/** Corners as far as they go, and an evenly spread point or more. */
function firstPoints(dimensions: number, count: number, key: number): readonly (readonly number[])[] {
  const corners = cornerPoints(dimensions, key).slice(0, Math.max(0, count - 1));
  return [...corners, ...spreadPoints(dimensions, count - corners.length, key)];
}

/**
 * Corners of the cube in which every coordinate is low as often as high, and any two are independent: columns of Sylvester's Hadamard matrix,
 * each turned round or not by `key`; then their opposites, which makes all eight of three dimensions.
 * Source: R. Plackett and J. Burman, The Design of Optimum Multifactorial Experiments (1946); G. Box and K. Wilson (1951), fold-over
 */
export function cornerPoints(dimensions: number, key: number): readonly (readonly number[])[] {
  const rows = 2 ** Math.ceil(Math.log2(dimensions + 1));
  const turned = Array.from({ length: dimensions }, (_, axis) => (uniform(key, LABEL.ends, axis) < 0.5 ? 1 : 0));
  const design = Array.from({ length: rows }, (_, row) => turned.map((turn, axis) => odd(row & (axis + 1)) ^ turn));
  return [...design, ...design.map((corner) => corner.map((value) => 1 - value))];
}

/** 1 where the number of set bits is odd. */
function odd(bits: number): number {
  let count = 0;
  for (let left = bits; left > 0; left >>>= 1) count ^= left & 1;
  return count;
}

/** Sobol points; coordinates beyond those that it has are drawn. */
function spreadPoints(dimensions: number, count: number, key: number): readonly (readonly number[])[] {
  const sobol = sobolPoints(Math.min(dimensions, SOBOL_DIMENSIONS_MAX), count, key);
  return sobol.map((point, index) =>
    Array.from({ length: dimensions }, (_, axis) => point[axis] ?? uniform(key, LABEL.candidates + index, axis)),
  );
}

function candidatePoints(known: readonly Scored[], dimensions: number, key: number): readonly (readonly number[])[] {
  const spread = spreadPoints(dimensions, SPREAD, key);
  const ends = spread.slice(0, ENDS).map((point, index) =>
    point.map((value, axis) => {
      const u = uniform(hash32(key, LABEL.ends, index), axis, 0) / END_PROBABILITY;
      return u < 1 ? Math.round(u) : value;
    }),
  );
  const best = known.toSorted((a, b) => b.value - a.value).slice(0, NEAR_OF);
  return [...spread, ...ends, ...best.flatMap(({ point }) => neighbours(point))];
}

/** One coordinate moved at a time: by steps, and to its ends. */
function neighbours(point: readonly number[]): readonly (readonly number[])[] {
  return point.flatMap((value, axis) =>
    [0, 1, ...NEAR_STEPS.map((step) => Math.min(1, Math.max(0, value + step)))].map((moved) =>
      point.map((own, other) => (other === axis ? moved : own)),
    ),
  );
}
