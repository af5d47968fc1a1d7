import { mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Command } from "commander";
import type { ExecutedProposal, PreviewResult } from "../scenarios/preview-result.ts";
import { EXIT_FAILED } from "./exit-code.ts";
import { interruptible } from "./interrupt.ts";
import type { Outcome } from "./outcome.ts";
import { startProgressLine } from "./progress-line.ts";
import { type ScenarioOptions, withScenarioOptions } from "./scenario-options.ts";
import { exitCodeOfSweep } from "./sweep-command.ts";
import type { Terminal } from "./terminal.ts";
import { progressOfWorlds, type WorldOptions, withWorldOptions, workersOf } from "./world-options.ts";

interface PreviewCommandOptions extends ScenarioOptions, WorldOptions {
  readonly base: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly execute?: boolean;
}

const SEEDS_DEFAULT = 10;

/** `preview PROPOSAL --base SCENARIO`: what would it change, for whom, how sure? */
export function addPreviewCommand(program: Command, terminal: Terminal, outcome: Outcome): void {
  const command = withScenarioOptions(program.command("preview"))
    .description("what a governance proposal would change: paired worlds before and after, with uncertainty")
    .argument("<proposal>", "a YAML file with title and set")
    .requiredOption("--base <scenario>", "the network it would change: a YAML file, or the name of a case");
  withWorldOptions(command, SEEDS_DEFAULT)
    .option("--execute", "also put the proposal to the governance program, from the proposal to its execution")
    .option("--out <dir>", "folder of preview.json and report.html (default: runs/preview- and the proposal's name)")
    .option("--json", "print the result as one object to standard output")
    .addHelpText(
      "after",
      "\nExample:\n  twinlight preview scenarios/proposals/cheaper-gold.yaml --base lantern-phase2 --seeds 10 --execute\n",
    )
    .action(async (proposal: string, options: PreviewCommandOptions) => {
      const result = await run(proposal, options, terminal);
      const folder = options.out ?? join("runs", `preview-${basename(proposal).replace(/\.ya?ml$/, "")}`);
      const { renderPreviewReport } = await import("../reports/preview-report.ts");
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, "preview.json"), `${JSON.stringify(result, null, 2)}\n`);
      const report = join(folder, "report.html");
      await writeFile(report, renderPreviewReport(result));
      if (options.json === true) terminal.out(JSON.stringify({ ...result, out: folder }));
      else for (const line of previewLines(result, report)) terminal.out(line);
      const refused = result.executed?.holds === false;
      outcome.exitCode = refused ? EXIT_FAILED : exitCodeOfSweep(result);
    });
}

async function run(proposal: string, options: PreviewCommandOptions, terminal: Terminal): Promise<PreviewResult> {
  const { base, seeds, seed, set: sets = [], execute = false } = options;
  const { preview } = await import("../lab/preview.ts");
  const progress = startProgressLine(terminal, () => performance.now());
  const onInterrupt = () => {
    progress.stop();
    terminal.err("stopping; finished pairs of worlds are reported (Ctrl-C again ends at once)");
  };
  return await interruptible(
    (signal) =>
      preview(
        { proposal, base, seeds, sets, execute, ...(seed === undefined ? {} : { seed }) },
        {
          workers: workersOf(options),
          signal,
          onProgress: (facts) => progress.update(progressOfWorlds(facts)),
          onWarning: (text) => terminal.err(`warning: ${text}`),
        },
      ),
    onInterrupt,
  ).finally(progress.stop);
}

function previewLines(result: PreviewResult, report: string): string[] {
  const { title, n, seeds, changes, quantities, groups, notes } = result;
  const number = (value: number) => value.toPrecision(4);
  return [
    `${title} (${n} of ${seeds} pairs of worlds)`,
    ...changes.map(({ path, from, to }) => `  ${path}: ${from} -> ${to}`),
    ...quantities.map(({ name, before, after, difference: { mean, ci95 } }) => {
      const interval = ci95 === null ? "" : ` [${number(ci95[0])}, ${number(ci95[1])}]`;
      return `  ${name}: ${number(before.mean)} -> ${number(after.mean)}, difference ${number(mean)}${interval}`;
    }),
    ...(["wins", "loses"] as const).map((verdict) => {
      const named = groups.filter((group) => group.verdict === verdict).map(({ by, group }) => `${by} ${group}`);
      return `${verdict}: ${named.length === 0 ? "nobody measurably" : named.join(", ")}`;
    }),
    ...(result.executed === undefined ? [] : executedLines(result.executed)),
    ...notes.map((note) => `note: ${note}`),
    `report: ${report}`,
  ];
}

function executedLines(executed: ExecutedProposal): string[] {
  const { backend, steps, changes, constants, offChain, holds } = executed;
  if (changes.length === 0)
    return [`program: keeps none of these parameters (${offChain.join(", ")}): nothing to execute`];
  const days = (seconds: number) => `${(seconds / 86_400).toPrecision(3)} d`;
  return [
    `program (${backend}): ${holds ? "executed, and the account holds what the worlds after it ran with" : "REFUSED"}`,
    ...steps.map(
      ({ step, by, afterSeconds, computeUnits, refusal }) =>
        `  ${step}${by === "" ? "" : ` by ${by}`} after ${days(afterSeconds)}: ${refusal === "" ? `${computeUnits} compute units` : refusal}`,
    ),
    ...(constants.length === 0
      ? []
      : [`  constants of vault or staking, which do not follow: ${constants.join(", ")}`]),
    ...(offChain.length === 0 ? [] : [`  kept by no program: ${offChain.join(", ")}`]),
  ];
}
