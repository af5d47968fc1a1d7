import type { ParamTable, ParamValues } from "../../base/param-spec.ts";
import { US_PER_DAY, US_PER_MINUTE, US_PER_S } from "../../base/units.ts";

const SOURCE = "ASSUMPTIONS.md#faults";

const strength = (what: string) => ({ kind: "share", value: 0, min: 0, max: 1, what, source: SOURCE }) as const;

/** Faults of machines and networks, all off. A strength is a share of the occasions on which the fault could strike. */
export const FAULT_PARAMS = {
  "faults.oracleCrash": strength("epochs at whose end the oracle crashes after submitting, restarts and submits again"),
  "faults.chainOutage": strength("epochs at whose end no claim lands, and those sent before are sent a second time"),
  "faults.receiptLoss": strength("audited receipts that never reach the oracle"),
  "faults.receiptDuplication": strength("audited receipts that reach it twice"),
  "faults.receiptReordering": strength("audited receipts that later ones overtake"),
  "faults.clockSkew": strength("clients whose clock is wrong, by up to the skew below either way"),
  "faults.regionOutage": strength("hours in which one region, drawn anew for each, is cut off"),
  "faults.freddieDown": strength("hours in which Freddie matches nobody"),
  "faults.clockSkewMax": {
    kind: "duration",
    value: 10 * US_PER_MINUTE,
    min: US_PER_S,
    max: US_PER_DAY,
    what: "largest error of a wrong clock",
    source: SOURCE,
  },
  "faults.healAfter": {
    kind: "share",
    value: 0.7,
    min: 0,
    max: 1,
    what: "share of the horizon after which nothing breaks any more",
    source: SOURCE,
  },
} as const satisfies ParamTable;

export type FaultParams = ParamValues<typeof FAULT_PARAMS>;

/** Kinds that can strike, by the parameter of their strength. */
export const FAULT_KINDS = [
  "oracleCrash",
  "chainOutage",
  "receiptLoss",
  "receiptDuplication",
  "receiptReordering",
  "clockSkew",
  "regionOutage",
  "freddieDown",
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];
