import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunResult } from "./figure.ts";
import { renderReport } from "./render-report.ts";

/**
 * Writes `report.html` into the run's folder, which must exist, and returns its path.
 * @throws the file system's error where the folder cannot be written
 */
export async function writeReport(folder: string, run: RunResult): Promise<string> {
  const path = join(folder, "report.html");
  await writeFile(path, renderReport(run), "utf8");
  return path;
}
