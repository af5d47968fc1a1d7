import type { Command } from "commander";
import { isEconomy, loadEconomy } from "../scenarios/economy/load-economy.ts";
import { loadScenario } from "../scenarios/load.ts";
import { ScenarioError } from "../scenarios/problems.ts";
import { loadTask, taskModelOf } from "../scenarios/task-world/load-task.ts";
import { EXIT_BAD_INPUT, EXIT_DONE } from "./exit-code.ts";
import type { Outcome } from "./outcome.ts";
import { loadOptionsOf, type ScenarioOptions, withScenarioOptions } from "./scenario-options.ts";
import type { Terminal } from "./terminal.ts";

interface ValidateOptions extends ScenarioOptions {
  readonly json?: boolean;
}

/** `validate FILE`: is it a scenario that could run? Every mistake is one line on standard error. */
export function addValidateCommand(program: Command, terminal: Terminal, outcome: Outcome): void {
  withScenarioOptions(program.command("validate"))
    .description("check a scenario without running it")
    .argument("<file>", "a YAML file, or the name of a case")
    .option("--json", "print one object instead of a line")
    .addHelpText("after", "\nExample:\n  twinlight validate my-scenario.yaml\n")
    .action((file: string, options: ValidateOptions) => {
      outcome.exitCode = validate(file, options, terminal);
    });
}

function validate(file: string, options: ValidateOptions, terminal: Terminal): number {
  try {
    const { name, question, changedParams, resolved } = isEconomy(file)
      ? economyOf(file, options)
      : taskModelOf(file) === undefined
        ? loadScenario(file, loadOptionsOf(options))
        : loadTask(file, loadOptionsOf(options));
    const valid = { valid: true, name, question, changedParams, resolved };
    terminal.out(options.json === true ? JSON.stringify(valid) : `${file} is valid: ${question}`);
    return EXIT_DONE;
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    if (options.json === true) terminal.out(JSON.stringify({ valid: false, problems: error.problems }));
    for (const line of error.lines) terminal.err(line);
    return EXIT_BAD_INPUT;
  }
}

/** An economy in the words of `validate`; a variant's parameters are named with it. */
function economyOf(file: string, options: ScenarioOptions) {
  const { name, question, variants, resolved } = loadEconomy(file, loadOptionsOf(options));
  const changedParams = variants.flatMap(({ variant, changedParams: changed }) =>
    changed.map((param) => (variants.length === 1 ? param : { ...param, path: `${variant}: ${param.path}` })),
  );
  return { name, question, changedParams, resolved };
}
