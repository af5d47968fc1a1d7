import type { PublishedSchedule } from "../../protocol/emission/published-schedule.ts";
import type { ChangedParam } from "../resolved-scenario.ts";
import type { FamilyName } from "./economy-schema.ts";
import type { EconomyParams } from "./param-table.ts";

/** One economy ready to run: frozen, plain data, base units. */
export interface ResolvedEconomy {
  /** Unique in its family; `as stated` where there are no variants. */
  readonly variant: string;
  readonly dayCount: number;
  readonly candidates: number;
  readonly startActiveShare: number;
  readonly schedule: PublishedSchedule;
  readonly params: EconomyParams;
  readonly changedParams: readonly ChangedParam[];
}

/** A scenario of `model: economy`: one economy, or the variants that its question compares. */
export interface EconomyFamily {
  /** The file's name without its ending. */
  readonly name: string;
  readonly question: string;
  readonly seed: string;
  readonly replicas: number;
  readonly family: FamilyName | undefined;
  readonly variants: readonly ResolvedEconomy[];
  /** The scenario as it was checked, in the file's notation. */
  readonly resolved: unknown;
  readonly sets: readonly string[];
}
