import { STRATEGIES } from "../agents/catalog.ts";
import type { ScenarioCatalogs } from "./schema.ts";

/** Checks that a scenario may ask for, in the order of the report. */
export const CHECK_NAMES = [
  "emission-conserved",
  "chain-agrees",
  "tiers-backed",
  "honest-unslashed",
  "median-honest-range",
] as const;
export type CheckName = (typeof CHECK_NAMES)[number];

/** What scenarios of this project may name. */
export const CATALOGS: ScenarioCatalogs = { strategies: STRATEGIES, checks: CHECK_NAMES };
