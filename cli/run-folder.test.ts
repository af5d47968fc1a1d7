import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RunResult } from "../reports/figure.ts";
import { fixtureEmptyRun, fixtureRun } from "../reports/fixture.ts";
import { readRunFolder } from "./run-folder.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "twinlight-run-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Writes a run's folder, tables of no row left out. */
function writeRun(run: RunResult): RunResult {
  const tables = Object.entries(run.tables).filter(([, rows]) => rows.length > 0);
  const manifest = { ...run.manifest, tables: tables.map(([name]) => `${name}.parquet`) };
  writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest));
  writeFileSync(join(folder, "summary.json"), JSON.stringify(run.summary));
  for (const [name, rows] of tables) {
    const columns = Object.keys(rows[0]).map((column) => {
      const data = rows.map((row: Record<string, unknown>) => row[column]);
      return { name: column, data, ...(typeof data[0] === "number" ? { type: "DOUBLE" as const } : {}) };
    });
    writeFileSync(join(folder, `${name}.parquet`), Buffer.from(parquetWriteBuffer({ columnData: columns })));
  }
  return { ...run, manifest };
}

describe("readRunFolder", () => {
  it("reads back what was written, row for row", async () => {
    const run = writeRun(fixtureRun({ days: 3, peers: 20 }));
    expect(await readRunFolder(folder)).toEqual(run);
  });

  it("takes tables that the manifest does not list as empty", async () => {
    const run = writeRun(fixtureEmptyRun());
    expect((await readRunFolder(folder)).tables).toEqual(run.tables);
  });

  it("names the file that is missing or broken", async () => {
    await expect(readRunFolder(folder)).rejects.toThrow(/manifest\.json RUN: no manifest\.json; got /);
    writeRun(fixtureRun({ days: 3, peers: 20 }));
    writeFileSync(join(folder, "epochs.parquet"), "not parquet");
    await expect(readRunFolder(folder)).rejects.toThrow(/epochs\.parquet RUN: cannot be read: /);
    rmSync(join(folder, "epochs.parquet"));
    await expect(readRunFolder(folder)).rejects.toMatchObject({ code: "RUN_FILE_MISSING" });
  });
});
