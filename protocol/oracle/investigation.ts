import { assertNever } from "../../base/assert.ts";
import type { ProtocolParams } from "../params.ts";
import type { PlausibilityDetector } from "../plausibility/suspicion.ts";
import type { Activity } from "../plausibility/traffic-book.ts";
import { reconcileZ, type SessionSums } from "./reconcile.ts";

/** Why a peer was flagged. */
export type FlagReason = ReconcileReason | `implausible-${PlausibilityDetector}`;

/** Reasons that are tried by reconciliation under full sampling; the others are tried by random clients. */
export type ReconcileReason = "direct-exceeds-sampled" | "receipts-exceed-meter";

/** Whether a flag is tried by reconciliation under full sampling; by random clients otherwise. */
export function isReconcileReason(reason: FlagReason): reason is ReconcileReason {
  return reason === "direct-exceeds-sampled" || reason === "receipts-exceed-meter";
}

/** A flag opens a case; a slash is never the direct effect of one statistic. Source: ASSUMPTIONS.md#investigation */
export interface Case {
  readonly openedAtUs: number;
  readonly dueAtUs: number;
  readonly reason: ReconcileReason;
  /** Direct sessions as they stood when the case was opened: what is on trial. */
  readonly direct: SessionSums;
}

/** A case that plausibility opened: the suspect is given random clients until the verdict. Source: ASSUMPTIONS.md#random-clients */
export interface ActivityCase {
  readonly openedAtUs: number;
  readonly dueAtUs: number;
  readonly reason: Exclude<FlagReason, ReconcileReason>;
  /** What the detectors remembered of the suspect before, and its counters when the case was opened. */
  readonly before: Activity;
  readonly atOpening: Activity;
}

export type Verdict =
  | { readonly kind: "guilty"; readonly z: number }
  | { readonly kind: "cleared"; readonly z: number };

/** Opens the case of a flagged peer at `atUs`; it is sampled fully until the verdict. */
export function openCase(reason: ReconcileReason, direct: SessionSums, atUs: number, params: ProtocolParams): Case {
  return { openedAtUs: atUs, dueAtUs: atUs + params["oracle.investigationDelay"], reason, direct };
}

/**
 * The verdict when a case is due. `sampled` now includes the sessions metered under full sampling since the flag: if the earlier direct
 * claims still exceed them by `oracle.convictZ` standard errors, they were forged. `overMeter`: sampled sessions since the flag whose
 * receipts again exceeded the meter.
 */
export function decideCase(open: Case, sampled: SessionSums, overMeter: number, params: ProtocolParams): Verdict {
  const z = reconcileZ(sampled, open.direct, params);
  switch (open.reason) {
    case "direct-exceeds-sampled":
      return z > params["oracle.convictZ"] ? { kind: "guilty", z } : { kind: "cleared", z };
    case "receipts-exceed-meter":
      return overMeter > 0 || z > params["oracle.convictZ"] ? { kind: "guilty", z } : { kind: "cleared", z };
    default:
      return assertNever(open.reason);
  }
}
