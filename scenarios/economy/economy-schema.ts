import { z } from "zod";
import { US_PER_DAY } from "../../base/units.ts";
import { emissionField } from "../published-schedule.ts";
import { quantity, tableFields, text } from "../schema-fields.ts";
import { economyParamsIn } from "./param-table.ts";

const HORIZON_MAX_US = 3650 * US_PER_DAY;

/** Questions of the seed whose family has a figure and a paragraph of its own. */
export const FAMILIES = ["launch", "unlock", "claim-threshold", "geo", "comparison"] as const;
export type FamilyName = (typeof FAMILIES)[number];

const duration = (what: string, min: number) => quantity("duration", what, { min, max: HORIZON_MAX_US });

function section(name: string) {
  return z.strictObject(tableFields(Object.fromEntries(economyParamsIn(name).map(({ field, spec }) => [field, spec]))));
}

/** The zod schema of a scenario of `model: economy` whose `extends` is merged in. Values come out in base units. */
export function economySchema() {
  return z.strictObject({
    model: z.literal("economy").meta({ description: "a daily economy over years, instead of the network" }),
    question: text("what the run answers"),
    seed: text("text that fixes all randomness; by default the scenario's name").optional(),
    horizon: duration("simulated time, whole days", US_PER_DAY),
    population: z.strictObject({
      candidates: quantity("count", "operators who may run a peer, whether they do or not", { min: 10, max: 100_000 }),
      startActiveShare: quantity("share", "share of them that run one on the first day").prefault(0.3),
    }),
    emission: emissionField,
    costs: section("costs").prefault({}),
    params: section("params").prefault({}),
    replicas: quantity("count", "runs of each variant, each with a seed of its own", { min: 1, max: 100 }).prefault(1),
    family: z.enum(FAMILIES).meta({ description: "the question whose figure compares the variants" }).optional(),
    variants: z
      .array(
        z.strictObject({
          name: text("names the variant in tables and figures"),
          with: z.record(z.string(), z.unknown()).meta({ description: "fields of the scenario that differ" }),
        }),
      )
      .prefault([]),
  });
}

export type EconomySchema = ReturnType<typeof economySchema>;
/** A checked economy in base units, still in the shape of the file. */
export type CheckedEconomy = z.output<EconomySchema>;

/** JSON Schema of economies, for editors: `extends` is added, and no field is required, since a scenario may inherit it. */
export function economyJsonSchema(): Record<string, unknown> {
  const { $schema: _, ...schema } = z.toJSONSchema(economySchema(), { io: "input" });
  delete schema.required;
  const population = schema.properties?.population;
  if (typeof population === "object") delete population.required;
  const parent = { type: "string", description: "a case's name, or a path relative to this file" };
  return { ...schema, title: "Twinlight economy", properties: { extends: parent, ...schema.properties } };
}
