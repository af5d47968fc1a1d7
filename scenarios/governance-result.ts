/** One proposal of a run. */
export interface ProposalSummary {
  readonly title: string;
  /** Parameters and values, as a scenario writes them. */
  readonly set: Readonly<Record<string, string | boolean>>;
  readonly status: "waiting" | "voting" | "queued" | "executed" | "rejected";
  /** Why it was rejected; empty otherwise. */
  readonly reason: string;
  /** When it was executed; absent before. */
  readonly executedSeconds?: number;
  readonly votesForBase: string;
  readonly votesAgainstBase: string;
}
