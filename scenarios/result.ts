import type { DetectorRoc } from "../protocol/plausibility/roc.ts";
import type { CommitteeSummary } from "./committee-result.ts";
import type { ProposalSummary } from "./governance-result.ts";
import type { NetworkSummary } from "./network-result.ts";

/**
 * The public contract of a run: `summary.json`, `manifest.json`, and the tables beside them. Names are relied on by others.
 * Amounts (`…Base`, `…Lamports`) and whole-network byte counts are decimal strings; shares are numbers from 0 to 1.
 */

export interface EpochEmission {
  readonly epoch: number;
  readonly scheduledBase: string;
  readonly submittedBase: string;
  readonly claimedBase: string;
  /** 64 hex digits. */
  readonly merkleRoot: string;
}

export type TierName = "new" | "bronze" | "silver" | "gold" | "platinum";

export interface AttackSummary {
  /** The attacker's name in the scenario: the strategy's, unless it has one of its own. */
  readonly strategy: string;
  /** Identities (peers) that the attacker ran. */
  readonly identities: number;
  readonly profitBase: string;
  readonly profitUsd: number;
  /** Token price at which profit is zero; null when no price makes it so (no reward, or no cost). */
  readonly breakEvenPriceUsd: number | null;
  readonly rewardBase: string;
  /** What the same hosts would have earned without the attack, measured on their control group; 0 where there is none. Profit is above it. */
  readonly baselineRewardBase: string;
  readonly slashedBase: string;
  readonly costUsd: number;
  readonly costUsdByKind: {
    readonly bandwidth: number;
    readonly addresses: number;
    readonly accounts: number;
    readonly capital: number;
    readonly fees: number;
  };
  /** Share of the identities that were convicted. */
  readonly detectedShare: number;
  /** Days from the first fraud (the first own session, where implausible traffic was convicted) to the conviction, median over convicted identities; null when none was. */
  readonly daysToDetectionP50: number | null;
  /** Claimed over really relayed bytes, largest over identities never convicted; 1 when claims are true. */
  readonly maxUndetectedInflation: number;
  /** Reward per peer-host over that of its honest control, where the strategy has one (sybil-split); null otherwise. */
  readonly gainOverHonest: {
    readonly ratio: number;
    readonly ci95: readonly [number, number];
    readonly n: number;
  } | null;
}

export interface CheckResult {
  readonly name: string;
  readonly passed: boolean;
  readonly detail: string;
}

export interface RunSummary {
  readonly scenario: string;
  readonly question: string;
  readonly seed: string;
  readonly stateHash: string;
  readonly complete: boolean;
  readonly simulatedSeconds: number;
  readonly events: number;
  readonly wallSeconds: number;
  readonly tokenPriceUsd: number;
  readonly emission: {
    readonly scheduledBase: string;
    readonly mintedBase: string;
    readonly claimedBase: string;
    readonly lanternPerGb: number;
    readonly perEpoch: readonly EpochEmission[];
  };
  readonly peers: {
    readonly count: number;
    readonly honest: {
      readonly count: number;
      readonly rewardBase: string;
      readonly rewardPerPeerBase: string;
      readonly rewardPerPeerP50Base: string;
      readonly slashedBase: string;
      readonly falseFlags: number;
      readonly falseSlashes: number;
      /** Times found guilty before appeal; of those, overturned on appeal; cases that ended without a verdict of guilty. */
      readonly falseVerdicts: number;
      readonly falseVerdictsOverturned: number;
      readonly casesCleared: number;
    };
    readonly gini: number;
  };
  readonly service: {
    readonly sessionsRequested: number;
    readonly sessionsServed: number;
    readonly sessionsBlocked: number;
    readonly blockedShare: number;
    readonly bytesDelivered: string;
    readonly throughputBpsP50: number;
    readonly setupMsP50: number;
    readonly setupMsP95: number;
    readonly migrations: number;
    readonly migrationsFailed: number;
  };
  readonly sampling: {
    readonly sampledShare: number;
    readonly byTier: Readonly<Record<TierName, number>>;
    readonly egressBytes: string;
  };
  readonly receipts: {
    readonly mode: "all" | "audited" | "settled";
    readonly signed: number;
    readonly audited: number;
    readonly auditedShare: number;
    readonly rejected: Readonly<Record<string, number>>;
  };
  readonly attacks: readonly AttackSummary[];
  readonly chain: {
    readonly backend: "bankrun" | "litesvm" | "rpc" | "none";
    readonly cohort: number;
    readonly transactions: number;
    readonly byInstruction: readonly {
      readonly instruction: string;
      readonly count: number;
      readonly computeUnitsP50: number;
      readonly computeUnitsMax: number;
    }[];
    readonly computeUnits: number;
    readonly feesLamports: string;
    readonly rentLamports: string;
    /** Fees and rent of the whole network, from the cohort's measured transactions. */
    readonly network: {
      readonly feesLamportsPerYear: string;
      readonly rentLamportsPerPeer: string;
      readonly solPriceUsd: number;
    };
  };
  /** Detectors against attacks, on this run's labels; absent where no detector was on. */
  readonly detectors?: readonly DetectorRoc[];
  /** What holders proposed and how it ended; absent where nobody governs. Amounts base units, times seconds since the start. */
  readonly governance?: readonly ProposalSummary[];
  /** What censors, shocks of demand and limited servers did; absent where the scenario has none. */
  readonly network?: NetworkSummary;
  /** What phase 3's verifiers decided; absent where the run never gets there. */
  readonly phase3?: CommitteeSummary;
  readonly checks: readonly CheckResult[];
  readonly warnings: readonly string[];
}

