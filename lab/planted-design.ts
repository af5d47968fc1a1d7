/**
 * Small networks in which paper and pencil say whether an attack can pay. All pay a fixed rate for a GB at a fixed token price, without
 * multipliers, so that each has one inequality between what a GB earns and what it costs an attacker. Safe ones hold it by a little; weak
 * ones break it, by a little or by much. Source: design note on attacks, the inequality and its terms
 */
export interface PlantedDesign {
  /** Also the file's name. */
  readonly name: string;
  readonly kind: "weak" | "safe";
  readonly margin: "near" | "far";
  /** Why, with the numbers: the inequality, and for weak ones the attack that shows it. */
  readonly proof: readonly string[];
  readonly sections: Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;
  readonly phase: 1 | 2;
  /** For weak ones: an attack that the inequality says pays. */
  readonly witness?: {
    readonly strategy: string;
    readonly params: Readonly<Record<string, string>>;
    readonly profitUsd: number;
  };
}
