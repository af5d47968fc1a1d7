import { normalOf, uniform } from "../../sim/random/counter-hash.ts";
import { GaussianProcess, type Prediction, type ProcessShape } from "./gaussian-process.ts";
import type { Scored } from "./restarts.ts";

/** What the next points are chosen by: what may still be gained, or the value expected. */
export type Aim = "improvement" | "mean";

/** Shapes drawn from the prior, and how many of the likeliest speak, each by its likelihood: with few points no single shape can be trusted. */
const SHAPES = 96;
const SHAPES_KEPT = 8;
/** Prior of a length: median, in cubes' edges at three axes, and spread of its logarithm; grows with the root of the axes' number, as distances do. */
const LENGTH_MEDIAN = 1;
const LENGTH_SPREAD = 1;
const LENGTH_AXES = 3;
const NUGGET_LOG_MEDIAN = -7;
const NUGGET_LOG_SPREAD = 2;
/** Above rounding, so that a point asked for twice leaves a matrix with a root. */
const NUGGET_MIN = 1e-8;
/** Draw beside those of the lengths. */
const NUGGET_DRAW = -1;

interface Voice {
  readonly shape: ProcessShape;
  readonly process: GaussianProcess;
  /** Shares of one. */
  readonly weight: number;
}

/**
 * The `count` of `candidates` that promise most by Gaussian processes over `known`; fewer where there are fewer candidates. Each is chosen as if those
 * before it had come out as expected, so that points evaluated side by side do not crowd one place.
 * Source: D. Jones, M. Schonlau, W. Welch, Efficient Global Optimization (1998); D. Ginsbourger et al., Kriging Is Well-Suited to Parallelize
 * Optimization (2010), the believer; C. Hvarfner et al., Vanilla Bayesian Optimization Performs Great in High Dimensions (2024), lengths by root of axes
 */
export function mostPromising(
  known: readonly Scored[],
  candidates: readonly (readonly number[])[],
  { count, aim, key }: { readonly count: number; readonly aim: Aim; readonly key: number },
): readonly (readonly number[])[] {
  const points = known.map(({ point }) => point);
  const values = scaled(known.map(({ value }) => value));
  const voices = voicesOf(points, values, key);
  const best = Math.max(...values);
  const left = [...candidates];
  const chosen: (readonly number[])[] = [];
  while (chosen.length < count && left.length > 0) {
    const speaking = believing(voices, points, values, chosen);
    const scores = left.map((point) => scoreOf(speaking, point, best, aim));
    const top = scores.reduce((found, score, index) => (score > scores[found] ? index : found), 0);
    chosen.push(...left.splice(top, 1));
  }
  return chosen;
}

/** The voices as they would speak had every point of `chosen` come out as they expect. */
function believing(
  voices: readonly Voice[],
  points: readonly (readonly number[])[],
  values: readonly number[],
  chosen: readonly (readonly number[])[],
): readonly Voice[] {
  if (chosen.length === 0) return voices;
  const expected = chosen.map((point) => scoreOf(voices, point, 0, "mean"));
  return voices.map((voice) => ({
    ...voice,
    process: new GaussianProcess([...points, ...chosen], [...values, ...expected], voice.shape),
  }));
}

/** Values from 0 to 1; all 0 where they are the same. */
function scaled(values: readonly number[]): readonly number[] {
  const least = Math.min(...values);
  const range = Math.max(...values) - least;
  return values.map((value) => (range > 0 ? (value - least) / range : 0));
}

function voicesOf(points: readonly (readonly number[])[], values: readonly number[], key: number): readonly Voice[] {
  const likeliest = Array.from({ length: SHAPES }, (_, draw) => {
    const shape = shapeOf(points[0].length, key, draw);
    return { shape, process: new GaussianProcess(points, values, shape) };
  })
    .sort((a, b) => b.process.logLikelihood - a.process.logLikelihood)
    .slice(0, SHAPES_KEPT);
  const top = likeliest[0].process.logLikelihood;
  const odds = likeliest.map(({ process }) => Math.exp(process.logLikelihood - top));
  const sum = odds.reduce((total, value) => total + value, 0);
  return likeliest.map((voice, index) => ({ ...voice, weight: odds[index] / sum }));
}

function shapeOf(dimensions: number, key: number, draw: number): ProcessShape {
  const median = LENGTH_MEDIAN * Math.sqrt(dimensions / LENGTH_AXES);
  const spread = (index: number): number => normalOf(uniform(key, draw, index));
  return {
    lengths: Array.from({ length: dimensions }, (_, axis) => median * Math.exp(LENGTH_SPREAD * spread(axis))),
    nugget: NUGGET_MIN + Math.exp(NUGGET_LOG_MEDIAN + NUGGET_LOG_SPREAD * spread(NUGGET_DRAW)),
  };
}

function scoreOf(voices: readonly Voice[], point: readonly number[], best: number, aim: Aim): number {
  return voices.reduce((sum, { process, weight }) => {
    const prediction = process.predict(point);
    return sum + weight * (aim === "mean" ? prediction.mean : expectedImprovement(prediction, best));
  }, 0);
}

/** Mean of what a normal variable exceeds `best` by, 0 where it does not. */
export function expectedImprovement({ mean, deviation }: Prediction, best: number): number {
  const gain = mean - best;
  if (!(deviation > 0)) return Math.max(0, gain);
  const z = gain / deviation;
  return gain * normalShareBelow(z) + (deviation * Math.exp(-0.5 * z * z)) / Math.sqrt(2 * Math.PI);
}

/** Share of a standard normal variable below `z`; error below 1e-7. Source: M. Abramowitz and I. Stegun (1964), 7.1.26 */
function normalShareBelow(z: number): number {
  const t = 1 / (1 + (0.3275911 * Math.abs(z)) / Math.SQRT2);
  const series = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  const tail = 0.5 * series * Math.exp(-0.5 * z * z);
  return z >= 0 ? 1 - tail : tail;
}
