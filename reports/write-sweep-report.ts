import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SweepResult } from "../scenarios/sweep-result.ts";
import { renderSweepReport } from "./sweep-report.ts";

/**
 * Writes `report.html` into the sweep's folder, which must exist, and returns its path.
 * @throws the file system's error where the folder cannot be written
 */
export async function writeSweepReport(folder: string, result: SweepResult): Promise<string> {
  const path = join(folder, "report.html");
  await writeFile(path, renderSweepReport(result), "utf8");
  return path;
}
