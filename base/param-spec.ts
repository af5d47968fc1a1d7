import type { UnitKind } from "./units.ts";

/** Value, unit, bounds and source of one parameter; the tables are listed by `twinlight params` and checked on load. */
export interface NumberSpec {
  readonly kind: UnitKind;
  /** In base units: microseconds, LANTERN base units, bytes, bit/s, shares 0 to 1. */
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** What it is, one sentence without a full stop. */
  readonly what: string;
  /** Seed section, paper, data file, or `docs/ASSUMPTIONS.md` anchor. */
  readonly source: string;
  /** The seed puts it under token-holder governance. */
  readonly governable?: boolean;
}

export interface ChoiceSpec {
  readonly kind: "choice";
  readonly value: string;
  readonly choices: readonly string[];
  readonly what: string;
  readonly source: string;
  readonly governable?: boolean;
}

export interface FlagSpec {
  readonly kind: "flag";
  readonly value: boolean;
  readonly what: string;
  readonly source: string;
  readonly governable?: boolean;
}

export type ParamSpec = NumberSpec | ChoiceSpec | FlagSpec;
/** Dotted path to specification, e.g. `tiers.gold.stake`. */
export type ParamTable = Readonly<Record<string, ParamSpec>>;

type ValueOf<S extends ParamSpec> = S extends { choices: readonly (infer C)[] }
  ? C
  : S extends { kind: "flag" }
    ? boolean
    : number;
/** The values of a table, by the same paths: what rules and models take as an argument. */
export type ParamValues<T extends ParamTable> = { readonly [P in keyof T]: ValueOf<T[P]> };

/** The default values of `table`, frozen. */
export function defaultValues<const T extends ParamTable>(table: T): ParamValues<T> {
  const entries = Object.entries(table).map(([path, spec]) => [path, spec.value]);
  return Object.freeze(Object.fromEntries(entries)) as ParamValues<T>;
}
