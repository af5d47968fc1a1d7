import type { CheckResult, Estimates } from "../result.ts";

/** Results of a scenario of `model: economy`: `summary.json` and the tables beside it. Names are relied on by others. */

/** What is where: keys of the supply's parts, in LANTERN, as columns of `days`. */
export const SUPPLY_COLUMNS = [
  "stakedLantern",
  "coolingLantern",
  "walletsLantern",
  "lockedClaimsLantern",
  "poolLantern",
  "vestingLantern",
  "treasuriesLantern",
  "holdersLantern",
  "burnedLantern",
  "bridgedLantern",
] as const;
export type SupplyColumn = (typeof SUPPLY_COLUMNS)[number];

/** Trades of a day by who trades, in LANTERN, as columns of `days`. */
export const SELL_COLUMNS = [
  "sellWidgetLantern",
  "sellDesktopLantern",
  "sellProfessionalLantern",
  "sellTeamLantern",
  "sellFoundationLantern",
  "sellVerifiersLantern",
  "sellHoldersLantern",
] as const;
export const BUY_COLUMNS = [
  "buyPremiumLantern",
  "buyBackLantern",
  "buyStakeLantern",
  "buySpeculationLantern",
  "buyCrowdLantern",
] as const;
export type FlowColumn = (typeof SELL_COLUMNS)[number] | (typeof BUY_COLUMNS)[number];

/** `days.parquet`: one row a variant and day, of the variant's first replica. Floats, for plotting; exact values are in the summary. */
export type EconomyDayRow = Readonly<Record<SupplyColumn | FlowColumn, number>> & {
  readonly variant: string;
  /** Days done: 1 after the first. */
  readonly day: number;
  readonly priceUsd: number;
  readonly solPriceUsd: number;
  readonly users: number;
  readonly servedShare: number;
  readonly peersWidget: number;
  readonly peersDesktop: number;
  readonly peersProfessional: number;
  readonly joined: number;
  readonly left: number;
  readonly distributedLantern: number;
  readonly claimedLantern: number;
  readonly unclaimedLantern: number;
  readonly sellUsd: number;
  readonly buyUsd: number;
  /** Stakes over what is neither vesting, in a treasury, burned nor away. */
  readonly stakedShare: number;
};

/** `types.parquet`: one row a variant, month of 30 days and type of operator, at the month's end. */
export interface EconomyTypeRow {
  readonly variant: string;
  readonly day: number;
  readonly type: string;
  readonly active: number;
  /** Expected income and cost of 30 days over active operators; null where there is none. */
  readonly incomeUsdP25: number | null;
  readonly incomeUsdP50: number | null;
  readonly incomeUsdP75: number | null;
  readonly costUsdP50: number | null;
  readonly stakedLantern: number;
}

/** `regions.parquet`: one row a variant, month and region. */
export interface EconomyRegionRow {
  readonly variant: string;
  readonly day: number;
  readonly region: string;
  readonly peers: number;
  readonly geo: number;
  readonly unmetShare: number;
  readonly demandGb: number;
  readonly capacityGb: number;
}

/** `launch.parquet`: one row a variant and hour of the market's first days. */
export interface EconomyLaunchRow {
  readonly variant: string;
  readonly hour: number;
  readonly priceUsd: number;
  readonly boughtLantern: number;
  readonly poolUsd: number;
}

/** `replicas.parquet`: one row a variant, replica and quantity. */
export interface EconomyReplicaRow {
  readonly variant: string;
  readonly replica: number;
  readonly seed: string;
  readonly quantity: string;
  readonly value: number | null;
}

export interface EconomyTables {
  readonly days: readonly EconomyDayRow[];
  readonly types: readonly EconomyTypeRow[];
  readonly regions: readonly EconomyRegionRow[];
  readonly launch: readonly EconomyLaunchRow[];
  readonly replicas: readonly EconomyReplicaRow[];
}

/** One period of the schedule as far as the run came. Amounts are decimal strings of base units. */
export interface EconomyPeriod {
  readonly period: number;
  readonly startDay: number;
  readonly endDay: number;
  /** Whether the run covered all of it. */
  readonly whole: boolean;
  /** What the schedule writes down for the whole period. */
  readonly amountBase: string;
  readonly scheduledBase: string;
  readonly distributedBase: string;
}

export interface EconomyVariant {
  readonly variant: string;
  readonly stateHash: string;
  readonly estimates: Estimates;
  /** Less the first variant, replica by replica (the same seeds); empty for the first. */
  readonly differences: Estimates;
  /** Parameters that differ from the defaults, as a scenario would write them. */
  readonly changedParams: readonly { readonly path: string; readonly value: string; readonly default: string }[];
}

export interface EconomySummary {
  readonly model: "economy";
  readonly scenario: string;
  readonly question: string;
  readonly seed: string;
  /** Of all variants' first replicas together. */
  readonly stateHash: string;
  readonly complete: boolean;
  readonly simulatedSeconds: number;
  readonly wallSeconds: number;
  readonly replicas: number;
  /** The question's family, or null. */
  readonly family: string | null;
  /** Of the first variant's first replica, as is `supply`. */
  readonly emission: {
    readonly scheduledBase: string;
    readonly distributedBase: string;
    readonly mintedBase: string;
    readonly carriedBase: string;
    readonly perPeriod: readonly EconomyPeriod[];
  };
  readonly supply: {
    readonly genesisBase: string;
    readonly mintedBase: string;
    readonly unmintedBase: string;
    /** By part: `stakedBase`, `poolBase` … */
    readonly parts: Readonly<Record<string, string>>;
  };
  readonly variants: readonly EconomyVariant[];
  readonly checks: readonly CheckResult[];
  readonly warnings: readonly string[];
}

export interface EconomyManifest {
  readonly format: 1;
  readonly model: "economy";
  readonly scenario: string;
  readonly resolved: unknown;
  readonly seed: string;
  readonly commit: string;
  readonly versions: Readonly<Record<string, string>>;
  /** The one-line command that repeats the run. */
  readonly replay: string;
  readonly tables: readonly string[];
}

export interface EconomyResult {
  readonly summary: EconomySummary;
  readonly manifest: EconomyManifest;
  readonly tables: EconomyTables;
}
