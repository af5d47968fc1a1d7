import type { Command } from "commander";
import type { Terminal } from "./terminal.ts";

/** `report RUN…`: writes `report.html` of finished runs anew, from their tables. */
export function addReportCommand(program: Command, terminal: Terminal): void {
  program
    .command("report")
    .description("write the report of finished runs anew, from their tables")
    .argument("<run...>", "folders of runs")
    .option("--json", "print one object instead of the paths")
    .addHelpText("after", "\nExample:\n  twinlight report runs/lantern-snowflake\n")
    .action(async (folders: readonly string[], options: { readonly json?: boolean }) => {
      // Loaded only now: drawing figures takes longer to load than the other commands to run.
      const [{ writeReport }, { readRunFolder }, { isEconomyFolder, readEconomyFolder }, { writeEconomyReport }] =
        await Promise.all([
          import("../reports/write-report.ts"),
          import("./run-folder.ts"),
          import("./economy-folder.ts"),
          import("../reports/economy-report.ts"),
        ]);
      const reports: string[] = [];
      for (const folder of folders) {
        reports.push(
          isEconomyFolder(folder)
            ? await writeEconomyReport(folder, await readEconomyFolder(folder))
            : await writeReport(folder, await readRunFolder(folder)),
        );
      }
      terminal.out(options.json === true ? JSON.stringify({ reports }) : reports.join("\n"));
    });
}
