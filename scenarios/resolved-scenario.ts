import type { ParamTable, ParamValues } from "../base/param-spec.ts";
import type { PublishedSchedule } from "../protocol/emission/published-schedule.ts";
import type { ResolvedGovernance } from "./governance.ts";
import type { NetworkEvent } from "./network-events.ts";
import type { StrategyFile } from "./own-strategies.ts";
import type { ScenarioParams } from "./param-tables.ts";
import type { Cohort, PriceRule } from "./schema.ts";

/** Registration ages with which peers begin, whole microseconds. */
export type AgeDistribution =
  | { readonly kind: "exponential"; readonly meanUs: number; readonly maxUs: number }
  | { readonly kind: "uniform"; readonly minUs: number; readonly maxUs: number }
  | { readonly kind: "constant"; readonly ageUs: number };

export interface PhaseStart {
  readonly phase: 1 | 2 | 3;
  readonly fromUs: number;
}

export interface ResolvedAttacker {
  readonly strategy: string;
  /** Unique among the scenario's attackers. */
  readonly name: string;
  /** All parameters of the strategy, defaults included, in base units. */
  readonly params: ParamValues<ParamTable>;
}

export interface ChangedParam {
  /** The parameter's path; an attacker's begins with `population.attackers.N`. */
  readonly path: string;
  /** Both as a scenario would write them. */
  readonly value: string;
  readonly default: string;
}

/** A scenario ready to run: frozen, plain data, base units, nothing left to look up. */
export interface ResolvedScenario {
  /** The file's name without its ending. */
  readonly name: string;
  readonly question: string;
  readonly seed: string;
  readonly horizonUs: number;
  /** Calendar time of simulated time 0: microseconds since 1970, UTC. */
  readonly genesisUnixUs: number;
  /** In order of time, the first from 0. */
  readonly phases: readonly PhaseStart[];
  readonly demand: {
    /** `YYYY-MM`; the same as `params["network.month"]`. */
    readonly month: string;
  };
  readonly population: {
    readonly peers: number;
    readonly clients: number;
    readonly inert: number;
    readonly ages: AgeDistribution;
    /** Share of the peers old enough for a staked tier that hold the stake of the highest one their age allows. */
    readonly stakes: { readonly holdShare: number };
    readonly attackers: readonly ResolvedAttacker[];
  };
  readonly token: { readonly price: PriceRule };
  /** A published schedule instead of the halving rule of `emission.*`. */
  readonly schedule?: PublishedSchedule | undefined;
  /** What holders propose and vote on while the world runs. */
  readonly governance?: ResolvedGovernance | undefined;
  /** What censors and the world do to the network. */
  readonly events?: readonly NetworkEvent[] | undefined;
  readonly receipts: { readonly mode: "all" | "audited" | "settled"; readonly auditedShare: number };
  readonly chain: {
    readonly backend: "bankrun" | "litesvm" | "rpc" | "none";
    /** Of `rpc`; without it a local validator is started. */
    readonly endpoint?: string | undefined;
    readonly cohort: Cohort;
    readonly attackersInCohort: number;
    /** Verifiers whose decision on chain each root needs; absent: the submitter alone. */
    readonly oracle?: { readonly verifierCount: number; readonly faultLimit: number } | undefined;
    /** Whether foundation and team hold their shares as vesting grants on chain. */
    readonly grants?: boolean | undefined;
  };
  readonly checks: readonly string[];
  /** Modules whose strategies the attackers may be of, beside the catalog's. */
  readonly strategyFiles: readonly StrategyFile[];
  /** All parameters by path: protocol, network, costs. */
  readonly params: ScenarioParams;
  readonly changedParams: readonly ChangedParam[];
  /** The scenario with every default written out, in its own notation: loads again to the same scenario. */
  readonly resolved: Readonly<Record<string, unknown>>;
  /** `--set` flags in force, as given; part of the command that repeats the run. */
  readonly sets: readonly string[];
}

/** Whether some peers' every step goes to the programs. */
export function settlesOnPrograms({ backend, cohort }: Pick<ResolvedScenario["chain"], "backend" | "cohort">): boolean {
  return backend !== "none" && cohort !== "none";
}
