import type { ParamSpec, ParamTable, ParamValues } from "../base/param-spec.ts";
import { PROTOCOL_PARAMS } from "../protocol/params.ts";
import { FAULT_PARAMS } from "../sim/faults/params.ts";
import { NETWORK_PARAMS } from "../sim/network/params.ts";
import { COST_PARAMS } from "./cost-params.ts";
import { WORLD_PARAMS } from "./world/world-params.ts";

/** Every parameter that a scenario may set, by dotted path: one line a table. */
export const SCENARIO_PARAMS = {
  ...PROTOCOL_PARAMS,
  ...NETWORK_PARAMS,
  ...COST_PARAMS,
  ...WORLD_PARAMS,
  ...FAULT_PARAMS,
} as const satisfies ParamTable;

/** Values of all parameter tables; each consumer takes the part it names (`ProtocolParams`, `CostParams` …). */
export type ScenarioParams = ParamValues<typeof SCENARIO_PARAMS>;

/**
 * Where a scenario writes a parameter: costs, faults and the measured month have sections of their own, all others stand under `params` by
 * their whole path. There is one place for each, so that two cannot disagree.
 */
export function fieldOfParam(path: string): readonly [section: string, field: string] {
  if (path === "network.month") return ["demand", "month"];
  for (const section of ["costs", "faults"])
    if (path.startsWith(`${section}.`)) return [section, path.slice(section.length + 1)];
  return ["params", path];
}

/** The parameters that stand in `section` of a scenario, each with its field there. */
export function paramsInSection(
  section: string,
): readonly { readonly path: string; readonly field: string; readonly spec: ParamSpec }[] {
  return Object.entries<ParamSpec>(SCENARIO_PARAMS).flatMap(([path, spec]) => {
    const [ownSection, field] = fieldOfParam(path);
    return ownSection === section ? [{ path, field, spec }] : [];
  });
}
