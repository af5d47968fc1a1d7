import { economyJsonSchema } from "./economy/economy-schema.ts";
import { type ScenarioCatalogs, scenarioJsonSchema } from "./schema.ts";

/** As the formatter of this repository has it. */
const LINE_WIDTH = 120;

/** What `scenario.schema.json` holds; a test compares. Lists of plain values stand on one line where they fit. */
export function jsonSchemaText(catalogs: ScenarioCatalogs): string {
  const { $schema, ...network } = scenarioJsonSchema(catalogs);
  const whole = {
    $schema,
    title: "Twinlight scenario",
    if: { properties: { model: { const: "economy" } }, required: ["model"] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: economyJsonSchema(),
    else: network,
  };
  const text = JSON.stringify(whole, null, 2);
  const folded = text.replaceAll(/^( *)(.*)\[\n([^[\]{}]*?)\n *\](,?)$/gm, (whole, indent, head, items, comma) => {
    const line = `${indent}${head}[${items.trim().replaceAll(/\n */g, " ")}]${comma}`;
    return line.length <= LINE_WIDTH ? line : whole;
  });
  return `${folded}\n`;
}
