import { type ErrorFacts, TwinError } from "../base/errors.ts";

/** Codes of bad input to what runs many worlds; stable, never reused. */
export type LabErrorCode =
  | "SWEEP_VARY"
  | "SWEEP_COUNT"
  | "SWEEP_SIZE"
  | "SWEEP_SAME_POINTS"
  | "SWEEP_STORE_OTHER"
  | "SWEEP_STORE_BROKEN"
  | "ATTACK_UNKNOWN"
  | "ATTACK_PARAM"
  | "SEARCH_STORE_OTHER"
  | "SEARCH_STORE_WRITE"
  | "SEARCH_STRATEGIES"
  | "FRONTIER_AXIS"
  | "REPLAY_EMPTY"
  | "CHECK_STORE_OTHER"
  | "CALIBRATE_TABLE"
  | "CALIBRATE_FILE"
  | "CALIBRATE_NOTHING"
  | "VALIDATE_SHORT";

/** A `TwinError` with a code of this folder. */
export function labError(code: LabErrorCode, problem: string, facts: ErrorFacts): TwinError {
  return new TwinError(code, problem, facts);
}
