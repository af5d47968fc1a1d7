import { join } from "node:path";
import { loadEconomy } from "../scenarios/economy/load-economy.ts";
import { interruptible } from "./interrupt.ts";
import { startProgressLine } from "./progress-line.ts";
import { defaultOutDir, exitCodeOf } from "./run-command.ts";
import { loadOptionsOf, type ScenarioOptions } from "./scenario-options.ts";
import type { Terminal } from "./terminal.ts";

interface EconomyOptions extends ScenarioOptions {
  readonly out?: string;
  readonly json?: boolean;
}

/** `run` of a scenario of `model: economy`: all its variants, their tables and one report. Returns the exit code. */
export async function runEconomyCase(path: string, options: EconomyOptions, terminal: Terminal): Promise<number> {
  const family = loadEconomy(path, loadOptionsOf(options));
  const outDir = options.out ?? defaultOutDir(family.name, options.seed);
  const { runEconomy } = await import("../lab/economy-run.ts");
  const progress = startProgressLine(terminal, () => performance.now());
  const onInterrupt = () => {
    progress.stop();
    terminal.err("stopping; what was computed is being written (Ctrl-C again ends at once)");
  };
  const result = await interruptible(
    (signal) => runEconomy(family, { outDir, signal, onProgress: progress.update }),
    onInterrupt,
  ).finally(progress.stop);
  const { economyLines, writeEconomyReport } = await import("../reports/economy-report.ts");
  const report = await writeEconomyReport(outDir, result);
  if (options.json === true) terminal.out(JSON.stringify(result.summary));
  else for (const line of [...economyLines(result), `report   ${join(report)}`]) terminal.out(line);
  return exitCodeOf(result.summary);
}
