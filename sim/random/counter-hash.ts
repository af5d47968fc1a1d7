/**
 * Random numbers that depend on (key, a, b) alone: on what is drawn, never on when or after what. All draws of agents, and all that
 * must not depend on the order of events (audits, sampling, anything elided), come from here, so a new agent shifts nobody else's.
 * Mixing: two rounds of the 32-bit finaliser "lowbias32" (C. Wellons, hash-prospector) over key, a, b. Not cryptographic: an
 * attacker inside the twin is kept from foreseeing a draw by its typed view, not by this hash.
 */

/** Everything stays int32: a sum or a result beyond it would be handled as a float64, and converted back by each shift. */
function mix(value: number): number {
  let x = value;
  x ^= x >>> 16;
  x = Math.imul(x, 0x21f0aaad);
  x ^= x >>> 15;
  x = Math.imul(x, 0x735a2d97);
  return x ^ (x >>> 15);
}

/** 32 random bits for draw `b` of agent (or session) `a` under `key`; all three are taken modulo 2^32. */
export function hash32(key: number, a: number, b: number): number {
  const first = mix(((key ^ Math.imul(a, 0x9e3779b1)) + 0x6a09e667) | 0);
  return mix(((first ^ Math.imul(b, 0x85ebca77)) + Math.imul(key, 0x27d4eb2f) + 0x3c6ef372) | 0) >>> 0;
}

/** Uniform on the open interval (0, 1), 32 bits deep: the smallest value is 2^-33. */
export function uniform(key: number, a: number, b: number): number {
  return (hash32(key, a, b) + 0.5) * 2 ** -32;
}

/** A key of its own for purpose `label` of agent `a`: for nesting, e.g. the draws of one session. */
export function subKey(key: number, a: number, label: number): number {
  return hash32(key ^ 0x5bf03635, a, label);
}

/** Exponential with mean 1 from a uniform on (0, 1). */
export function exponentialOf(u: number): number {
  return -Math.log(u);
}

/** Standard normal from a uniform on (0, 1): P. Acklam's rational approximation of the inverse, relative error below 1.15e-9. */
export function normalOf(u: number): number {
  if (u < 0.02425) return -tail(Math.sqrt(-2 * Math.log(u)));
  if (u > 1 - 0.02425) return tail(Math.sqrt(-2 * Math.log(1 - u)));
  const q = u - 0.5;
  const r = q * q;
  const top =
    ((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r -
      30.66479806614716) *
      r +
    2.506628277459239;
  const bottom =
    ((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r -
      13.28068155288572) *
      r +
    1;
  return (top * q) / bottom;
}

/** Acklam's outer branch, q = sqrt(-2 ln p): the magnitude of the quantile of p below 0.02425. */
function tail(q: number): number {
  const top =
    ((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q +
      4.374664141464968) *
      q +
    2.938163982698783;
  const bottom =
    (((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1;
  return -top / bottom;
}

/** Log-normal with the given median and sigma of the logarithm. */
export function logNormalOf(u: number, median: number, sigma: number): number {
  return median * Math.exp(sigma * normalOf(u));
}

/** Index of the first cumulative share above `u`; the last index when rounding leaves `u` above all. */
export function pickOf(u: number, cumulative: ArrayLike<number>): number {
  for (let index = 0; index < cumulative.length; index++) if (u < (cumulative[index] ?? 1)) return index;
  return cumulative.length - 1;
}
