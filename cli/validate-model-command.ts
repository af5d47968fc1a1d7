import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import type { WatchProgress } from "../lab/calibrate-world.ts";
import { EXIT_INTERRUPTED } from "./exit-code.ts";
import { interruptible } from "./interrupt.ts";
import type { Outcome } from "./outcome.ts";
import { type ProgressFacts, startProgressLine } from "./progress-line.ts";
import { type ScenarioOptions, withScenarioOptions } from "./scenario-options.ts";
import type { Terminal } from "./terminal.ts";

interface ValidateModelOptions extends ScenarioOptions {
  readonly out: string;
  readonly json?: boolean;
}

const SCENARIO_DEFAULT = "network-validation";
const OUT_DEFAULT = join("runs", "validation");

/** `validate-model [SCENARIO]`: is the network right? A page of the model against what was measured. */
export function addValidateModelCommand(program: Command, terminal: Terminal, outcome: Outcome): void {
  withScenarioOptions(program.command("validate-model"))
    .description("is the network right? one run against the measured tables: what was fitted, and what was not")
    .argument("[scenario]", "a YAML file, or the name of a case", SCENARIO_DEFAULT)
    .option("--out <dir>", "folder of validation.json and report.html", OUT_DEFAULT)
    .option("--json", "print the result as one object to standard output")
    .addHelpText("after", "\nExample:\n  twinlight validate-model --out runs/validation\n")
    .action(async (scenario: string, options: ValidateModelOptions) => {
      const { seed, set: sets = [], out } = options;
      const { validateNetwork } = await import("../lab/calibrate-page.ts");
      const startedMs = performance.now();
      const progress = startProgressLine(terminal, () => performance.now());
      const onInterrupt = () => {
        progress.stop();
        terminal.err("stopping; a part of a run is not reported (Ctrl-C again ends at once)");
      };
      const request = { scenario, sets, ...(seed === undefined ? {} : { seed }) };
      const result = await interruptible(
        (signal) =>
          validateNetwork(
            request,
            (seen) => progress.update(progressOf(seen, (performance.now() - startedMs) / 1000)),
            signal,
          ),
        onInterrupt,
      ).finally(progress.stop);
      if (result === undefined) {
        outcome.exitCode = EXIT_INTERRUPTED;
        return;
      }
      const { renderValidationReport, validationLines } = await import("../reports/validation-report.ts");
      await mkdir(out, { recursive: true });
      await writeFile(join(out, "validation.json"), `${JSON.stringify(result, null, 2)}\n`);
      await writeFile(join(out, "report.html"), renderValidationReport(result));
      if (options.json === true) terminal.out(JSON.stringify({ ...result, out }));
      else for (const line of [...validationLines(result), `report: ${join(out, "report.html")}`]) terminal.out(line);
    });
}

function progressOf({ hour, hours, events }: WatchProgress, seconds: number): ProgressFacts {
  return {
    day: hour / 24,
    days: hours / 24,
    events,
    eventsPerSecond: events / seconds,
    transactions: 0,
    etaSeconds: hour === 0 ? 0 : (seconds * (hours - hour)) / hour,
    stage: "simulating",
  };
}
