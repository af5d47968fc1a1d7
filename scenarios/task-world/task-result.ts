import type { CheckResult } from "../result.ts";

/** Results of a scenario of a model of rounds. Names are relied on by others. */

export interface TaskParty {
  readonly name: string;
  /** Null for the honest. */
  readonly strategy: string | null;
  readonly identities: number;
  /** Token base units (six decimals), as decimal strings. */
  readonly rewardBase: string;
  readonly lostBase: string;
  readonly costUsd: number;
  readonly costUsdByKind: Readonly<Record<string, number>>;
  /** Of what tokens bring in the pool, less costs. */
  readonly profitUsd: number;
  readonly breakEvenPriceUsd: number | null;
  /** Identities found out, and the round of the first; null: none. */
  readonly caught: number;
  readonly firstCaughtRound: number | null;
  /** Reward an identity over that of an honest one; null without either. */
  readonly gainOverHonest: number | null;
}

export interface TaskSummary {
  readonly model: string;
  readonly scenario: string;
  readonly question: string;
  readonly seed: string;
  readonly stateHash: string;
  readonly rounds: number;
  readonly simulatedSeconds: number;
  readonly wallSeconds: number;
  readonly complete: boolean;
  readonly tokenPriceUsd: number;
  readonly parties: readonly TaskParty[];
  /** Figures of the network, by name. */
  readonly facts: Readonly<Record<string, number>>;
  readonly checks: readonly CheckResult[];
}

/** `rounds.parquet`: one row a round and party. Floats, for plotting; exact values are in the summary. */
export interface TaskRoundRow {
  readonly round: number;
  readonly party: string;
  readonly rewardTokens: number;
  readonly costUsd: number;
  readonly caught: number;
}
