import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ParamSpec } from "../../base/param-spec.ts";
import { US_PER_DAY } from "../../base/units.ts";
import { PROTOCOL_DEFAULTS, PROTOCOL_PARAMS } from "../../protocol/params.ts";
import {
  fromChainValue,
  GOVERNED_PARAMS,
  type GovernedParam,
  governedValue,
  toChainValue,
  withGovernedValues,
} from "./governed-params.ts";

const PARAMS_MAX = 64;

describe("governed parameters", () => {
  it("are those marked governable, each once, and fit the account", () => {
    const table: Readonly<Record<string, ParamSpec>> = PROTOCOL_PARAMS;
    const marked = Object.keys(table).filter((path) => table[path]?.governable === true);
    expect([...GOVERNED_PARAMS].sort()).toEqual(marked.sort());
    expect(GOVERNED_PARAMS.length).toBeLessThanOrEqual(PARAMS_MAX);
  });

  it("come back from the chain as they went, within their bounds", () => {
    for (const path of GOVERNED_PARAMS) {
      const { value, min, max } = governedValue(path, PROTOCOL_DEFAULTS);
      expect(fromChainValue(path, value), path).toBe(PROTOCOL_DEFAULTS[path]);
      expect(min <= value && value <= max, path).toBe(true);
    }
  });

  it("are seconds, base units, basis points and indices on chain", () => {
    expect(toChainValue("tiers.bronze.age", 7 * US_PER_DAY)).toBe(604_800n);
    expect(toChainValue("tiers.gold.stake", 500_000_000)).toBe(500_000_000n);
    expect(toChainValue("tiers.platinum.sampling", 0.07)).toBe(700n);
    expect(toChainValue("reward.geoMax", 30_000)).toBe(30_000n);
    expect(toChainValue("reward.geoMode", "table")).toBe(1n);
    expect(fromChainValue("reward.geoMode", 0n)).toBe("none");
  });

  it("lose nothing: what has no whole unit is refused", () => {
    expect(() => toChainValue("tiers.bronze.age", 1_500_000)).toThrow("not a whole number on chain");
    expect(() => toChainValue("tiers.new.sampling", 0.00001)).toThrow("not a whole number on chain");
    expect(() => toChainValue("reward.geoMode", "other")).toThrow("not a whole number on chain");
    expect(() => fromChainValue("reward.geoMode", 3n)).toThrow("no choice");
  });

  it("give any share in basis points back", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), (bps) => {
        const path: GovernedParam = "tiers.new.sampling";
        expect(toChainValue(path, fromChainValue(path, BigInt(bps)))).toBe(BigInt(bps));
      }),
    );
  });

  it("replace the values of a scenario and leave the rest", () => {
    const values = GOVERNED_PARAMS.map((path) => governedValue(path, PROTOCOL_DEFAULTS).value);
    expect(withGovernedValues(PROTOCOL_DEFAULTS, values)).toEqual(PROTOCOL_DEFAULTS);
    const changed = withGovernedValues(PROTOCOL_DEFAULTS, values.with(6, 86_400n));
    expect(changed).toEqual({ ...PROTOCOL_DEFAULTS, "tiers.bronze.age": US_PER_DAY });
    expect(() => withGovernedValues(PROTOCOL_DEFAULTS, [...values, 1n])).toThrow("does not know");
  });
});
