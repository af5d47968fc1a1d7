import type { ProtocolParams } from "../params.ts";

/**
 * One epoch of a peer's sessions: how many were sampled and direct, and the sums of the log bytes of each and of their squares. Within an
 * epoch the share that is sampled does not change, so chance alone says which session was.
 */
export interface Stratum {
  readonly sampledCount: number;
  readonly sampledSum: number;
  readonly sampledSquares: number;
  readonly directCount: number;
  readonly directSum: number;
  readonly directSquares: number;
}

/** What epochs leave behind for the test: sums over epochs of `stratumEvidence`, the variances faded by the square of what the others are. */
export interface StrataEvidence {
  /** Log bytes by which direct sessions were larger, times weight. */
  readonly gap: number;
  /** Sessions' worth of comparison: direct × sampled / all. */
  readonly weight: number;
  /** Variance of `gap`, from the spread inside each kind. */
  readonly variance: number;
  /** Degrees of freedom of that variance: sessions less two an epoch. */
  readonly freedom: number;
}

export const NO_EVIDENCE: StrataEvidence = { gap: 0, weight: 0, variance: 0, freedom: 0 };

/**
 * What one epoch says: with d direct and s sampled of n sessions, weight w = d·s/n, gap w × (mean direct − mean sampled), and the gap's
 * variance w·S², S² being the spread inside the two kinds pooled, with n − 2 degrees of freedom. Nothing where a kind is missing (there is
 * nothing like it to compare with), or with fewer than three sessions.
 *
 * Derivation. Given the n sizes, an honest peer's sampled ones are a random subset of them: the server draws it blind. So the gap has mean 0
 * in each epoch, whatever other epochs look like: summed up, growth of sessions and changes of the sampling share cancel. The weights are
 * those of Cochran, Mantel and Haenszel: no others add up to a smaller error where all epochs have the same gap. The spread inside the kinds,
 * and not that of all n, because a forger's own gap would count as spread: by the latter no forgery shows in fewer than 1 + z² sessions.
 * Source: Cochran 1954, Mantel and Haenszel 1959; ASSUMPTIONS.md#reconciliation-strata
 */
export function stratumEvidence(stratum: Stratum): StrataEvidence {
  const { sampledCount, directCount } = stratum;
  const count = sampledCount + directCount;
  if (sampledCount === 0 || directCount === 0 || count < 3) return NO_EVIDENCE;
  const weight = (sampledCount * directCount) / count;
  const gap = weight * (stratum.directSum / directCount - stratum.sampledSum / sampledCount);
  const squares =
    squaresAround(sampledCount, stratum.sampledSum, stratum.sampledSquares) +
    squaresAround(directCount, stratum.directSum, stratum.directSquares);
  const freedom = count - 2;
  return { gap, weight, variance: (weight * squares) / freedom, freedom };
}

/** Sum of squares around the mean. Rounding may leave a hair below nothing where all sizes are the same. */
function squaresAround(count: number, sum: number, squares: number): number {
  return Math.max(0, squares - (sum * sum) / count);
}

/**
 * Standard errors by which direct sessions exceed the sampled ones of their own epochs by more than `oracle.pathAllowance`, as a standard
 * normal deviate. 0 while the weight is below what `oracle.reconcileSessionsMin` sessions on either side make (half as much).
 *
 * False positives: where an epoch's log sizes are normal with one spread, excess over its standard error is Student's t for a peer whose
 * direct and sampled sessions differ by exactly the allowance, and Wallace's transformation makes a normal deviate of it (within 1% from
 * 8 degrees of freedom on), which passes 4.9 once in two million tests; for one that differs less, more rarely. Sizes of another shape
 * come to the same with many sessions, by the central limit theorem.
 * Source: Wallace 1959, Bounds on normal approximations to Student's and the chi-square distributions
 */
export function strataZ({ gap, weight, variance, freedom }: StrataEvidence, params: ProtocolParams): number {
  if (weight < params["oracle.reconcileSessionsMin"] / 2) return 0;
  const excess = gap - params["oracle.pathAllowance"] * weight;
  if (variance === 0) return excess > 0 ? Number.POSITIVE_INFINITY : 0;
  return normalDeviate(excess / Math.sqrt(variance), freedom);
}

/** The standard normal deviate that is exceeded as seldom as `t` of `freedom` degrees; Wallace's approximation, odd in `t`. */
export function normalDeviate(t: number, freedom: number): number {
  const size = Math.sqrt(freedom * Math.log1p((t * t) / freedom));
  return (Math.sign(t) * size * (8 * freedom + 1)) / (8 * freedom + 3);
}
