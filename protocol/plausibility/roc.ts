/** Shares of honest and of attacking peers above one threshold. */
export interface RocPoint {
  readonly falsePositiveShare: number;
  readonly truePositiveShare: number;
}

/** One detector against one attack: how well it tells the attack's peers from honest ones. */
export interface DetectorRoc {
  readonly detector: string;
  /** The attacker's name in the scenario. */
  readonly attack: string;
  readonly positives: number;
  readonly negatives: number;
  /** Area under the curve: 0.5 is chance, 1 is perfect. */
  readonly auc: number;
  /** The threshold in force, and the shares above it. */
  readonly threshold: number;
  readonly atThreshold: RocPoint;
  /** From (0, 0) to (1, 1). */
  readonly points: readonly RocPoint[];
}
