import { assert } from "../../base/assert.ts";

/** What is not known of a surface beforehand. */
export interface ProcessShape {
  /** Distance along each axis over which values resemble each other, in units of the cube's edge. */
  readonly lengths: readonly number[];
  /** Variance of what no neighbour tells, as a share of the surface's own. */
  readonly nugget: number;
}

/** What a process says of a point it has not seen. */
export interface Prediction {
  readonly mean: number;
  readonly deviation: number;
}

const SQRT5 = Math.sqrt(5);

/**
 * Gaussian process with Matern's kernel (5/2) of one length an axis, constant mean and variance at their best estimates. Exact, for tens of points.
 * Source: C. Rasmussen and C. Williams, Gaussian Processes for Machine Learning (2006), 2.2, 4.2, 5.4; no maintained package for JavaScript has
 * a length for each axis, takes values as they come and draws its numbers from a key.
 */
export class GaussianProcess {
  readonly #points: readonly (readonly number[])[];
  readonly #shape: ProcessShape;
  /** Lower factor of the correlation matrix, row by row. */
  readonly #factor: Float64Array;
  /** Correlation matrix inverse times values less their mean. */
  readonly #weights: Float64Array;
  readonly #mean: number;
  readonly #variance: number;
  /** Logarithm of the values' likelihood at the best mean and variance, less what does not depend on the shape. */
  readonly logLikelihood: number;

  constructor(points: readonly (readonly number[])[], values: readonly number[], shape: ProcessShape) {
    const n = points.length;
    assert(n > 0 && values.length === n, "a process over no points, or with a value missing");
    this.#points = points;
    this.#shape = shape;
    this.#factor = factorOf(points, shape);
    const ones = solved(this.#factor, new Float64Array(n).fill(1));
    const sumOnes = ones.reduce((sum, value) => sum + value, 0);
    this.#mean = ones.reduce((sum, value, index) => sum + value * values[index], 0) / sumOnes;
    const centred = Float64Array.from(values, (value) => value - this.#mean);
    this.#weights = solved(this.#factor, centred);
    const misfit = centred.reduce((sum, value, index) => sum + value * this.#weights[index], 0);
    this.#variance = Math.max(misfit / n, Number.MIN_VALUE);
    let logRoot = 0;
    for (let row = 0; row < n; row++) logRoot += Math.log(this.#factor[row * n + row]);
    this.logLikelihood = -0.5 * n * Math.log(this.#variance) - logRoot;
  }

  /** Mean and standard deviation of the surface at `point`, without the nugget. */
  predict(point: readonly number[]): Prediction {
    const n = this.#points.length;
    const own = Float64Array.from(this.#points, (other) => correlation(point, other, this.#shape.lengths));
    let mean = this.#mean;
    for (let row = 0; row < n; row++) mean += own[row] * this.#weights[row];
    const half = solvedLower(this.#factor, own);
    let left = 1;
    for (let row = 0; row < n; row++) left -= half[row] ** 2;
    return { mean, deviation: Math.sqrt(Math.max(0, left) * this.#variance) };
  }
}

/** Matern's correlation, 5/2. */
function correlation(a: readonly number[], b: readonly number[], lengths: readonly number[]): number {
  let squared = 0;
  for (let axis = 0; axis < lengths.length; axis++) squared += ((a[axis] - b[axis]) / lengths[axis]) ** 2;
  const distance = SQRT5 * Math.sqrt(squared);
  return (1 + distance + (distance * distance) / 3) * Math.exp(-distance);
}

/** Cholesky's lower factor of the correlations with the nugget on the diagonal. */
function factorOf(points: readonly (readonly number[])[], { lengths, nugget }: ProcessShape): Float64Array {
  const n = points.length;
  const lower = new Float64Array(n * n);
  for (let row = 0; row < n; row++) {
    for (let column = 0; column <= row; column++) {
      let left = row === column ? 1 + nugget : correlation(points[row], points[column], lengths);
      for (let k = 0; k < column; k++) left -= lower[row * n + k] * lower[column * n + k];
      // The nugget is above rounding, so the diagonal stays positive; held there for points that are the same.
      lower[row * n + column] = row === column ? Math.sqrt(Math.max(left, 1e-12)) : left / lower[column * n + column];
    }
  }
  return lower;
}

/** x with `lower` x = `right`. */
function solvedLower(lower: Float64Array, right: Float64Array): Float64Array {
  const n = right.length;
  const out = new Float64Array(n);
  for (let row = 0; row < n; row++) {
    let left = right[row];
    for (let k = 0; k < row; k++) left -= lower[row * n + k] * out[k];
    out[row] = left / lower[row * n + row];
  }
  return out;
}

/** x with `lower` `lower`' x = `right`. */
function solved(lower: Float64Array, right: Float64Array): Float64Array {
  const n = right.length;
  const out = solvedLower(lower, right);
  for (let row = n - 1; row >= 0; row--) {
    let left = out[row];
    for (let k = row + 1; k < n; k++) left -= lower[k * n + row] * out[k];
    out[row] = left / lower[row * n + row];
  }
  return out;
}
