/** Phase 3 over a run. Bytes are decimal strings; `truth` is what only the simulator knows. */
export interface CommitteeSummary {
  readonly verifiers: number;
  readonly byzantineVerifiers: number;
  readonly freddies: number;
  readonly byzantineFreddies: number;
  readonly epochsAgreed: number;
  readonly epochsForged: number;
  readonly epochsCarried: number;
  readonly reports: number;
  readonly reportsRefused: number;
  /** Of the epochs that were decided. */
  readonly truthBytes: string;
  readonly decidedBytes: string;
  readonly friendTruthBytes: string;
  readonly friendDecidedBytes: string;
  /** Share of paid bytes that liars' friends have in excess of their true share; below zero where they lose. */
  readonly friendShareGain: number;
  /** Where peers probed each other; over the run. */
  readonly witnesses?: {
    readonly probes: number;
    readonly unanswered: number;
    /** Decimal string: what the probes moved, which nobody is paid for. */
    readonly bytes: string;
    /** Peers whose time online counted in part, summed over epochs. */
    readonly cutPeerEpochs: number;
    /** Where they compared throughput: peers that claimed far more than probes saw, summed over epochs, and bytes (decimal) cut for it. */
    readonly throughput?: { readonly flaggedPeerEpochs: number; readonly cutBytes: string };
  };
  readonly perEpoch: readonly {
    readonly epoch: number;
    readonly outcome: "agreed" | "forged" | "carried";
    /** Decided over true bytes, minus 1; of all peers but the liars' friends, and of these. Null where nothing was decided or there are none. */
    readonly othersDeviation: number | null;
    readonly friendsDeviation: number | null;
    /** Peers whose decided bytes lie outside of what honest verifiers reported. */
    readonly outsidePeers: number;
  }[];
}
