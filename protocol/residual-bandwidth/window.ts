import type { LumeParams } from "../rewards/lume-params.ts";
import { type Belief, kalmanStep } from "./kalman.ts";

/** What a node knows of its own link between two ticks; rates in bits a second. */
export interface WindowState {
  readonly belief: Belief;
  /** Local load of the last ticks, the newest last. */
  readonly loads: readonly number[];
  /** Residual bandwidth window: what may be lent now. */
  readonly windowRate: number;
}

/** A node that has measured nothing lends nothing. */
export const UNMEASURED: WindowState = Object.freeze({
  belief: Object.freeze({ estimate: 0, variance: 0 }),
  loads: [],
  windowRate: 0,
});

/**
 * The next window after one measurement of the local load. Free rate is filtered, the highest load of the sliding window and a guard stay
 * free, and a rise of load takes the window to zero at once. Never above the link less the load just measured.
 * Source: seed 003, residual bandwidth window; ASSUMPTIONS.md#lume
 */
export function nextWindow(state: WindowState, load: number, linkRate: number, params: LumeParams): WindowState {
  const last = state.loads.at(-1);
  const noise = {
    process: (params["window.processShare"] * linkRate) ** 2,
    measurement: (params["window.measureShare"] * linkRate) ** 2,
  };
  const free = Math.max(0, linkRate - load);
  const belief =
    last === undefined ? { estimate: free, variance: noise.measurement } : kalmanStep(state.belief, free, noise);
  const loads = [...state.loads, load].slice(-params["window.samples"]);
  const rose = last !== undefined && load - last > params["window.riseShare"] * linkRate;
  const safe = Math.min(belief.estimate, linkRate - Math.max(...loads)) - params["window.guardShare"] * linkRate;
  return { belief, loads, windowRate: rose ? 0 : Math.max(0, safe) };
}

/** Accuracy of a forecast, 0 to 1: one less the discrepancy over the larger of the two; 1 where both are nothing. Source: seed 003 */
export function forecastAccuracy(forecast: number, actual: number): number {
  const larger = Math.max(forecast, actual);
  return larger === 0 ? 1 : 1 - Math.abs(forecast - actual) / larger;
}
