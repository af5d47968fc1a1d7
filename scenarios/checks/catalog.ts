import { chainAgrees } from "./chain-agrees.ts";
import type { Check } from "./check.ts";
import { emissionConserved } from "./emission-conserved.ts";
import { honestUnslashed } from "./honest-unslashed.ts";
import { medianHonestRange } from "./median-honest-range.ts";
import { tiersBacked } from "./tiers-backed.ts";

/** Every check a scenario may ask for, in the order of the report. */
export const CHECKS: readonly Check[] = [
  emissionConserved,
  chainAgrees,
  tiersBacked,
  honestUnslashed,
  medianHonestRange,
];
