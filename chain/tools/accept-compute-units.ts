/** `node chain/tools/accept-compute-units.ts`: measures the programs and writes chain/compute-units.json, telling what moved. */
import { existsSync } from "node:fs";
import { measure } from "../programs/compute-scenario.ts";
import { acceptTable, committedTable, TABLE_FILE, unitsTable } from "../programs/compute-units.ts";

const before = existsSync(TABLE_FILE) ? committedTable() : {};
const after = unitsTable(await measure());
acceptTable(after);
for (const [name, { p50, max }] of Object.entries(after)) {
  const old = before[name];
  if (old?.p50 !== p50 || old?.max !== max)
    console.log(`${name}: p50 ${old?.p50 ?? "-"} -> ${p50}, max ${old?.max ?? "-"} -> ${max}`);
}
