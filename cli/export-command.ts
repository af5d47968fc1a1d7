import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Command, Option } from "commander";
import type { Terminal } from "./terminal.ts";

const FORMATS = ["csv", "parquet"] as const;

interface ExportOptions {
  readonly format: (typeof FORMATS)[number];
  readonly out?: string;
  readonly json?: boolean;
}

/** `export RUN --format csv|parquet`: all tables of a run, for other tools. */
export function addExportCommand(program: Command, terminal: Terminal): void {
  program
    .command("export")
    .description("write all tables of a run as CSV or Parquet; a table without rows has no file")
    .argument("<run>", "folder of a run")
    .addOption(new Option("--format <format>", "csv or parquet").choices(FORMATS).makeOptionMandatory())
    .option("--out <dir>", "folder to write to (default: the run's folder and the format's name)")
    .option("--json", "print one object instead of the paths")
    .addHelpText("after", "\nExample:\n  twinlight export runs/lantern-phase2 --format csv\n")
    .action(async (folder: string, options: ExportOptions) => {
      const files = await exportTables(folder, options);
      terminal.out(options.json === true ? JSON.stringify({ files }) : files.join("\n"));
    });
}

async function exportTables(folder: string, { format, out }: ExportOptions): Promise<readonly string[]> {
  const [{ readRunFolder }, { csvText }, { parquetBytes }] = await Promise.all([
    import("./run-folder.ts"),
    import("../lab/csv.ts"),
    import("../lab/write-run.ts"),
  ]);
  const { tables } = await readRunFolder(folder);
  const target = out ?? join(folder, format);
  await mkdir(target, { recursive: true });
  const files: string[] = [];
  for (const [name, rows] of Object.entries(tables)) {
    if (rows.length === 0) continue;
    const path = join(target, `${name}.${format}`);
    await writeFile(path, format === "csv" ? csvText(rows) : parquetBytes(rows));
    files.push(path);
  }
  return files;
}
