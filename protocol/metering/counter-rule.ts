/** Why a meter's report changes nothing. */
export type MeterCode =
  /** The leg was never opened, or is closed and forgotten. */
  | "METER_UNKNOWN_LEG"
  /** This report, or a later one that includes it, has been counted. */
  | "METER_REPLAYED"
  /** The same report number with other counters. */
  | "METER_CONFLICT"
  /** A later report says less than an earlier one. */
  | "METER_COUNTER_FELL"
  /** A report after the final one. */
  | "METER_LEG_CLOSED"
  /** Counters or report number that are no whole numbers. */
  | "METER_MALFORMED";

/**
 * Whether report `sequence` of a leg, with its cumulative counters, counts, given the newest report that did (`lastSequence` 0: none;
 * reports count from 1). Because counters are cumulative a report includes all before it: one that comes late adds nothing, one
 * that is lost costs nothing once the next arrives. What a counted report adds is the growth of the counters.
 * Source: UNBOUNDED.md, metering today (resets that race their readers); ASSUMPTIONS.md#metering
 */
export function judgeCounters(
  lastSequence: number,
  lastDown: number,
  lastUp: number,
  closed: boolean,
  sequence: number,
  bytesDown: number,
  bytesUp: number,
): "counts" | MeterCode {
  if (!isCounter(bytesDown) || !isCounter(bytesUp) || !isCounter(sequence) || sequence < 1) return "METER_MALFORMED";
  if (sequence === lastSequence)
    return bytesDown === lastDown && bytesUp === lastUp ? "METER_REPLAYED" : "METER_CONFLICT";
  if (sequence < lastSequence) {
    return bytesDown > lastDown || bytesUp > lastUp ? "METER_COUNTER_FELL" : "METER_REPLAYED";
  }
  if (closed) return "METER_LEG_CLOSED";
  return bytesDown < lastDown || bytesUp < lastUp ? "METER_COUNTER_FELL" : "counts";
}

function isCounter(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
