import type { Command } from "commander";
import { TASK_MODELS } from "../agents/attacks/task-strategy.ts";
import { STRATEGIES, TASK_STRATEGIES } from "../agents/catalog.ts";
import type { ParamSpec, ParamTable } from "../base/param-spec.ts";
import { formatQuantity } from "../base/units.ts";
import { ECONOMY_PARAMS } from "../scenarios/economy/params.ts";
import { fieldOfParam, SCENARIO_PARAMS } from "../scenarios/param-tables.ts";
import { isNumberSpec, specDefaultText } from "../scenarios/schema-fields.ts";
import { taskTable } from "../scenarios/task-world/task-params.ts";
import type { Terminal } from "./terminal.ts";

/** One parameter as `params` lists it; texts are in the notation of scenarios. */
export interface ParamListing {
  /** What `--set` takes, behind the name of a model of rounds; an attacker's stands in its entry of `population.attackers`. */
  readonly path: string;
  /** The attack strategy it belongs to, or null. */
  readonly strategy: string | null;
  readonly value: string;
  readonly unit: string;
  /** Bounds, or the choices. */
  readonly bounds: string;
  readonly source: string;
  readonly what: string;
  /** Whether the seed puts it under governance. */
  readonly governable: boolean;
}

/** All parameters of scenarios, those of economies and of models of rounds, then those of each attack strategy. */
export function paramListings(): readonly ParamListing[] {
  const ofAttacks = [...STRATEGIES, ...TASK_STRATEGIES].flatMap(({ name, params }) => listTable(params, name));
  const ofRounds = TASK_MODELS.flatMap((model) =>
    listTable(taskTable(model), null).map((own) => ({ ...own, path: `${model}: ${own.path}` })),
  );
  return [...listTable(SCENARIO_PARAMS, null), ...listTable(ECONOMY_PARAMS, null), ...ofRounds, ...ofAttacks];
}

function listTable(table: ParamTable, strategy: string | null): readonly ParamListing[] {
  return Object.entries(table).map(([path, spec]) => ({
    path: strategy === null ? settablePath(path) : `${strategy}: ${path}`,
    strategy,
    value: specDefaultText(spec),
    unit: spec.kind,
    bounds: boundsText(spec),
    source: spec.source,
    what: spec.what,
    governable: spec.governable === true,
  }));
}

function settablePath(path: string): string {
  const [section, field] = fieldOfParam(path);
  return section === "params" ? path : `${section}.${field}`;
}

/** Bounds of a number, or what may be chosen. */
export function boundsText(spec: ParamSpec): string {
  if (isNumberSpec(spec)) return `${formatQuantity(spec.kind, spec.min)} to ${formatQuantity(spec.kind, spec.max)}`;
  if (spec.kind === "flag") return "true, false";
  const { choices } = spec;
  return choices.length > 6 ? `${choices[0]} to ${choices.at(-1)}` : choices.join(", ");
}

/** `params`: every parameter with default, bounds and source. */
export function addParamsCommand(program: Command, terminal: Terminal): void {
  program
    .command("params")
    .description("list all parameters: value, unit, bounds, source")
    .option("--json", "print one object instead of a table")
    .addHelpText("after", "\nExample:\n  twinlight params | grep tiers\n")
    .action((options: { readonly json?: boolean }) => {
      const listings = paramListings();
      terminal.out(options.json === true ? JSON.stringify({ parameters: listings }) : tableText(listings));
    });
}

function tableText(listings: readonly ParamListing[]): string {
  const rows = [
    ["PATH", "VALUE", "UNIT", "BOUNDS", "SOURCE"],
    ...listings.map(({ path, value, unit, bounds, source }) => [path, value, unit, bounds, source]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
