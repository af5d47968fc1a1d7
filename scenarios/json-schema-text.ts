import { TASK_MODELS } from "../agents/attacks/task-strategy.ts";
import { economyJsonSchema } from "./economy/economy-schema.ts";
import { type ScenarioCatalogs, scenarioJsonSchema } from "./schema.ts";
import { taskJsonSchema } from "./task-world/task-schema.ts";

/** As the formatter of this repository has it. */
const LINE_WIDTH = 120;

/** What `scenario.schema.json` holds; a test compares. Lists of plain values stand on one line where they fit. */
export function jsonSchemaText(catalogs: ScenarioCatalogs): string {
  const { $schema, ...network } = scenarioJsonSchema(catalogs);
  const models = ["economy", ...TASK_MODELS];
  const ofRounds = TASK_MODELS.reduceRight<unknown>((other, own) => byModel([own], taskJsonSchema(own), other), false);
  const others = byModel(["economy"], economyJsonSchema(), ofRounds);
  const whole = { $schema, title: "Twinlight scenario", ...byModel(models, others, network) };
  const text = JSON.stringify(whole, null, 2);
  const folded = text.replaceAll(/^( *)(.*)\[\n([^[\]{}]*?)\n *\](,?)$/gm, (whole, indent, head, items, comma) => {
    const line = `${indent}${head}[${items.trim().replaceAll(/\n */g, " ")}]${comma}`;
    return line.length <= LINE_WIDTH ? line : whole;
  });
  return `${folded}\n`;
}

/** `own` for scenarios of one of `models`, `other` for the rest. */
function byModel(models: readonly string[], own: unknown, other: unknown): Record<string, unknown> {
  return {
    if: { properties: { model: { enum: models } }, required: ["model"] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: own,
    else: other,
  };
}
