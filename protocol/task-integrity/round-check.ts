import { assert } from "../../base/assert.ts";
import { mulDivFloor, US_PER_S } from "../../base/units.ts";
import type { LumeParams } from "../rewards/lume-params.ts";

/** What is known of one node's round. Bytes. */
export interface RoundEvidence {
  readonly reportedBytes: number;
  /** What the partners' ingress nodes counted. */
  readonly ingressBytes: number;
  /** Whether the round held a control query: then the ingress count is the network's own. */
  readonly controlled: boolean;
  /** How far the node's timestamps lie from the round. */
  readonly timeShiftSeconds: number;
  /** Window announced and bytes moved of what was assigned within it. */
  readonly assignedBytes: number;
  readonly movedAccuracy: number;
}

export type Anomaly = "padding" | "time-spoofing" | "rbw-acceleration";

/** What a round is paid for, and what is wrong with it. */
export interface RoundVerdict {
  readonly verifiedBytes: number;
  readonly anomalies: readonly Anomaly[];
}

/**
 * Checks of the task integrity module on one round. A control query shows padding; ingress counts cap pay where they are used; stamps
 * outside the time-bound window pay nothing; a window that forecasts badly is what an accelerated profile looks like.
 * @throws AssertionFailure of negative bytes
 * Source: seed 000, task integrity module and proof of bandwidth; seed 003, protection against manipulation; ASSUMPTIONS.md#lume
 */
export function checkRound(evidence: RoundEvidence, params: LumeParams): RoundVerdict {
  const { reportedBytes, ingressBytes, controlled, timeShiftSeconds, assignedBytes, movedAccuracy } = evidence;
  assert(reportedBytes >= 0 && ingressBytes >= 0, "bytes are not negative");
  const forgivenBps = 1_000_000 + Math.round(params["integrity.sizeTolerance"] * 1_000_000);
  const forgiven = mulDivFloor(ingressBytes, forgivenBps, 1_000_000);
  const padded = controlled && reportedBytes > forgiven;
  const spoofed = Math.abs(timeShiftSeconds) * US_PER_S > params["integrity.clockTolerance"];
  const accelerated = assignedBytes > 0 && movedAccuracy < params["window.accuracyLeast"];
  const capped = params["integrity.checkedByIngress"] ? Math.min(reportedBytes, ingressBytes) : reportedBytes;
  const anomalies: Anomaly[] = [];
  if (padded) anomalies.push("padding");
  if (spoofed) anomalies.push("time-spoofing");
  if (accelerated) anomalies.push("rbw-acceleration");
  return { verifiedBytes: padded || spoofed ? 0 : capped, anomalies };
}

/** What the module remembers of a node. */
export interface Standing {
  readonly anomalousInRow: number;
  /** Round from which it counts again; 0: it always did. */
  readonly freeFrom: number;
  readonly exclusions: number;
}

export const GOOD_STANDING: Standing = Object.freeze({ anomalousInRow: 0, freeFrom: 0, exclusions: 0 });

/**
 * The standing after a round's anomalies: padding and time spoofing are certain and exclude at once, a bad forecast may be bad luck and
 * excludes after `integrity.anomaliesFlagged` in a row. Source: seed 003: throttled or temporarily excluded from calculations
 */
export function standingAfter(
  standing: Standing,
  anomalies: readonly Anomaly[],
  round: number,
  params: LumeParams,
): Standing {
  if (anomalies.length === 0) return { ...standing, anomalousInRow: 0 };
  const anomalousInRow = standing.anomalousInRow + 1;
  const certain = anomalies.some((anomaly) => anomaly !== "rbw-acceleration");
  if (!certain && anomalousInRow < params["integrity.anomaliesFlagged"]) return { ...standing, anomalousInRow };
  const freeFrom = round + 1 + params["integrity.excludedRounds"];
  return { anomalousInRow: 0, freeFrom, exclusions: standing.exclusions + 1 };
}
