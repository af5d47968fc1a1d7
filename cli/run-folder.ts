import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { TwinError } from "../base/errors.ts";
import type { RunResult } from "../reports/figure.ts";
import type { RunManifest, RunSummary, RunTables } from "../scenarios/result.ts";

/**
 * Reads a run's folder back: `manifest.json`, `summary.json` and the Parquet tables that the manifest lists; a table it does not
 * list is empty. Source: DESIGN, decision 10.
 * @throws TwinError RUN_FILE_MISSING, RUN_FILE_BROKEN
 */
export async function readRunFolder(folder: string): Promise<RunResult> {
  const manifest = readManifest(folder);
  const summary: RunSummary = readJson(folder, "summary.json");
  const listed = new Set(manifest.tables.map((table) => basename(table, ".parquet")));
  const rows = async <Row>(table: keyof RunTables): Promise<readonly Row[]> =>
    listed.has(table) ? ((await readTable(folder, `${table}.parquet`)) as Row[]) : [];
  const tables: RunTables = {
    epochs: await rows("epochs"),
    peers: await rows("peers"),
    attacks: await rows("attacks"),
    hours: await rows("hours"),
    transactions: await rows("transactions"),
    tiers: await rows("tiers"),
  };
  return { summary, manifest, tables };
}

/**
 * Reads a run's `manifest.json` alone.
 * @throws TwinError RUN_FILE_MISSING, RUN_FILE_BROKEN
 */
export function readManifest(folder: string): RunManifest {
  return readJson(folder, "manifest.json");
}

function existing(folder: string, name: string): string {
  const path = join(folder, name);
  if (existsSync(path)) return path;
  const facts = { file: path, field: "RUN", value: folder, expected: "the folder of a run, as `run --out` writes it" };
  throw new TwinError("RUN_FILE_MISSING", `no ${name}`, facts);
}

/** The text's shape is taken on trust: the file was written by this program, in the format that the manifest names. */
export function readJson<T>(folder: string, name: string): T {
  const path = existing(folder, name);
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw broken(path, error);
  }
}

/** All rows of a table of a run. @throws TwinError RUN_FILE_MISSING, RUN_FILE_BROKEN */
export async function readTable(folder: string, name: string): Promise<Record<string, unknown>[]> {
  const path = existing(folder, name);
  try {
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(path) });
    return rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([column, cell]) => [column, plainCell(cell)])),
    );
  } catch (error) {
    throw broken(path, error);
  }
}

/** 64-bit integers come back as bigint; all columns of a run's tables are below 2^53. */
function plainCell(cell: unknown): unknown {
  return typeof cell === "bigint" ? Number(cell) : cell;
}

function broken(path: string, cause: unknown): TwinError {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new TwinError("RUN_FILE_BROKEN", `cannot be read: ${detail}`, { file: path, field: "RUN" }, { cause });
}
