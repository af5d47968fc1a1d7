import { assert } from "../../base/assert.ts";
import { uniform } from "../../sim/random/counter-hash.ts";

/**
 * Primitive polynomials (degree, inner coefficients) and first direction numbers of dimensions 2 to 21.
 * Source: S. Joe and F. Kuo, new-joe-kuo-6.21201. The one package for JavaScript has not moved for years, so the table stands here.
 */
const DIRECTIONS: readonly (readonly [inner: number, first: readonly number[]])[] = [
  [0, [1]],
  [1, [1, 3]],
  [1, [1, 3, 1]],
  [2, [1, 1, 1]],
  [1, [1, 1, 3, 3]],
  [4, [1, 3, 5, 13]],
  [2, [1, 1, 5, 5, 17]],
  [4, [1, 1, 5, 5, 5]],
  [7, [1, 1, 7, 11, 19]],
  [11, [1, 1, 5, 1, 1]],
  [13, [1, 1, 1, 3, 11]],
  [14, [1, 3, 5, 5, 31]],
  [1, [1, 3, 3, 9, 7, 49]],
  [13, [1, 1, 1, 15, 21, 21]],
  [16, [1, 3, 1, 13, 27, 49]],
  [19, [1, 1, 1, 15, 7, 5]],
  [22, [1, 3, 1, 15, 13, 25]],
  [25, [1, 1, 5, 5, 19, 61]],
  [1, [1, 3, 7, 11, 23, 15, 103]],
  [4, [1, 3, 7, 13, 13, 15, 69]],
];

const BITS = 32;
export const SOBOL_DIMENSIONS_MAX = DIRECTIONS.length + 1;

/** Direction numbers of one dimension, 32 bits each, the most significant first. */
function directionsOf(dimension: number): readonly number[] {
  if (dimension === 0) return Array.from({ length: BITS }, (_, bit) => (2 ** (BITS - 1 - bit)) >>> 0);
  const [inner, first] = DIRECTIONS[dimension - 1];
  const degree = first.length;
  const directions = first.map((value, bit) => (value * 2 ** (BITS - 1 - bit)) >>> 0);
  for (let bit = degree; bit < BITS; bit++) {
    let next = directions[bit - degree] ^ (directions[bit - degree] >>> degree);
    for (let k = 1; k < degree; k++) {
      if (((inner >>> (degree - 1 - k)) & 1) === 1) next ^= directions[bit - k];
    }
    directions.push(next >>> 0);
  }
  return directions;
}

/**
 * The first `count` points of the Sobol sequence in [0, 1)^dimensions, by Gray code, the origin among them. With a `shiftKey` every
 * coordinate is moved by a drawn amount modulo one: the points keep their spread, and no point lies on the edge by construction.
 */
export function sobolPoints(dimensions: number, count: number, shiftKey?: number): readonly (readonly number[])[] {
  assert(dimensions <= SOBOL_DIMENSIONS_MAX, `Sobol points of more than ${SOBOL_DIMENSIONS_MAX} dimensions`);
  const directions = Array.from({ length: dimensions }, (_, dimension) => directionsOf(dimension));
  const shifts = directions.map((_, dimension) => (shiftKey === undefined ? 0 : uniform(shiftKey, dimension, 0)));
  const current = new Array<number>(dimensions).fill(0);
  return Array.from({ length: count }, (_, index) => {
    if (index > 0) {
      const bit = 31 - Math.clz32(index & -index);
      for (let dimension = 0; dimension < dimensions; dimension++) {
        current[dimension] = (current[dimension] ^ directions[dimension][bit]) >>> 0;
      }
    }
    return current.map((value, dimension) => (value * 2 ** -BITS + shifts[dimension]) % 1);
  });
}
