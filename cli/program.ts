import { Command, CommanderError } from "commander";
import { TwinError } from "../base/errors.ts";
import { ScenarioError } from "../scenarios/problems.ts";
import { addAttackCommand } from "./attack-command.ts";
import { addCalibrateCommand } from "./calibrate-command.ts";
import { addChainCommand } from "./chain-command.ts";
import { addCheckCommand } from "./check-command.ts";
import { EXIT_BAD_INPUT, EXIT_DONE, EXIT_FAILED } from "./exit-code.ts";
import { addExportCommand } from "./export-command.ts";
import { addInitCommand } from "./init-command.ts";
import type { Outcome } from "./outcome.ts";
import { addParamsCommand } from "./params-command.ts";
import { addPreviewCommand } from "./preview-command.ts";
import { addReplayCommand } from "./replay-command.ts";
import { addReportCommand } from "./report-command.ts";
import { addRunCommand } from "./run-command.ts";
import { addSweepCommand } from "./sweep-command.ts";
import type { Terminal } from "./terminal.ts";
import { addValidateCommand } from "./validate-command.ts";
import { addValidateModelCommand } from "./validate-model-command.ts";

function buildProgram(terminal: Terminal, outcome: Outcome): Command {
  const program = new Command("twinlight")
    .description("digital twin and testnet harness for bandwidth-sharing networks on Solana")
    .showSuggestionAfterError(true)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
    })
    .addHelpText("after", "\nExample:\n  twinlight run lantern-snowflake --out runs/lantern-snowflake\n");
  addRunCommand(program, terminal, outcome);
  addSweepCommand(program, terminal, outcome);
  addAttackCommand(program, terminal, outcome);
  addPreviewCommand(program, terminal, outcome);
  addCheckCommand(program, terminal, outcome);
  addCalibrateCommand(program, terminal, outcome);
  addReplayCommand(program, terminal, outcome, (args) => runCli(args, terminal));
  addValidateCommand(program, terminal, outcome);
  addValidateModelCommand(program, terminal, outcome);
  addReportCommand(program, terminal);
  addExportCommand(program, terminal);
  addParamsCommand(program, terminal);
  addInitCommand(program, terminal);
  addChainCommand(program, terminal, outcome);
  return program;
}

/**
 * Runs one command line (without node and script) and returns the exit code. Bad input is one line for each mistake on standard
 * error; an unforeseen error keeps its stack, since it is ours.
 */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  const outcome: Outcome = { exitCode: EXIT_DONE };
  try {
    await buildProgram(terminal, outcome).parseAsync(args, { from: "user" });
    return outcome.exitCode;
  } catch (error) {
    return exitCodeFor(error, terminal);
  }
}

function exitCodeFor(error: unknown, terminal: Terminal): number {
  // Commander has printed its own message, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_DONE : EXIT_BAD_INPUT;
  if (error instanceof TwinError) {
    for (const line of error instanceof ScenarioError ? error.lines : [error.message]) terminal.err(line);
    return EXIT_BAD_INPUT;
  }
  terminal.err(stackText(error));
  return EXIT_FAILED;
}

/** The stack, and that of what caused it: an error in a worker has both. */
function stackText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? error.message;
  return error.cause === undefined ? own : `${own}\ncaused by ${stackText(error.cause)}`;
}
