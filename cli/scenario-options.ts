import type { Command } from "commander";
import type { LoadOptions } from "../scenarios/load.ts";

/** Options of every command that reads a scenario, as commander collects them. */
export interface ScenarioOptions {
  readonly seed?: string;
  readonly set?: readonly string[];
}

/** Adds `--seed` and the repeatable `--set` to a command. */
export function withScenarioOptions(command: Command): Command {
  const collect = (value: string, before: readonly string[] = []) => [...before, value];
  return command
    .option("--seed <text>", "seed of all randomness, instead of the scenario's")
    .option("--set <path=value>", "override a field or parameter; may be repeated", collect);
}

/** What the loader takes. */
export function loadOptionsOf({ seed, set = [] }: ScenarioOptions): LoadOptions {
  return seed === undefined ? { sets: set } : { sets: set, seed };
}
