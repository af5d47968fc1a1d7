/** One hour of the clients of countries that some event is about, and of all others. */
export interface NetworkHourRow {
  readonly hour: number;
  readonly requestedThere: number;
  readonly servedThere: number;
  readonly blockedThere: number;
  readonly requestedElsewhere: number;
  readonly servedElsewhere: number;
  readonly blockedElsewhere: number;
}

/** What censors and limited servers did; of a run with events or limits. */
export interface NetworkSummary {
  readonly events?: {
    /** In the scenario's notation, in order. */
    readonly list: readonly unknown[];
    readonly attemptsUnreachable: number;
    readonly attemptsAddressBlocked: number;
    readonly legsCutByBlocking: number;
    readonly legsCutByBlackout: number;
    readonly legsThrottled: number;
    readonly hours: readonly NetworkHourRow[];
  };
  readonly servers?: {
    readonly freddieMatched: number;
    readonly freddieRefused: number;
    readonly freddieWaitMsMean: number;
    readonly freddieWaitMsMax: number;
    readonly egressRefused: number;
    readonly egressSqueezed: number;
    /** Peak of what legs asked of the egress. */
    readonly egressMbpsMax: number;
  };
}
