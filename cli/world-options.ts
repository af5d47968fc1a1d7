import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { TwinError } from "../base/errors.ts";
import type { MonteCarloProgress } from "../lab/montecarlo.ts";
import type { ProgressFacts } from "./progress-line.ts";

/** Options of every command that runs many worlds, as commander collects them. */
export interface WorldOptions {
  readonly seeds: number;
  readonly workers?: number;
}

/** Adds `--seeds` and `--workers`. */
export function withWorldOptions(command: Command, seedsDefault?: number): Command {
  const withSeeds =
    seedsDefault === undefined
      ? command.requiredOption("--seeds <n>", "worlds at each point", countOf("--seeds"))
      : command.option("--seeds <n>", "worlds", countOf("--seeds"), seedsDefault);
  return withSeeds.option("--workers <n>", "worlds at a time (default: the machine's cores)", countOf("--workers"));
}

/** Reads a whole number; bounds are the business of what takes it. */
function countOf(field: string): (text: string) => number {
  return (text) => {
    if (/^-?\d+$/.test(text)) return Number(text);
    throw new TwinError("CLI_COUNT", "not a count", { field, value: text, expected: "a whole number from 1" });
  };
}

/** Worlds at a time where nothing is said. */
export function workersOf({ workers }: Pick<WorldOptions, "workers">): number {
  return workers ?? availableParallelism();
}

/** Many worlds on the progress line of one. */
export function progressOfWorlds(progress: MonteCarloProgress): ProgressFacts {
  const { worldsDone, worlds, ...facts } = progress;
  return { ...facts, transactions: 0, stage: `world ${worldsDone}/${worlds}` };
}
