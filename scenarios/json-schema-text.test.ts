import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { CATALOGS } from "./catalogs.ts";
import { jsonSchemaText } from "./json-schema-text.ts";
import { SCENARIO_PARAMS } from "./param-tables.ts";

const text = readFileSync(join(import.meta.dirname, "scenario.schema.json"), "utf8");

it("`scenario.schema.json` is fresh (else: node scenarios/write-schema.ts)", () => {
  expect(text).toBe(jsonSchemaText(CATALOGS));
});

it("`scenario.schema.json` knows extends, every parameter and every strategy, and requires no inheritable field", () => {
  const { properties, required } = JSON.parse(text).else;
  expect(required).toBeUndefined();
  expect(properties.extends.type).toBe("string");
  const sections = ["params", "costs", "faults", "demand"].flatMap((name) => Object.keys(properties[name].properties));
  expect(sections).toHaveLength(Object.keys(SCENARIO_PARAMS).length);
  const variants: { properties: { strategy: { const: string } } }[] =
    properties.population.properties.attackers.items.oneOf;
  const strategies = variants.map((variant) => variant.properties.strategy.const);
  expect(strategies).toEqual(CATALOGS.strategies.map(({ name }) => name));
});
