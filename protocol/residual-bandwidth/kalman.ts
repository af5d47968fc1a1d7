import { assert } from "../../base/assert.ts";

/** A belief about one number that wanders: its estimate and the variance of that. */
export interface Belief {
  readonly estimate: number;
  readonly variance: number;
}

/** Variances of the wandering in one step, and of one measurement. */
export interface Noise {
  readonly process: number;
  readonly measurement: number;
}

/**
 * One step of the scalar Kalman filter for a random walk: the belief widens, then moves to the measurement by the gain.
 * @throws AssertionFailure unless variances are not negative and the measurement's is positive
 * Source: R. Kalman 1960; G. Welch and G. Bishop, An Introduction to the Kalman Filter, section 1 (A = H = 1)
 */
export function kalmanStep({ estimate, variance }: Belief, measured: number, { process, measurement }: Noise): Belief {
  assert(variance >= 0 && process >= 0 && measurement > 0, "variances are not negative");
  const widened = variance + process;
  const gain = widened / (widened + measurement);
  return { estimate: estimate + gain * (measured - estimate), variance: (1 - gain) * widened };
}

/** Variance to which the filter settles: the positive root of v^2 + q v - q r = 0. */
export function settledVariance({ process, measurement }: Noise): number {
  return (-process + Math.sqrt(process ** 2 + 4 * process * measurement)) / 2;
}
