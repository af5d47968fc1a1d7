import { assert } from "../../base/assert.ts";
import type { LumoraParams } from "./lumora-params.ts";

/** What is scored of a node for one task. Bits a second, milliseconds, hops. */
export interface ScoreInputs {
  readonly bandwidth: number;
  readonly rttMs: number;
  readonly hops: number;
  readonly latencyMs: number;
}

/** P_i, at least 0: round trip in units of `routing.timeUnitMs`, and hops by their weight. Source: seed 002, proximity-based routing */
export function proximity({ rttMs, hops }: Pick<ScoreInputs, "rttMs" | "hops">, params: LumoraParams): number {
  return rttMs / params["routing.timeUnitMs"] + hops * params["routing.hopWeight"];
}

/**
 * Score_i = alpha (B_i / B_max) + beta (1 / P_i) + gamma (1 / L_i). As written the last two have no bound: who says that it is at no
 * distance at all outbids every other node, whatever its bandwidth. `routing.bounded` holds them to 1.
 * @throws AssertionFailure where B_max is not positive or an input is negative
 * Source: seed 002, task score calculation; ASSUMPTIONS.md#lumora
 */
export function taskScore(inputs: ScoreInputs, bandwidthMax: number, params: LumoraParams): number {
  const { bandwidth, latencyMs } = inputs;
  assert(bandwidthMax > 0, "somebody has bandwidth");
  assert(bandwidth >= 0 && inputs.rttMs >= 0 && inputs.hops >= 0 && latencyMs >= 0, "inputs are not negative");
  const lowest = params["routing.bounded"] ? 1 : Number.MIN_VALUE;
  const inverse = (value: number): number => Math.min(Number.MAX_VALUE, 1 / Math.max(lowest, value));
  return (
    params["routing.alpha"] * Math.min(1, bandwidth / bandwidthMax) +
    params["routing.beta"] * inverse(proximity(inputs, params)) +
    params["routing.gamma"] * inverse(latencyMs / params["routing.timeUnitMs"])
  );
}
