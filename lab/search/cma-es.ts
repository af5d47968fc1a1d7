import { normalOf, uniform } from "../../sim/random/counter-hash.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

/** What the strategy needs to begin. Points live in the unit cube. */
export interface CmaStart {
  readonly mean: readonly number[];
  /** First standard deviation, in units of the cube's edge. */
  readonly sigma: number;
  /** Candidates of a generation. */
  readonly lambda: number;
  /** Of the counter hash: same key, same candidates. */
  readonly key: number;
}

/** Spread of the distribution below which there is nothing left to learn. */
const SIGMA_MIN = 1e-9;
const CONDITION_MAX = 1e14;

/** Candidates of a generation for `dimensions` coordinates. Source: Hansen's tutorial, 4 + floor(3 ln n) */
export function lambdaDefault(dimensions: number): number {
  return 4 + Math.floor(3 * Math.log(dimensions));
}

/** `value` folded into [0, 1] as by mirrors at both ends. */
export function mirrored(value: number): number {
  const folded = Math.abs(value) % 2;
  return folded > 1 ? 2 - folded : folded;
}

interface Weights {
  readonly mu: number;
  readonly weights: readonly number[];
  readonly muEff: number;
}

function weightsOf(lambda: number): Weights {
  const mu = Math.floor(lambda / 2);
  const raw = Array.from({ length: mu }, (_, rank) => Math.log((lambda + 1) / 2) - Math.log(rank + 1));
  const sum = raw.reduce((total, value) => total + value, 0);
  const weights = raw.map((value) => value / sum);
  return { mu, weights, muEff: 1 / weights.reduce((total, value) => total + value * value, 0) };
}

/**
 * (mu/mu_w, lambda)-CMA-ES: `ask` gives a generation of points, `tell` takes their values (more is better) and moves the distribution.
 * Samples beyond the cube are mirrored back for evaluation; the update uses them as drawn. Deterministic by its key.
 * Source: N. Hansen, The CMA Evolution Strategy: A Tutorial (2016); no package for JavaScript has it
 */
export class CmaEs {
  readonly #start: CmaStart;
  readonly #w: Weights;
  #mean: number[];
  #sigma: number;
  #covariance: number[][];
  #pathSigma: number[];
  #pathC: number[];
  #axes: readonly (readonly number[])[];
  #scales: readonly number[];
  #steps: readonly (readonly number[])[] = [];
  #generation = 0;
  #best: number[] = [];

  constructor(start: CmaStart) {
    const n = start.mean.length;
    this.#start = start;
    this.#w = weightsOf(start.lambda);
    this.#mean = [...start.mean];
    this.#sigma = start.sigma;
    this.#covariance = identity(n);
    this.#axes = identity(n);
    this.#scales = new Array<number>(n).fill(1);
    this.#pathSigma = new Array<number>(n).fill(0);
    this.#pathC = new Array<number>(n).fill(0);
  }

  get sigma(): number {
    return this.#sigma;
  }

  /** The generation's points, `lambda` of them, in the unit cube. */
  ask(): readonly (readonly number[])[] {
    const n = this.#mean.length;
    const { lambda, key } = this.#start;
    this.#steps = Array.from({ length: lambda }, (_, candidate) => {
      const z = Array.from({ length: n }, (_, axis) =>
        normalOf(uniform(key, this.#generation, candidate * n + axis)),
      ).map((value, axis) => value * this.#scales[axis]);
      return Array.from({ length: n }, (_, row) => dot(this.#axes[row], z));
    });
    return this.#steps.map((step) => step.map((value, axis) => mirrored(this.#mean[axis] + this.#sigma * value)));
  }

  /** Takes the values of the points last asked for, in their order. */
  tell(values: readonly number[]): void {
    const n = this.#mean.length;
    const { mu, weights, muEff } = this.#w;
    const order = values.map((_, index) => index).sort((a, b) => values[b] - values[a] || a - b);
    const chosen = order.slice(0, mu).map((index) => this.#steps[index]);
    const mean = Array.from({ length: n }, (_, axis) =>
      chosen.reduce((sum, step, r) => sum + weights[r] * step[axis], 0),
    );
    this.#mean = this.#mean.map((value, axis) => mirrored(value + this.#sigma * mean[axis]));
    const cSigma = (muEff + 2) / (n + muEff + 5);
    const dSigma = 1 + 2 * Math.max(0, Math.sqrt((muEff - 1) / (n + 1)) - 1) + cSigma;
    const expected = Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));
    const whitened = this.#whitened(mean);
    const gainSigma = Math.sqrt(cSigma * (2 - cSigma) * muEff);
    this.#pathSigma = this.#pathSigma.map((value, axis) => (1 - cSigma) * value + gainSigma * whitened[axis]);
    const length = Math.hypot(...this.#pathSigma);
    this.#generation++;
    const settled = length / Math.sqrt(1 - (1 - cSigma) ** (2 * this.#generation)) < (1.4 + 2 / (n + 1)) * expected;
    this.#adaptCovariance(mean, chosen, settled);
    this.#sigma = Math.min(1, this.#sigma * Math.exp((cSigma / dSigma) * (length / expected - 1)));
    this.#best.push(values[order[0]]);
  }

  #adaptCovariance(mean: readonly number[], chosen: readonly (readonly number[])[], settled: boolean): void {
    const n = mean.length;
    const { weights, muEff } = this.#w;
    const cC = (4 + muEff / n) / (n + 4 + (2 * muEff) / n);
    const cOne = 2 / ((n + 1.3) ** 2 + muEff);
    const cMu = Math.min(1 - cOne, (2 * (muEff - 2 + 1 / muEff)) / ((n + 2) ** 2 + muEff));
    const gain = settled ? Math.sqrt(cC * (2 - cC) * muEff) : 0;
    this.#pathC = this.#pathC.map((value, axis) => (1 - cC) * value + gain * mean[axis]);
    const lost = settled ? 0 : cOne * cC * (2 - cC);
    const keep = 1 - cOne - cMu + lost;
    this.#covariance = this.#covariance.map((row, i) =>
      row.map((value, j) => {
        const rankMu = chosen.reduce((sum, step, r) => sum + weights[r] * step[i] * step[j], 0);
        return keep * value + cOne * this.#pathC[i] * this.#pathC[j] + cMu * rankMu;
      }),
    );
    const { values, vectors } = symmetricEigen(this.#covariance);
    this.#scales = values.map((value) => Math.sqrt(Math.max(value, 0)));
    this.#axes = vectors;
  }

  /** C^(-1/2) times `step`. */
  #whitened(step: readonly number[]): readonly number[] {
    const n = step.length;
    const along = Array.from({ length: n }, (_, axis) => {
      const projected = this.#axes.reduce((sum, row, i) => sum + row[axis] * step[i], 0);
      return this.#scales[axis] > 0 ? projected / this.#scales[axis] : 0;
    });
    return Array.from({ length: n }, (_, row) => dot(this.#axes[row], along));
  }

  /** Nothing is left to gain here: steps too small, the shape degenerate, or many generations without a change of the best. */
  get stalled(): boolean {
    const largest = Math.max(...this.#scales);
    const smallest = Math.min(...this.#scales);
    if (this.#sigma * largest < SIGMA_MIN || (largest / smallest) ** 2 > CONDITION_MAX) return true;
    const window = 10 + Math.ceil((30 * this.#mean.length) / this.#start.lambda);
    const recent = this.#best.slice(-window);
    return recent.length === window && Math.max(...recent) - Math.min(...recent) <= 1e-12;
  }
}

function identity(n: number): number[][] {
  return Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * b[index], 0);
}
