import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { assert } from "../base/assert.ts";
import type { RunManifest, RunSummary, RunTables } from "../scenarios/result.ts";

type Cell = string | number | boolean | null;
interface Column {
  readonly name: string;
  readonly data: Cell[];
  readonly type: "STRING" | "DOUBLE" | "BOOLEAN";
}

/** Names of the Parquet files of `tables`: those that have rows. */
export function tableFiles(tables: RunTables): string[] {
  return Object.entries(tables)
    .filter(([, rows]) => rows.length > 0)
    .map(([name]) => `${name}.parquet`);
}

/**
 * Writes a run's folder: `summary.json`, `manifest.json` and one Parquet file a table, the manifest last, so that a folder with a
 * manifest is whole. Numbers are DOUBLE columns. Overwrites what an earlier run left under the same names.
 */
export async function writeRun(
  folder: string,
  summary: RunSummary,
  manifest: RunManifest,
  tables: RunTables,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, rows] of Object.entries(tables)) {
    if (rows.length > 0) await writeFile(join(folder, `${name}.parquet`), parquetBytes(rows));
  }
  await writeFile(join(folder, "summary.json"), `${JSON.stringify(summary, null, 2)}\n`);
  await writeFile(join(folder, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Rows of one shape, at least one, as a Parquet file; a null is a null there. */
export function parquetBytes(rows: readonly object[]): Uint8Array {
  return new Uint8Array(parquetWriteBuffer({ columnData: columnsOf(rows) }));
}

/** Rows of one shape as columns; the first row gives the names, the first value that is there the type (DOUBLE where none is). */
function columnsOf(rows: readonly object[]): Column[] {
  return Object.keys(rows[0]).map((name) => {
    const data = rows.map((row) => (row as Readonly<Record<string, Cell>>)[name]);
    return { name, data, type: columnType(name, data.find((cell) => cell !== null) ?? 0) };
  });
}

function columnType(name: string, cell: Cell): Column["type"] {
  if (typeof cell === "string") return "STRING";
  if (typeof cell === "boolean") return "BOOLEAN";
  assert(typeof cell === "number", `column ${name} holds ${typeof cell}`);
  return "DOUBLE";
}
