import { basename } from "node:path";
import type {
  EconomyManifest,
  EconomyResult,
  EconomySummary,
  EconomyTables,
} from "../scenarios/economy/economy-result.ts";
import { readJson, readTable } from "./run-folder.ts";

/** Whether a run's folder is that of an economy. @throws TwinError RUN_FILE_MISSING, RUN_FILE_BROKEN */
export function isEconomyFolder(folder: string): boolean {
  const manifest: { readonly model?: unknown } = readJson(folder, "manifest.json");
  return manifest.model === "economy";
}

/**
 * Reads the folder of an economy back; a table that the manifest does not list is empty.
 * @throws TwinError RUN_FILE_MISSING, RUN_FILE_BROKEN
 */
export async function readEconomyFolder(folder: string): Promise<EconomyResult> {
  const manifest: EconomyManifest = readJson(folder, "manifest.json");
  const summary: EconomySummary = readJson(folder, "summary.json");
  const listed = new Set(manifest.tables.map((table) => basename(table, ".parquet")));
  const rows = async <Row>(table: keyof EconomyTables): Promise<readonly Row[]> =>
    listed.has(table) ? ((await readTable(folder, `${table}.parquet`)) as Row[]) : [];
  const tables: EconomyTables = {
    days: await rows("days"),
    types: await rows("types"),
    regions: await rows("regions"),
    launch: await rows("launch"),
    replicas: await rows("replicas"),
  };
  return { summary, manifest, tables };
}
