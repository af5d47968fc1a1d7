import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { LANTERN, US_PER_DAY } from "../../base/units.ts";
import { publishedEpochBase } from "../../protocol/emission/published-schedule.ts";
import { caseNames } from "../extends.ts";
import { loadScenario } from "../load.ts";
import { ScenarioError } from "../problems.ts";
import { isNumberSpec } from "../schema-fields.ts";
import { AS_STATED, isEconomy, loadEconomy } from "./load-economy.ts";
import { ECONOMY_PARAM_DEFAULTS, ECONOMY_TABLE } from "./param-table.ts";

const dir = mkdtempSync(join(tmpdir(), "twinlight-economy-"));
afterAll(() => rmSync(dir, { recursive: true }));

let fileCount = 0;
function economyFile(text: string): string {
  const path = join(dir, `case-${fileCount++}.yaml`);
  writeFileSync(path, text);
  return path;
}

const GOOD = `model: economy
question: Is it good?
horizon: 100d
population: { candidates: 50 }
`;

function errorOf(path: string): ScenarioError {
  try {
    loadEconomy(path);
  } catch (error) {
    if (error instanceof ScenarioError) return error;
    throw error;
  }
  throw new Error(`${path} loaded`);
}

describe("loadEconomy", () => {
  it("loads every economy of the project, and `loadScenario` refuses them by name", () => {
    const economies = caseNames().filter(isEconomy);
    expect(economies).toContain("economy-ten-years");
    for (const name of economies) {
      expect(loadEconomy(name).variants.length).toBeGreaterThan(0);
      expect(() => loadScenario(name)).toThrow(/model: not a model .*expected network/);
    }
  });

  it("fills in defaults and takes sets, seeds and costs", () => {
    const family = loadEconomy(economyFile(GOOD), {
      sets: ["tiers.gold.stake=7 LANTERN", "costs.solPriceUsd=80 USD", "population.candidates=60"],
      seed: "9",
    });
    const [{ params, variant, candidates, changedParams, schedule }] = family.variants;
    expect(family.seed).toBe("9");
    expect([variant, candidates]).toEqual([AS_STATED, 60]);
    expect(params["tiers.gold.stake"]).toBe(7 * LANTERN);
    expect(params["costs.solPriceUsd"]).toBe(80);
    expect(params["users.start"]).toBe(ECONOMY_PARAM_DEFAULTS["users.start"]);
    expect(changedParams.map(({ path }) => path).sort()).toEqual(["costs.solPriceUsd", "tiers.gold.stake"]);
    expect(schedule.periods).toHaveLength(5);
  });

  it("lays each variant on the scenario and names it", () => {
    const text = `${GOOD}params: { claims.min: 1 LANTERN, claims.unlock: 1d }
variants:
  - { name: a, with: { params: { claims.min: 5 LANTERN } } }
  - { name: b, with: { horizon: 50d } }
`;
    const { variants } = loadEconomy(economyFile(text));
    expect(
      variants.map(({ variant, dayCount, params }) => [
        variant,
        dayCount,
        params["claims.min"],
        params["claims.unlock"],
      ]),
    ).toEqual([
      ["a", 100, 5 * LANTERN, US_PER_DAY],
      ["b", 50, LANTERN, US_PER_DAY],
    ]);
  });

  it("runs any schedule that is written down: lengths, ends, repeats and a tail", () => {
    const text = `${GOOD}emission:
  schedule:
    - { until: 10d, amount: 100 LANTERN }
    - { until: 30d, amount: 300 LANTERN }
    - { length: 10d, amount: 80 LANTERN, repeat: 3, factor: 0.5 }
params: { emission.tailPerYear: 365 LANTERN }
`;
    const [{ schedule }] = loadEconomy(economyFile(text)).variants;
    expect(schedule.periods.map(({ lengthUs, amountBase }) => [lengthUs / US_PER_DAY, amountBase / LANTERN])).toEqual([
      [10, 100],
      [20, 300],
      [10, 80],
      [10, 40],
      [10, 20],
    ]);
    expect([0, 10, 30, 40, 50, 60].map((day) => publishedEpochBase(schedule, day, US_PER_DAY) / LANTERN)).toEqual([
      10, 15, 8, 4, 2, 1,
    ]);
  });

  it.each([
    ["an unknown field", `${GOOD}horizn: 3d\n`, "horizn", "SCENARIO_UNKNOWN_FIELD"],
    ["a wrong unit", `${GOOD}params: { claims.min: 5 SOL }\n`, "params.claims.min", "SCENARIO_VALUE"],
    [
      "a rule that it does not apply",
      `${GOOD}params: { oracle.convictZ: 3 }\n`,
      "params.oracle.convictZ",
      "SCENARIO_UNKNOWN_FIELD",
    ],
    ["a broken day", GOOD.replace("100d", "36h"), "horizon", "SCENARIO_CONFLICT"],
    [
      "a schedule above the pool",
      `${GOOD}emission: { schedule: [{ length: 10d, amount: 600000000 LANTERN }] }\n`,
      "emission.schedule",
      "SCENARIO_CONFLICT",
    ],
    [
      "a period without an end",
      `${GOOD}emission: { schedule: [{ amount: 6 LANTERN }] }\n`,
      "emission.schedule.0",
      "SCENARIO_CONFLICT",
    ],
    [
      "a period that ends before it begins",
      `${GOOD}emission: { schedule: [{ until: 9d, amount: 6 LANTERN }, { until: 9d, amount: 6 LANTERN }] }\n`,
      "emission.schedule.1.until",
      "SCENARIO_CONFLICT",
    ],
    [
      "a bad variant",
      `${GOOD}variants: [{ name: a, with: { params: { claims.min: -1 LANTERN } } }, { name: b, with: {} }]\n`,
      "params.claims.min",
      "SCENARIO_VALUE",
    ],
    [
      "two variants of one name",
      `${GOOD}variants: [{ name: a, with: {} }, { name: a, with: {} }]\n`,
      "variants.1",
      "SCENARIO_CONFLICT",
    ],
  ])("refuses %s, naming file, line and field", (_, text, field, code) => {
    const path = economyFile(text);
    const error = errorOf(path);
    expect(error.code).toBe(code);
    expect(error.message).toContain(`${path}:`);
    expect(error.message).toContain(` ${field}: `);
    expect(error.message).toContain("expected ");
  });
});

describe("ECONOMY_TABLE", () => {
  it("has defaults inside their own bounds and choices, and a value for each in the defaults", () => {
    const defaults: Readonly<Record<string, unknown>> = ECONOMY_PARAM_DEFAULTS;
    for (const [path, spec] of Object.entries(ECONOMY_TABLE)) {
      if (isNumberSpec(spec)) expect(spec.value >= spec.min && spec.value <= spec.max, path).toBe(true);
      else if (spec.kind === "choice") expect(spec.choices, path).toContain(spec.value);
      expect(defaults[path], path).toBe(spec.value);
    }
  });
});
