import { z } from "zod";
import type { NumberSpec, ParamSpec, ParamTable } from "../base/param-spec.ts";
import { formatQuantity, parseQuantity, type UnitKind, unitExpectation } from "../base/units.ts";

/** What the schema says about a value it refuses; carried through zod's issues to the message. */
export interface Refusal {
  readonly problem: string;
  readonly expected: string;
  readonly bounds?: boolean;
}

type Reading<T> = { readonly value: T } | Refusal;

/** JSON Schema keywords for editors. */
type Keywords = Readonly<Record<string, unknown>>;

const NOT_A: Readonly<Record<UnitKind, string>> = {
  duration: "not a duration",
  lantern: "not an amount of LANTERN",
  bytes: "not a size",
  rate: "not a rate",
  share: "not a share",
  bps: "not basis points",
  count: "not a count",
  number: "not a number",
  usd: "not an amount of USD",
};

/** A field whose text `read` turns into a value; `keywords` describe it to editors. */
export function field<T>(what: string, keywords: Keywords, read: (input: unknown) => Reading<T>) {
  return z
    .unknown()
    .meta({ description: what, ...keywords })
    .transform((input, context): T => {
      const reading = read(input);
      if ("value" in reading) return reading.value;
      context.issues.push({ code: "custom", message: reading.problem, input, params: { ...reading } });
      return z.NEVER;
    });
}

interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

/** A quantity in the scenario's notation, read into the unit's base and held to its bounds, both inclusive. */
export function quantity(kind: UnitKind, what: string, bounds: Bounds = {}) {
  return field<number>(what, quantityKeywords(kind), (input) => readQuantity(kind, input, bounds));
}

function quantityKeywords(kind: UnitKind): Keywords {
  const bare = kind === "share" || kind === "bps" || kind === "count" || kind === "number";
  return { type: bare ? ["number", "string"] : "string" };
}

/** Reads a quantity and holds it to its bounds. */
export function readQuantity(kind: UnitKind, input: unknown, { min, max }: Bounds): Reading<number> {
  const range = rangeText(kind, { min, max });
  const value = parseQuantity(kind, input);
  if (value === undefined) {
    const problem = input === undefined ? "no value" : NOT_A[kind];
    return { problem, expected: expectation(kind, range) };
  }
  const inside = value >= (min ?? -Infinity) && value <= (max ?? Infinity);
  return inside ? { value } : { problem: "out of bounds", expected: `a value ${range}`, bounds: true };
}

function expectation(kind: UnitKind, range: string): string {
  if (kind === "share" || range === "") return unitExpectation(kind);
  return kind === "count" ? `a whole number ${range}` : `${unitExpectation(kind)}, ${range}`;
}

function rangeText(kind: UnitKind, { min, max }: Bounds): string {
  if (min !== undefined && max !== undefined)
    return `from ${formatQuantity(kind, min)} to ${formatQuantity(kind, max)}`;
  if (min !== undefined) return `from ${formatQuantity(kind, min)}`;
  return max === undefined ? "" : `up to ${formatQuantity(kind, max)}`;
}

/** A text that is not empty; a number is taken as its text. */
export function text(what: string) {
  return field<string>(what, { type: ["string", "number"] }, (input) => {
    const ok = (typeof input === "string" && input.trim() !== "") || typeof input === "number";
    return ok ? { value: String(input) } : { problem: "not a text", expected: "a text that is not empty" };
  });
}

/** Text, value, unit and source of one parameter as editors show it. */
function specText(spec: ParamSpec): string {
  return `${spec.what}; default ${specDefaultText(spec)}; source: ${spec.source}`;
}

/** A parameter's value in the scenario's notation. */
export function specValueText(spec: ParamSpec, value: number | string | boolean): string {
  return isNumberSpec(spec) ? formatQuantity(spec.kind, Number(value)) : String(value);
}

/** The default of a parameter as a scenario would write it. */
export function specDefaultText(spec: ParamSpec): string {
  return specValueText(spec, spec.value);
}

/** Whether the parameter is a number with a unit and bounds. */
export function isNumberSpec(spec: ParamSpec): spec is NumberSpec {
  return spec.kind !== "choice" && spec.kind !== "flag";
}

/** A parameter as a field: units and bounds of its specification. */
export function specField(spec: ParamSpec) {
  if (spec.kind === "flag") return z.boolean().meta({ description: specText(spec) });
  if (spec.kind === "choice") return z.enum([...spec.choices]).meta({ description: specText(spec) });
  return quantity(spec.kind, specText(spec), spec);
}

/** The parameters of a table as optional fields by their paths. */
export function tableFields(table: ParamTable) {
  return Object.fromEntries(Object.entries(table).map(([path, spec]) => [path, specField(spec).optional()]));
}
