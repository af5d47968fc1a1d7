import { z } from "zod";
import type { TaskModelName } from "../../agents/attacks/task-strategy.ts";
import { TASK_STRATEGIES } from "../../agents/catalog.ts";
import { US_PER_DAY, US_PER_S } from "../../base/units.ts";
import { quantity, tableFields, text } from "../schema-fields.ts";
import { taskFields } from "./task-params.ts";

const NODES_MAX = 2_000;
const HORIZON_MAX_US = 3650 * US_PER_DAY;
const MEANINGS: Readonly<Record<TaskModelName, string>> = {
  committee: "a verifier set that signs roots, epoch by epoch",
  lumora: "the Lumora network: tasks, scores and a table, in rounds",
  lume: "the Lume network: windows, institutions' tasks and rewards, in rounds",
};

function attackers(model: TaskModelName) {
  const [first, ...rest] = TASK_STRATEGIES.filter((strategy) => strategy.model === model).map((strategy) =>
    z.strictObject({
      strategy: z.literal(strategy.name).meta({ description: strategy.what }),
      name: text("names this attacker in tables; by default its strategy").optional(),
      ...tableFields(strategy.params),
    }),
  );
  const one = first === undefined ? z.never() : z.discriminatedUnion("strategy", [first, ...rest]);
  return z.array(one).prefault([]);
}

/** The zod schema of a scenario of a model of rounds whose `extends` is merged in. Values come out in base units. */
export function taskSchema(model: TaskModelName) {
  const nodes = quantity("count", "honest nodes", { min: 2, max: NODES_MAX });
  return z.strictObject({
    model: z.literal(model).meta({ description: MEANINGS[model] }),
    question: text("what the run answers"),
    seed: text("text that fixes all randomness; by default the scenario's name").optional(),
    horizon: quantity("duration", "simulated time, at least a round", { min: US_PER_S, max: HORIZON_MAX_US }),
    population: z.strictObject({
      ...(model === "committee" ? {} : { nodes }),
      attackers: attackers(model),
    }),
    truthful: z.boolean().meta({ description: "attackers keep the rules: the world to compare with" }).prefault(false),
    costs: z.strictObject(tableFields(taskFields(model, "costs"))).prefault({}),
    params: z.strictObject(tableFields(taskFields(model, "params"))).prefault({}),
  });
}

/** JSON Schema of these scenarios, for editors: `extends` is added, and no field is required, since a scenario may inherit it. */
export function taskJsonSchema(model: TaskModelName): Record<string, unknown> {
  const { $schema: _, ...schema } = z.toJSONSchema(taskSchema(model), { io: "input" });
  delete schema.required;
  const population = schema.properties?.population;
  if (typeof population === "object") delete population.required;
  const parent = { type: "string", description: "a case's name, or a path relative to this file" };
  return { ...schema, title: `Twinlight ${model}`, properties: { extends: parent, ...schema.properties } };
}
