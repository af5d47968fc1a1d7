import { expect, it } from "vitest";
import { PROTOCOL_PARAMS } from "../protocol/params.ts";
import { FAULT_PARAMS } from "../sim/faults/params.ts";
import { NETWORK_PARAMS } from "../sim/network/params.ts";
import { COST_PARAMS } from "./cost-params.ts";
import { fieldOfParam, SCENARIO_PARAMS } from "./param-tables.ts";
import { isNumberSpec } from "./schema-fields.ts";
import { WORLD_PARAMS } from "./world/world-params.ts";

it("`SCENARIO_PARAMS` holds every table whole: no path is in two of them", () => {
  const tables = [PROTOCOL_PARAMS, NETWORK_PARAMS, WORLD_PARAMS, COST_PARAMS, FAULT_PARAMS];
  const paths = tables.flatMap((table) => Object.keys(table));
  expect(new Set(paths).size).toBe(paths.length);
  expect(Object.keys(SCENARIO_PARAMS).sort()).toEqual(paths.sort());
});

it("`SCENARIO_PARAMS` has defaults inside their own bounds and choices", () => {
  for (const [path, spec] of Object.entries(SCENARIO_PARAMS)) {
    if (isNumberSpec(spec)) expect(spec.value >= spec.min && spec.value <= spec.max, path).toBe(true);
    else if (spec.kind === "choice") expect(spec.choices, path).toContain(spec.value);
  }
});

it("`fieldOfParam(path)` gives each parameter a place of its own", () => {
  const places = Object.keys(SCENARIO_PARAMS).map((path) => fieldOfParam(path).join(" "));
  expect(new Set(places).size).toBe(places.length);
  expect(fieldOfParam("costs.solPriceUsd")).toEqual(["costs", "solPriceUsd"]);
  expect(fieldOfParam("network.month")).toEqual(["demand", "month"]);
});
