/** What a leg is, before its rate is granted. */
export interface LegStart {
  readonly client: number;
  readonly leg: number;
  readonly startUs: number;
  readonly endUs: number;
  readonly sampled: boolean;
  readonly audited: boolean;
  /** The attacker's own traffic. */
  readonly own: boolean;
  /** Bytes a second, whole; of a leg in bursts, while it transfers. */
  readonly demandRate: number;
  /** Signed over real bytes; where `demandRate` is 0, signed bytes a second. */
  readonly claimFactor: number;
  readonly upShare: number;
  /** The leg ends because the peer drops it, or is left for serving badly; its client still wants this many microseconds. */
  readonly droppedLeftUs?: number;
}
