/** `node chain/tools/accept-compute-units.ts`: measures the programs and writes chain/compute-units.json, telling what moved. */
import { existsSync } from "node:fs";
import { measure } from "../programs/compute-scenario.ts";
import { measurePhase3 } from "../programs/compute-scenario-phase-3.ts";
import { acceptTable, committedTable, TABLE_FILE, unitsTable } from "../programs/compute-units.ts";

// Else bankrun writes a line for each instruction.
process.env.RUST_LOG ??= "error";
const before = existsSync(TABLE_FILE) ? committedTable() : {};
const after = unitsTable(await measure(), await measurePhase3());
acceptTable(after);
for (const [name, { p50, max }] of Object.entries(after)) {
  const old = before[name];
  if (old?.p50 !== p50 || old?.max !== max)
    console.log(`${name}: p50 ${old?.p50 ?? "-"} -> ${p50}, max ${old?.max ?? "-"} -> ${max}`);
}