export interface RunManifest {
  readonly format: 1;
  readonly scenario: string;
  /** The scenario as it ran: defaults and `extends` resolved, in the scenario's own notation. */
  readonly resolved: unknown;
  /** Parameters that differ from the defaults: path, value in force, default; both as a scenario would write them. */
  readonly changedParams: readonly { readonly path: string; readonly value: string; readonly default: string }[];
  readonly seed: string;
  readonly commit: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly stateHashes: readonly string[];
  /** The one-line command that repeats the run. */
  readonly replay: string;
  readonly tables: readonly string[];
}

/** `epochs.parquet`: one row an epoch. Amounts in LANTERN (floats, for plotting); exact values are in the summary. */
export interface EpochRow {
  readonly epoch: number;
  /** Days since the scenario's start, end of the epoch. */
  readonly day: number;
  readonly phase: number;
  readonly scheduledLantern: number;
  readonly submittedLantern: number;
  readonly mintedLantern: number;
  readonly claimedLantern: number;
  readonly burnedLantern: number;
  readonly lanternPerGb: number;
  readonly verifiedGb: number;
  readonly deliveredGb: number;
  readonly egressGb: number;
  readonly directGb: number;
  readonly sessionsRequested: number;
  readonly sessionsServed: number;
  readonly sessionsBlocked: number;
  readonly sessionsSampled: number;
  readonly setupMsP50: number;
  readonly setupMsP95: number;
  readonly throughputMbpsP10: number;
  readonly throughputMbpsP50: number;
  readonly throughputMbpsP90: number;
  readonly peersOnlineMean: number;
  readonly peersPaid: number;
  readonly flags: number;
  readonly convictions: number;
  readonly cleared: number;
  readonly chainTransactions: number;
  readonly chainComputeUnits: number;
}

/** `peers.parquet`: one row a peer, at the end of the run. */
export interface PeerRow {
  readonly peer: number;
  /** `honest`, `inert` or the attacker's strategy. */
  readonly role: string;
  readonly host: number;
  readonly kind: string;
  readonly country: string;
  readonly region: string;
  readonly nat: string;
  readonly tierStart: TierName;
  readonly tierEnd: TierName;
  readonly ageDaysStart: number;
  readonly stakeLantern: number;
  readonly rewardLantern: number;
  readonly claimedLantern: number;
  readonly slashedLantern: number;
  readonly forfeitedLantern: number;
  readonly relayedGb: number;
  readonly claimedGb: number;
  readonly sessions: number;
  readonly sampledSessions: number;
  readonly uptimeShare: number;
  readonly flagged: boolean;
  readonly convicted: boolean;
  readonly inCohort: boolean;
}

/** `attacks.parquet`: cumulative, one row an attack and epoch. USD at the scenario's constant price. */
export interface AttackRow {
  readonly strategy: string;
  readonly epoch: number;
  readonly day: number;
  readonly rewardLantern: number;
  readonly slashedLantern: number;
  readonly costUsd: number;
  readonly profitUsd: number;
  readonly profitLantern: number;
  readonly convicted: number;
  readonly realGb: number;
  readonly claimedGb: number;
}

/** `hours.parquet`: one row a simulated hour, for load and diurnal figures. */
export interface HourRow {
  readonly hour: number;
  readonly sessionsActive: number;
  readonly peersOnline: number;
  readonly egressMbps: number;
  readonly directMbps: number;
}

/** `transactions.parquet`: one row a transaction that ran on chain. */
export interface TransactionRow {
  readonly epoch: number;
  readonly instruction: string;
  readonly computeUnits: number;
  readonly feeLamports: number;
  readonly bytes: number;
  readonly ok: boolean;
  readonly error: string;
}

/** Tiers' rows: stake coverage is derived by the report from these. */
export interface TierRow {
  readonly epoch: number;
  readonly tier: TierName;
  readonly peers: number;
  readonly rewardLantern: number;
  readonly sessions: number;
  readonly sampledSessions: number;
}

/** All tables of a finished (or interrupted) run, in memory. */
export interface RunTables {
  readonly epochs: readonly EpochRow[];
  readonly peers: readonly PeerRow[];
  readonly attacks: readonly AttackRow[];
  readonly hours: readonly HourRow[];
  readonly transactions: readonly TransactionRow[];
  readonly tiers: readonly TierRow[];
}

/** Mean over replications with its 95% interval by Student's t; no interval can be given below two. */
export interface Estimate {
  readonly mean: number;
  readonly ci95: readonly [lo: number, hi: number] | null;
  /** Replications in which the quantity has a value. */
  readonly n: number;
}

/** By dotted name of the summary: `emission.lanternPerGb`, `attacks.wash-traffic.profitUsd`. A quantity without any value is absent. */
export type Estimates = Readonly<Record<string, Estimate>>;
