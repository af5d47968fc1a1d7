import { join } from "node:path";
import type { Command } from "commander";
import { isEconomy } from "../scenarios/economy/load-economy.ts";
import { loadScenario } from "../scenarios/load.ts";
import type { RunSummary } from "../scenarios/result.ts";
import { taskModelOf } from "../scenarios/task-world/load-task.ts";
import { EXIT_DONE, EXIT_FAILED, EXIT_INTERRUPTED } from "./exit-code.ts";
import { interruptible } from "./interrupt.ts";
import type { Outcome } from "./outcome.ts";
import { startProgressLine } from "./progress-line.ts";
import { loadOptionsOf, type ScenarioOptions, withScenarioOptions } from "./scenario-options.ts";
import type { Terminal } from "./terminal.ts";
import { summaryLines } from "./terminal-summary.ts";

interface RunOptions extends ScenarioOptions {
  readonly out?: string;
  readonly json?: boolean;
  readonly trace?: boolean;
}

/** `run SCENARIO`: one world, its tables and its report. */
export function addRunCommand(program: Command, terminal: Terminal, outcome: Outcome): void {
  withScenarioOptions(program.command("run"))
    .description("run one world and write its report")
    .argument("<scenario>", "a YAML file, or the name of a case")
    .option("--out <dir>", "folder of the results (default: runs/ and the scenario's name)")
    .option("--json", "print the summary as one object to standard output")
    .option("--trace", "write the trace of all events too")
    .addHelpText("after", "\nExample:\n  twinlight run lantern-phase2 --seed 7 --set tiers.gold.stake=1000LANTERN\n")
    .action(async (path: string, options: RunOptions) => {
      outcome.exitCode = await run(path, options, terminal);
    });
}

async function run(path: string, options: RunOptions, terminal: Terminal): Promise<number> {
  if (isEconomy(path)) {
    const { runEconomyCase } = await import("./economy-run.ts");
    return await runEconomyCase(path, options, terminal);
  }
  if (taskModelOf(path) !== undefined) {
    const { runTaskCase } = await import("./task-run.ts");
    return await runTaskCase(path, options, terminal);
  }
  const { seed, json = false, trace = false } = options;
  const scenario = loadScenario(path, loadOptionsOf(options));
  const outDir = options.out ?? defaultOutDir(scenario.name, seed);
  // Loaded only now: the engine and the programs take longer to load than a mistake in the scenario should take to be told.
  const { runScenario } = await import("../lab/run.ts");
  const progress = startProgressLine(terminal, () => performance.now());
  const onInterrupt = () => {
    progress.stop();
    terminal.err("stopping; what was computed is being written (Ctrl-C again ends at once)");
  };
  const finished = await interruptible(
    (signal) => runScenario(scenario, { outDir, trace, signal, onProgress: progress.update }),
    onInterrupt,
  ).finally(progress.stop);
  const { summary } = finished;
  const { writeReport } = await import("../reports/write-report.ts");
  await writeReport(outDir, finished);
  if (json) terminal.out(JSON.stringify(summary));
  else for (const line of summaryLines(summary, join(outDir, "report.html"))) terminal.out(line);
  return exitCodeOf(summary);
}

/** A folder for each scenario, and for each seed that is not its own. */
export function defaultOutDir(name: string, seed: string | undefined): string {
  const suffix = seed === undefined ? "" : `-${seed.replaceAll(/[^\w.-]+/g, "_")}`;
  return join("runs", `${name}${suffix}`);
}

/** Interrupted counts before failed: checks of half a run say little. */
export function exitCodeOf(summary: Pick<RunSummary, "complete" | "checks">): number {
  if (!summary.complete) return EXIT_INTERRUPTED;
  return summary.checks.every(({ passed }) => passed) ? EXIT_DONE : EXIT_FAILED;
}
