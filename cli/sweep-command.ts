import { join } from "node:path";
import type { Command } from "commander";
import type { SweepOutcome } from "../lab/sweep.ts";
import type { SweepPlan } from "../lab/sweep-plan.ts";
import type { SweepResult } from "../scenarios/sweep-result.ts";
import { EXIT_DONE, EXIT_FAILED, EXIT_INTERRUPTED } from "./exit-code.ts";
import { interruptible } from "./interrupt.ts";
import type { Outcome } from "./outcome.ts";
import { startProgressLine } from "./progress-line.ts";
import { type ScenarioOptions, withScenarioOptions } from "./scenario-options.ts";
import { sweepLines } from "./sweep-lines.ts";
import type { Terminal } from "./terminal.ts";
import { progressOfWorlds, type WorldOptions, withWorldOptions, workersOf } from "./world-options.ts";

interface SweepCommandOptions extends ScenarioOptions, WorldOptions {
  readonly vary: readonly string[];
  readonly out?: string;
  readonly json?: boolean;
}

/** `sweep SCENARIO`: many worlds, merged with their uncertainty; resumable. */
export function addSweepCommand(program: Command, terminal: Terminal, outcome: Outcome): void {
  const collect = (value: string, before: readonly string[] = []) => [...before, value];
  const command = withScenarioOptions(program.command("sweep"))
    .description("run many worlds: every combination of varied values, each with the same seeds; resumable")
    .argument("<scenario>", "a YAML file, or the name of a case")
    .requiredOption("--vary <path=values>", "path=v1,v2,… or path=a..b:n; may be repeated", collect);
  withWorldOptions(command)
    .option("--out <dir>", "folder of store and results (default: runs/sweep- and the scenario's name)")
    .option("--json", "print the result as one object to standard output")
    .addHelpText(
      "after",
      "\nWorlds settle on the in-memory ledger alone; --set chain.cohort=N asks for the programs.\n\nExample:\n  twinlight sweep lantern-phase2 --vary tiers.gold.stake=100LANTERN..900LANTERN:5 --seeds 20\n",
    )
    .action(async (path: string, options: SweepCommandOptions) => {
      outcome.exitCode = await sweep(path, options, terminal);
    });
}

async function sweep(scenario: string, options: SweepCommandOptions, terminal: Terminal): Promise<number> {
  const { seed, set = [], vary, seeds } = options;
  const [{ planSweep }, { commitOf, dependencyVersions }] = await Promise.all([
    import("../lab/sweep-plan.ts"),
    import("../lab/provenance.ts"),
  ]);
  const origin = { commit: commitOf(), versions: await dependencyVersions() };
  const plan = planSweep({ scenario, vary, seeds, sets: set, ...origin, ...(seed === undefined ? {} : { seed }) });
  const name = plan.points[0].scenario.name;
  // The sweep's own name keeps another set of axes from being taken for an interruption of this one.
  const folder = options.out ?? join("runs", `sweep-${name}-${plan.identity.slice(0, 8)}`);
  const swept = await runPlan(plan, folder, workersOf(options), terminal);
  const [{ sweepDocument, writeSweepFiles }, { writeSweepReport }] = await Promise.all([
    import("../lab/sweep-files.ts"),
    import("../reports/write-sweep-report.ts"),
  ]);
  const { result, found, ran, damaged } = swept;
  await writeSweepFiles(folder, result);
  const report = await writeSweepReport(folder, result);
  if (options.json === true)
    terminal.out(JSON.stringify({ ...sweepDocument(result), out: folder, found, ran, damaged }));
  else for (const line of sweepLines(swept, report)) terminal.out(line);
  return exitCodeOfSweep(result);
}

async function runPlan(plan: SweepPlan, folder: string, workers: number, terminal: Terminal): Promise<SweepOutcome> {
  const [{ requireCount }, { runSweep, WORKERS_MAX }, { SweepStore }] = await Promise.all([
    import("../lab/sweep-plan.ts"),
    import("../lab/sweep.ts"),
    import("../lab/sweep-store.ts"),
  ]);
  // Before the folder is made: a command that is refused leaves nothing behind.
  requireCount("--workers", workers, WORKERS_MAX);
  const store = SweepStore.open(folder, plan);
  const progress = startProgressLine(terminal, () => performance.now());
  const onInterrupt = () => {
    progress.stop();
    terminal.err(
      `stopping; finished worlds are kept in ${folder}, and the same command resumes (Ctrl-C again ends at once)`,
    );
  };
  return await interruptible(
    (signal) =>
      runSweep(plan, store, {
        workers,
        signal,
        onProgress: (facts) => progress.update(progressOfWorlds(facts)),
        onWarning: (text) => terminal.err(`warning: ${text}`),
      }),
    onInterrupt,
  ).finally(progress.stop);
}

/** Interrupted counts before failed: checks of half a sweep say little. */
export function exitCodeOfSweep({ complete, checks }: Pick<SweepResult, "complete" | "checks">): number {
  if (!complete) return EXIT_INTERRUPTED;
  return checks.every(({ failed }) => failed === 0) ? EXIT_DONE : EXIT_FAILED;
}
