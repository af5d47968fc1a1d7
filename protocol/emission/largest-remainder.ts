import { assert } from "../../base/assert.ts";

/**
 * Splits `totalBase` in proportion to `weights`, to the base unit: everyone the exact quotient rounded down, then one unit each
 * to the largest remainders, ties to the lower index. Writes `out` (same length, same index), returns what was distributed:
 * `totalBase`, or 0 where all weights are zero. Zero weights get zero.
 * @throws AssertionFailure unless the total and all weights are non-negative safe integers and the lengths agree
 * Source: A. Hamilton's apportionment; ASSUMPTIONS.md#emission-rounding
 */
export function shareByLargestRemainder(totalBase: number, weights: Float64Array, out: Float64Array): number {
  assert(Number.isSafeInteger(totalBase) && totalBase >= 0, "the total is a non-negative safe integer");
  assert(weights.length === out.length, "weights and out have one length");
  const weightTotal = exactSum(weights);
  out.fill(0);
  if (weightTotal === 0n || totalBase === 0) return 0;
  const total = BigInt(totalBase);
  /** By peer: total * weight mod weightTotal; bigint because the sum of weights may pass 2^53. */
  const remainders: bigint[] = new Array(weights.length).fill(0n);
  const candidates: number[] = [];
  let leftBase = totalBase;
  for (let index = 0; index < weights.length; index++) {
    if (weights[index] === 0) continue;
    const product = total * BigInt(weights[index]);
    const quotient = product / weightTotal;
    const remainder = product - quotient * weightTotal;
    out[index] = Number(quotient);
    leftBase -= out[index];
    if (remainder === 0n) continue;
    remainders[index] = remainder;
    candidates.push(index);
  }
  selectLargest(candidates, leftBase, remainders);
  for (let rank = 0; rank < leftBase; rank++) out[candidates[rank]] += 1;
  return totalBase;
}

/** The sum of whole numbers, exact beyond 2^53: plain sums between the points where one would pass it. */
function exactSum(weights: Float64Array): bigint {
  let sum = 0n;
  let partial = 0;
  for (let index = 0; index < weights.length; index++) {
    const weight = weights[index];
    assert(Number.isSafeInteger(weight) && weight >= 0, "weights are non-negative safe integers");
    if (partial + weight > Number.MAX_SAFE_INTEGER) {
      sum += BigInt(partial);
      partial = 0;
    }
    partial += weight;
  }
  return sum + BigInt(partial);
}

/** Reorders `indices` so that the first `count` are those with the largest remainders (Hoare's selection, expected linear). */
function selectLargest(indices: number[], count: number, remainders: readonly bigint[]): void {
  const before = (a: number, b: number): boolean =>
    remainders[a] === remainders[b] ? a < b : remainders[a] > remainders[b];
  let low = 0;
  let high = indices.length - 1;
  while (low < high) {
    const pivot = indices[(low + high) >>> 1];
    let left = low;
    let right = high;
    while (left <= right) {
      while (before(indices[left], pivot)) left++;
      while (before(pivot, indices[right])) right--;
      if (left > right) break;
      const held = indices[left];
      indices[left++] = indices[right];
      indices[right--] = held;
    }
    if (count - 1 <= right) high = right;
    else if (count - 1 >= left) low = left;
    else return;
  }
}
