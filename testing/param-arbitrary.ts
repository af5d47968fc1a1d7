import fc from "fast-check";
import type { ParamSpec, ParamTable, ParamValues } from "../base/param-spec.ts";

/** Any value that a scenario may give the parameter, within its bounds, in base units. */
export function paramValue(spec: ParamSpec): fc.Arbitrary<number | string | boolean> {
  switch (spec.kind) {
    case "flag":
      return fc.boolean();
    case "choice":
      return fc.constantFrom(...spec.choices);
    case "count":
      return fc.integer({ min: spec.min, max: spec.max });
    default:
      return fc.double({ min: spec.min, max: spec.max, noNaN: true });
  }
}

/** Any values of a table's parameters, within their bounds. */
export function paramValues(table: ParamTable): fc.Arbitrary<ParamValues<ParamTable>> {
  return fc.record(Object.fromEntries(Object.entries(table).map(([name, spec]) => [name, paramValue(spec)])));
}
