/** A report of one session's bytes as it reaches the processor: whose, which session, over which time, and the hash of its payload. */
export interface SessionReport {
  readonly session: string;
  readonly sequence: number;
  readonly startUs: number;
  readonly endUs: number;
  readonly payloadHash: string;
}

export type ReportCode = "REPORT_REPLAYED" | "REPORT_WINDOW" | "REPORT_PAYLOAD";
export type ReportVerdict = { readonly kind: "accepted" } | { readonly kind: "rejected"; readonly code: ReportCode };

/** What is known before a report is read. */
export interface ReportContext {
  /** Highest sequence accepted of the session; -1: none. */
  readonly lastSequence: number;
  /** The batch's time-bound window. */
  readonly windowStartUs: number;
  readonly windowEndUs: number;
  /** What the institution says the payload hashes to. */
  readonly payloadHash: string;
}

/** Whether a report counts: once, inside its window, of the payload that the institution sent. Source: seed 000, TIM: replay, modification, time spoofing */
export function reportVerdict(report: SessionReport, context: ReportContext): ReportVerdict {
  if (report.sequence <= context.lastSequence) return { kind: "rejected", code: "REPORT_REPLAYED" };
  const inside =
    report.startUs >= context.windowStartUs && report.endUs <= context.windowEndUs && report.startUs < report.endUs;
  if (!inside) return { kind: "rejected", code: "REPORT_WINDOW" };
  return report.payloadHash === context.payloadHash
    ? { kind: "accepted" }
    : { kind: "rejected", code: "REPORT_PAYLOAD" };
}
