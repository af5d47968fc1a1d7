import { assertNever } from "../../base/assert.ts";
import type { ProtocolParams } from "../params.ts";
import type { PlausibilityDetector } from "../plausibility/suspicion.ts";
import type { Activity } from "../plausibility/traffic-book.ts";
import { reconcileZ, type SessionSums } from "./reconcile.ts";
import { type StrataEvidence, strataZ } from "./strata.ts";

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
  /** What the comparison epoch by epoch said then: full sampling adds nothing to it, since it leaves no direct session to compare. */
  readonly strata: StrataEvidence;
}

/** What the oracle holds of a peer's sessions when it looks. */
export interface PeerEvidence {
  readonly sampled: SessionSums;
  readonly direct: SessionSums;
  readonly strata: StrataEvidence;
}

/** The statistic by which a peer is flagged, as `oracle.reconcileStrata` says. 0 without evidence on both sides. */
export function suspicionZ({ sampled, direct, strata }: PeerEvidence, params: ProtocolParams): number {
  if (params["oracle.reconcileStrata"] === "pooled") return reconcileZ(sampled, direct, params);
  const least = params["oracle.reconcileSessionsMin"];
  return sampled.count < least || direct.count < least ? 0 : strataZ(strata, params);
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
export function openCase(
  reason: ReconcileReason,
  { direct, strata }: Pick<PeerEvidence, "direct" | "strata">,
  atUs: number,
  params: ProtocolParams,
): Case {
  return { openedAtUs: atUs, dueAtUs: atUs + params["oracle.investigationDelay"], reason, direct, strata };
}

/**
 * The verdict when a case is due. `sampled` now includes the sessions metered under full sampling since the flag: if the earlier direct
 * claims still exceed them by `oracle.convictZ` standard errors, they were forged. With strata by epoch both must say so, the comparison
 * with what full sampling shows and that epoch by epoch at the flag: a peer whose sessions shrink during its trial is no forger for that.
 * `overMeter`: sampled sessions since the flag whose receipts again exceeded the meter.
 */
export function decideCase(open: Case, sampled: SessionSums, overMeter: number, params: ProtocolParams): Verdict {
  const pooled = reconcileZ(sampled, open.direct, params);
  const z = params["oracle.reconcileStrata"] === "pooled" ? pooled : Math.min(pooled, strataZ(open.strata, params));
  switch (open.reason) {
    case "direct-exceeds-sampled":
      return z > params["oracle.convictZ"] ? { kind: "guilty", z } : { kind: "cleared", z };
    case "receipts-exceed-meter":
      return overMeter > 0 || z > params["oracle.convictZ"] ? { kind: "guilty", z } : { kind: "cleared", z };
    default:
      return assertNever(open.reason);
  }
}
