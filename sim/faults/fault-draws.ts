import { US_PER_HOUR } from "../../base/units.ts";
import { uniform } from "../random/counter-hash.ts";
import { FAULT_KINDS, type FaultKind, type FaultParams } from "./params.ts";

/** Purposes of draws: one stream each, so that a kind that is switched on moves no draw of another. */
const DRAW = {
  oracleCrash: 0,
  chainOutage: 1,
  receiptLoss: 2,
  receiptDuplication: 3,
  receiptReordering: 4,
  clockSkew: 5,
  clockError: 6,
  regionOutage: 7,
  region: 8,
  freddieDown: 9,
} as const;

/** Value of `darkRegion` where all are reachable. */
export const NO_REGION = -1;

/**
 * When which fault strikes: pure functions of the run's seed and the occasion, and a count of those that struck. All is healed from
 * `faults.healAfter` of the horizon on, so that a run ends with what recovery brings.
 */
export class FaultDraws {
  /** How often each kind has struck. */
  readonly fired: Record<FaultKind, number>;
  readonly #params: FaultParams;
  readonly #key: number;
  readonly #healedUs: number;

  /** @param key of this component's draws; `horizonUs` of the run */
  constructor(params: FaultParams, key: number, horizonUs: number) {
    this.#params = params;
    this.#key = key;
    this.#healedUs = params["faults.healAfter"] * horizonUs;
    this.fired = {
      oracleCrash: 0,
      chainOutage: 0,
      receiptLoss: 0,
      receiptDuplication: 0,
      receiptReordering: 0,
      clockSkew: 0,
      regionOutage: 0,
      freddieDown: 0,
    };
  }

  oracleCrashes(epoch: number, atUs: number): boolean {
    return this.#strikes("oracleCrash", epoch, 0, atUs);
  }

  chainIsDown(epoch: number, atUs: number): boolean {
    return this.#strikes("chainOutage", epoch, 0, atUs);
  }

  /** What becomes of receipt `ordinal` of the leg `leg` of `client`. */
  receiptIs(kind: "Loss" | "Duplication" | "Reordering", client: number, ordinal: number, atUs: number): boolean {
    return this.#strikes(`receipt${kind}`, client, ordinal, atUs);
  }

  /** Error of the client's clock, whole microseconds, negative where it is slow; 0 for a right one and once all is healed. */
  clockErrorUs(client: number, atUs: number): number {
    if (!this.#strikes("clockSkew", client, 0, atUs)) return 0;
    const u = uniform(this.#key, client, DRAW.clockError);
    return Math.round((2 * u - 1) * this.#params["faults.clockSkewMax"]);
  }

  /** Region of `regionCount` that is cut off in the hour that begins at `atUs`; `NO_REGION` for none. */
  darkRegion(regionCount: number, atUs: number): number {
    const hour = Math.floor(atUs / US_PER_HOUR);
    if (!this.#strikes("regionOutage", hour, 0, atUs)) return NO_REGION;
    return Math.floor(uniform(this.#key, hour, DRAW.region) * regionCount);
  }

  freddieIsDown(atUs: number): boolean {
    return this.#strikes("freddieDown", Math.floor(atUs / US_PER_HOUR), 0, atUs);
  }

  /** All that a run changes here, not copied: for `World.snapshot`. */
  save() {
    return this.fired;
  }

  /** Takes over what another one of the same shape saved. */
  load(saved: ReturnType<FaultDraws["save"]>): void {
    Object.assign(this.fired, saved);
  }

  #strikes(kind: FaultKind, subject: number, ordinal: number, atUs: number): boolean {
    const strength = this.#params[`faults.${kind}`];
    if (strength === 0 || atUs >= this.#healedUs) return false;
    const struck = uniform(this.#key ^ DRAW[kind], subject, ordinal) < strength;
    if (struck) this.fired[kind]++;
    return struck;
  }
}

/** Whether any kind can strike at all. */
export function faultsPossible(params: FaultParams): boolean {
  return FAULT_KINDS.some((kind) => params[`faults.${kind}`] > 0);
}
