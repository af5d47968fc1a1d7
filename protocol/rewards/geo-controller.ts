import { assert } from "../../base/assert.ts";
import { BPS_ONE } from "../../base/units.ts";
import type { ProtocolParams } from "../params.ts";

/** What the controller of one region knows at the end of an epoch; basis points. */
export interface GeoReading {
  readonly multiplierBps: number;
  /** Share of the region's demand that found no capacity, in this epoch and in the one before. */
  readonly unmetBps: number;
  readonly unmetBeforeBps: number;
}

/**
 * Multiplier of a region for the next epoch, basis points, 10,000 to `reward.geoMax`: a PI controller in incremental form on the
 * unmet share of the region's demand. The integral term acts on the distance to `reward.geoControl.target`, the proportional one on
 * the change since the last epoch; one epoch moves it by `reward.geoControl.stepMax` at most. Rounded towards no change. The clamp
 * is on the state itself, so it cannot wind up.
 * @throws AssertionFailure unless all are whole and the unmet shares are 0 to 10,000
 * Source: seed 004, geo_diversity_multiplier (1.0 - 3.0, higher for underserved regions); ASSUMPTIONS.md#geo-controller
 */
export function nextGeoBps(reading: GeoReading, params: ProtocolParams): number {
  const { multiplierBps, unmetBps, unmetBeforeBps } = reading;
  assert(
    [multiplierBps, unmetBps, unmetBeforeBps].every((value) => Number.isSafeInteger(value) && value >= 0) &&
      unmetBps <= BPS_ONE &&
      unmetBeforeBps <= BPS_ONE,
    "a controller reads whole basis points, unmet shares up to one",
  );
  const targetBps = Math.round(params["reward.geoControl.target"] * BPS_ONE);
  const integral = params["reward.geoControl.integralGain"] * (unmetBps - targetBps);
  const proportional = params["reward.geoControl.proportionalGain"] * (unmetBps - unmetBeforeBps);
  const wanted = Math.trunc((integral + proportional) / BPS_ONE);
  const stepMax = params["reward.geoControl.stepMax"];
  const step = Math.max(-stepMax, Math.min(stepMax, wanted));
  return Math.max(BPS_ONE, Math.min(params["reward.geoMax"], multiplierBps + step));
}
