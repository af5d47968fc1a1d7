import type { TaskModelName } from "../../agents/attacks/task-strategy.ts";
import type { ParamTable } from "../../base/param-spec.ts";
import { defaultValues } from "../../base/param-spec.ts";
import { FORGED_ROOT_PARAMS } from "../../protocol/oracle/forged-root.ts";
import { LUME_DEFAULTS, LUME_PARAMS } from "../../protocol/rewards/lume-params.ts";
import { LUMORA_DEFAULTS, LUMORA_PARAMS } from "../../protocol/task-routing/lumora-params.ts";
import { TASK_COST_DEFAULTS, TASK_COSTS } from "./task-costs.ts";

/** Rules of each model of rounds, by dotted path; costs are common to them. */
const RULES: Readonly<Record<TaskModelName, ParamTable>> = {
  committee: FORGED_ROOT_PARAMS,
  lumora: LUMORA_PARAMS,
  lume: LUME_PARAMS,
};

/** Costs that each model reads: a verifier set has no nodes and no bandwidth. */
const COSTS_READ: Readonly<Record<TaskModelName, readonly (keyof typeof TASK_COSTS)[]>> = {
  committee: ["costs.tokenPriceUsd", "costs.poolDepthUsd"],
  lumora: ["costs.tokenPriceUsd", "costs.poolDepthUsd", "costs.identityUsdPerDay", "costs.bandwidthUsdPerGb"],
  lume: ["costs.tokenPriceUsd", "costs.poolDepthUsd", "costs.identityUsdPerDay", "costs.bandwidthUsdPerGb"],
};

export const COMMITTEE_DEFAULTS = Object.freeze({ ...defaultValues(FORGED_ROOT_PARAMS), ...TASK_COST_DEFAULTS });
export const LUMORA_TASK_DEFAULTS = Object.freeze({ ...LUMORA_DEFAULTS, ...TASK_COST_DEFAULTS });
export const LUME_TASK_DEFAULTS = Object.freeze({ ...LUME_DEFAULTS, ...TASK_COST_DEFAULTS });

/** Every parameter that a scenario of `model` may set. */
export function taskTable(model: TaskModelName): ParamTable {
  const costs = COSTS_READ[model].map((path) => [path, TASK_COSTS[path]] as const);
  return { ...RULES[model], ...Object.fromEntries(costs) };
}

/** Where a scenario writes a parameter: costs have a section of their own. */
export function taskFieldOf(path: string): readonly [section: "params" | "costs", field: string] {
  return path.startsWith("costs.") ? ["costs", path.slice("costs.".length)] : ["params", path];
}

/** The parameters of `model` that stand in `section`, by their field there. */
export function taskFields(model: TaskModelName, section: "params" | "costs"): ParamTable {
  const own = Object.entries(taskTable(model)).filter(([path]) => taskFieldOf(path)[0] === section);
  return Object.fromEntries(own.map(([path, spec]) => [taskFieldOf(path)[1], spec]));
}
