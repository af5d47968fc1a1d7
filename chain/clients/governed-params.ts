import { assert } from "../../base/assert.ts";
import type { ParamSpec } from "../../base/param-spec.ts";
import { BPS_ONE, type UnitKind, US_PER_S } from "../../base/units.ts";
import { PROTOCOL_PARAMS, type ProtocolParams } from "../../protocol/params.ts";

const MILLION = 1e6;
/** A share such as 0.07 is not a whole number of basis points in binary. */
const BINARY_NOISE = 1e-6;

/**
 * Parameters that governance may change, in the order of their numbers on chain: append only. A test holds the list to the entries of
 * `protocol/params.ts` that are marked governable.
 */
export const GOVERNED_PARAMS = [
  "emission.firstPeriodAmount",
  "emission.periodLength",
  "emission.tailPerYear",
  "emission.basePerGb",
  "reward.geoMax",
  "reward.geoMode",
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
  "slash.rewardWindow",
  "claims.min",
  "claims.unlock",
  "identity.datacenterWeight",
  "limits.clientBytesPerDay",
  "reward.geoControl.target",
  "reward.geoControl.integralGain",
  "reward.geoControl.proportionalGain",
  "reward.geoControl.stepMax",
  "verifiers.count",
  "verifiers.threshold",
] as const satisfies readonly (keyof ProtocolParams)[];

export type GovernedParam = (typeof GOVERNED_PARAMS)[number];
type ParamValue = number | string | boolean;

/** A parameter as the program keeps it. */
export interface GovernedValue {
  /** Its number on chain. */
  readonly id: number;
  readonly value: bigint;
  readonly min: bigint;
  readonly max: bigint;
}

const specOf = (path: GovernedParam): ParamSpec => PROTOCOL_PARAMS[path];

/** Number of `path` on chain. */
export function governedId(path: GovernedParam): number {
  return GOVERNED_PARAMS.indexOf(path);
}

/**
 * What the program keeps for a value of the twin: durations in whole seconds, shares in basis points, plain numbers and USD in
 * millionths, choices by their index, flags as 0 or 1, all else as it is. Asserts that nothing is lost: a fraction of a second or of a
 * basis point has no place on chain.
 */
export function toChainValue(path: GovernedParam, value: ParamValue): bigint {
  const scaled = scaledValue(specOf(path), value);
  const whole = Math.round(scaled);
  assert(Math.abs(scaled - whole) < BINARY_NOISE && whole >= 0, `${path}: ${value} is not a whole number on chain`);
  return BigInt(whole);
}

/** The value of the twin that the program keeps as `value`; the inverse of `toChainValue`. Asserts that a choice exists. */
export function fromChainValue(path: GovernedParam, value: bigint): ParamValue {
  const spec = specOf(path);
  const number = Number(value);
  assert(Number.isSafeInteger(number), `${path}: ${value} exceeds 2^53`);
  if (spec.kind === "flag") return number !== 0;
  if (spec.kind === "choice") {
    const choice = spec.choices[number];
    assert(choice !== undefined, `${path} has no choice ${number}`);
    return choice;
  }
  if (spec.kind === "duration") return number * US_PER_S;
  return number / unitsPerOne(spec.kind);
}

/** What `define_param` is given for `path` where the twin begins with `params`: value and bounds, the bounds narrowed to whole units. */
export function governedValue(path: GovernedParam, params: ProtocolParams): GovernedValue {
  const spec = specOf(path);
  const id = governedId(path);
  const value = toChainValue(path, params[path]);
  if (spec.kind === "flag") return { id, value, min: 0n, max: 1n };
  if (spec.kind === "choice") return { id, value, min: 0n, max: BigInt(spec.choices.length - 1) };
  const min = BigInt(Math.ceil(scaledValue(spec, spec.min) - BINARY_NOISE));
  return { id, value, min, max: BigInt(Math.floor(scaledValue(spec, spec.max) + BINARY_NOISE)) };
}

/** `base` with what governance decided, frozen. `values`: by number; those that this twin does not know yet are not there. */
export function withGovernedValues(base: ProtocolParams, values: readonly bigint[]): ProtocolParams {
  assert(values.length <= GOVERNED_PARAMS.length, "the chain governs parameters that this twin does not know");
  const governed = values.map((value, id) => {
    const path = GOVERNED_PARAMS[id] as GovernedParam;
    return [path, fromChainValue(path, value)];
  });
  return Object.freeze({ ...base, ...Object.fromEntries(governed) });
}

/** What one of this kind is on chain, where it is more than itself. */
function unitsPerOne(kind: UnitKind): number {
  if (kind === "share") return BPS_ONE;
  return kind === "number" || kind === "usd" ? MILLION : 1;
}

function scaledValue(spec: ParamSpec, value: ParamValue): number {
  if (spec.kind === "choice") return spec.choices.indexOf(String(value));
  if (spec.kind === "flag") return value === true ? 1 : 0;
  assert(typeof value === "number", "a parameter with a unit is a number");
  if (spec.kind === "duration") return value / US_PER_S;
  return value * unitsPerOne(spec.kind);
}
