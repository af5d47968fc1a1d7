/**
 * Every detector gives a score from 0 (ordinary) to 1, on one scale: one half where the observed quantity is as far as the reference
 * that the parameters call ordinary, and nearer to 1 the farther it is beyond. What to do about a score is the threshold's business.
 */

/** Score of a quantity that is suspicious when large: x / (x + ordinary); 0 for x <= 0. `ordinary` above 0, same unit. */
export function scoreOfExcess(x: number, ordinary: number): number {
  return x <= 0 ? 0 : x / (x + ordinary);
}

/** Score of a quantity (0 or more) that is suspicious when small: ordinary / (x + ordinary). */
export function scoreOfLack(x: number, ordinary: number): number {
  return ordinary / (Math.max(0, x) + ordinary);
}
