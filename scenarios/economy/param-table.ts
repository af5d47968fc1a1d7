import type { ParamSpec, ParamTable } from "../../base/param-spec.ts";
import { PROTOCOL_DEFAULTS, PROTOCOL_PARAMS, type ProtocolParams } from "../../protocol/params.ts";
import { COST_DEFAULTS, COST_PARAMS, type CostParams } from "../cost-params.ts";
import { fieldOfParam } from "../param-tables.ts";
import { ECONOMY_DEFAULTS, ECONOMY_PARAMS, type EconomyOwnParams } from "./params.ts";

/** What the economy reads: its own numbers, and those of the protocol and of costs that `ECONOMY_TABLE` lists. */
export type EconomyParams = EconomyOwnParams & ProtocolParams & CostParams;

const COSTS = [
  "costs.bandwidthResidentialUsdPerGb",
  "costs.bandwidthDatacenterUsdPerGb",
  "costs.capitalUsdShareYear",
  "costs.solPriceUsd",
  "costs.lamportsPerSignature",
] as const satisfies readonly (keyof typeof COST_PARAMS)[];

/** Rules that the daily economy applies; a parameter of another rule is refused rather than ignored. */
const RULES = [
  "emission.firstPeriodAmount",
  "emission.periodLength",
  "emission.periodCount",
  "emission.tailPerYear",
  "emission.poolTotal",
  "emission.unspent",
  "reward.uptimeCounts",
  "reward.geoMax",
  "reward.geoControl.target",
  "reward.geoControl.integralGain",
  "reward.geoControl.proportionalGain",
  "reward.geoControl.stepMax",
  "tiers.bronze.age",
  "tiers.silver.age",
  "tiers.gold.age",
  "tiers.platinum.age",
  "tiers.silver.stake",
  "tiers.gold.stake",
  "tiers.platinum.stake",
  "tiers.new.sampling",
  "tiers.bronze.sampling",
  "tiers.silver.sampling",
  "tiers.gold.sampling",
  "tiers.platinum.sampling",
  "claims.interval",
  "claims.min",
  "claims.unlock",
  "staking.cooldown",
] as const satisfies readonly (keyof ProtocolParams)[];

/** Every parameter that a scenario of `model: economy` may set, by dotted path. */
export const ECONOMY_TABLE: ParamTable = {
  ...Object.fromEntries(RULES.map((path) => [path, PROTOCOL_PARAMS[path]])),
  ...ECONOMY_PARAMS,
  ...Object.fromEntries(COSTS.map((path) => [path, COST_PARAMS[path]])),
};

/** Defaults of all that the rules and the economy may read. */
export const ECONOMY_PARAM_DEFAULTS: EconomyParams = Object.freeze({
  ...PROTOCOL_DEFAULTS,
  ...COST_DEFAULTS,
  ...ECONOMY_DEFAULTS,
});

/** The parameters that stand in `section` (`params`, `costs`) of an economy, each with its field there. */
export function economyParamsIn(
  section: string,
): readonly { readonly path: string; readonly field: string; readonly spec: ParamSpec }[] {
  return Object.entries(ECONOMY_TABLE).flatMap(([path, spec]) => {
    const [ownSection, field] = fieldOfParam(path);
    return ownSection === section ? [{ path, field, spec }] : [];
  });
}
