/** Writes the JSON Schema that editors use for scenario files: `node scenarios/write-schema.ts`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { CATALOGS } from "./catalogs.ts";
import { jsonSchemaText } from "./json-schema-text.ts";

writeFileSync(join(import.meta.dirname, "scenario.schema.json"), jsonSchemaText(CATALOGS));
