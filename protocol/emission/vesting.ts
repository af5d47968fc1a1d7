import { assert } from "../../base/assert.ts";
import { BPS_ONE, LANTERN_CAP, type LanternBase, mulDivFloor, US_PER_DAY } from "../../base/units.ts";

/** Terms of one grant. The cliff lies inside the duration and counts towards it. */
export interface VestingTerms {
  readonly totalBase: LanternBase;
  readonly cliffUs: number;
  readonly durationUs: number;
}

/** What a part of the cap is for. `peer-rewards` is minted by the emission schedule, the others at genesis. */
export type AllocationName = "peer-rewards" | "foundation" | "team" | "ecosystem" | "liquidity";

export interface Allocation {
  readonly name: AllocationName;
  readonly shareBps: number;
  /** Absent: not vested. */
  readonly vesting?: Pick<VestingTerms, "cliffUs" | "durationUs">;
}

const YEAR_US = 365 * US_PER_DAY;
const FOUR_YEARS = { cliffUs: YEAR_US, durationUs: 4 * YEAR_US };

/**
 * The cap by purpose. The ecosystem fund pays grants whose terms are each grant's own, so it is not vested as a whole; liquidity is
 * there from the first day. Source: seed 004, distribution (50/20/15/10/5; 4-year vest, 1-year cliff)
 */
export const ALLOCATIONS: readonly Allocation[] = [
  { name: "peer-rewards", shareBps: 5_000 },
  { name: "foundation", shareBps: 2_000, vesting: FOUR_YEARS },
  { name: "team", shareBps: 1_500, vesting: FOUR_YEARS },
  { name: "ecosystem", shareBps: 1_000 },
  { name: "liquidity", shareBps: 500 },
];

/** LANTERN base units of an allocation, rounded down. Source: seed 004, distribution */
export function allocationBase(allocation: Allocation): LanternBase {
  return mulDivFloor(LANTERN_CAP, allocation.shareBps, BPS_ONE);
}

/**
 * Vested `elapsedUs` after the start, in base units, rounded down: nothing before the cliff, linear between cliff and end as if it had
 * run from the start, all from the end on.
 * @throws AssertionFailure unless the total is positive, the cliff inside the duration, and the elapsed time a whole number, 0 or more
 * Source: seed 004, distribution; the programs' `rules/src/vesting.rs`, by the same vectors
 */
export function vestedBase(terms: VestingTerms, elapsedUs: number): LanternBase {
  const { totalBase, cliffUs, durationUs } = terms;
  assert(totalBase > 0 && durationUs > 0 && cliffUs >= 0 && cliffUs <= durationUs, "a grant vests something over time");
  assert(Number.isSafeInteger(elapsedUs) && elapsedUs >= 0, "elapsedUs is a whole number of microseconds, 0 or more");
  if (elapsedUs < cliffUs) return 0;
  return elapsedUs >= durationUs ? totalBase : mulDivFloor(totalBase, elapsedUs, durationUs);
}
