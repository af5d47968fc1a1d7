import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Command } from "commander";
import { TwinError } from "../base/errors.ts";
import type { Calibration } from "../lab/calibrate.ts";
import { EXIT_FAILED } from "./exit-code.ts";
import type { Outcome } from "./outcome.ts";
import type { Terminal } from "./terminal.ts";

interface CalibrateOptions {
  readonly what: string;
  readonly base: string;
  readonly month?: string;
  readonly out?: string;
  readonly json?: boolean;
}

const BASE_DEFAULT = "lantern-snowflake";

/** `calibrate [TABLE]`: fits the network model to measurements. */
export function addCalibrateCommand(program: Command, terminal: Terminal, outcome: Outcome): void {
  program
    .command("calibrate")
    .description("fit the free parameters of churn, demand and matching to a table of measurements")
    .argument("[table]", "CSV with columns quantity, at, value (docs/calibration.md); default: the shipped tables")
    .option("--what <part>", "churn, demand, matching or all", "all")
    .option("--base <scenario>", "the scenario to start from, which the fragment extends", BASE_DEFAULT)
    .option("--month <yyyy-mm>", "the measured month of Snowflake to start from, instead of the base's")
    .option("--out <file>", "write the fragment, a YAML scenario, to this file")
    .option("--json", "print the fit as one object to standard output")
    .addHelpText(
      "after",
      "\nExamples:\n  twinlight calibrate --what churn\n  twinlight calibrate measured.csv --out fitted.yaml\n  twinlight run fitted.yaml\n",
    )
    .action(async (table: string | undefined, options: CalibrateOptions) => {
      const { calibrate, fragmentYaml, partsOf } = await import("../lab/calibrate.ts");
      const parts = partsOf(options.what);
      if (parts === undefined)
        throw new TwinError("CLI_CHOICE", "no such part of the model", {
          field: "--what",
          value: options.what,
          expected: "churn, demand, matching or all",
        });
      const { base, month, out } = options;
      const result = calibrate({
        ...(table === undefined ? {} : { table }),
        ...(month === undefined ? {} : { month }),
        parts,
        base,
      });
      if (out !== undefined) {
        await mkdir(dirname(out), { recursive: true });
        await writeFile(out, fragmentYaml(result, dirname(out)));
      }
      if (options.json === true) terminal.out(JSON.stringify(result));
      else for (const line of await linesOf(result, out)) terminal.out(line);
      if (result.fitted.some(({ atBound }) => atBound)) outcome.exitCode = EXIT_FAILED;
    });
}

async function linesOf(result: Calibration, out: string | undefined): Promise<readonly string[]> {
  const { fittedTexts, fragmentYaml, percentText, rowText } = await import("../lab/calibrate.ts");
  if (out === undefined) return fragmentYaml(result, ".").trimEnd().split("\n");
  const { fitted, open, rows, error } = result;
  return [
    ...fitted.map((param) => {
      const { value, before } = fittedTexts(param);
      return `fitted   ${param.path}: ${before} -> ${value}${param.atBound ? "  AT A BOUND" : ""}`;
    }),
    ...rows.map((row) => `row      ${rowText(row)}`),
    `error    fitted ${percentText(error.fitted.rmsRelative)} (largest ${percentText(error.fitted.maxRelative)}), held out ${percentText(error.held.rmsRelative)} (largest ${percentText(error.held.maxRelative)}), relative`,
    ...(open.length === 0 ? [] : [`open     ${open.length} parameters that no row fixes keep their values`]),
    `fragment ${out}`,
  ];
}
