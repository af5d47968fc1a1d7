import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, relative, resolve } from "node:path";
import type { AttackStrategy } from "../agents/attacks/strategy.ts";
import { planIsConsistent } from "../agents/laws.ts";
import { defaultValues } from "../base/param-spec.ts";
import { entryAt, type Located, type Place } from "./located.ts";
import { type ScenarioProblem, scenarioError } from "./problems.ts";

/** A module with strategies that a scenario brings along, by content: two runs are of one strategy if the digests agree. */
export interface StrategyFile {
  /** Absolute. */
  readonly path: string;
  /** Of the file alone, not of what it imports, hex. */
  readonly sha256: string;
}

export interface OwnStrategies {
  readonly files: readonly StrategyFile[];
  readonly strategies: readonly AttackStrategy[];
}

const FORM = "a module whose default export is a strategy (defineStrategy), or a list of them";
const NAME = /^[a-z]+(-[a-z0-9]+)*$/;

/**
 * Loads the modules that `strategies:` names, relative to the file where each stands, or to `flagFolder` where no file names it.
 * The module runs with the rights of this process, like any test of one's own.
 * @throws ScenarioError SCENARIO_STRATEGY_FILE with file, line and what was expected
 */
export function ownStrategiesOf(root: Located, taken: readonly string[], flagFolder?: string): OwnStrategies {
  const node = entryAt(root, ["strategies"])?.node;
  // Anything but a list of texts is the schema's to refuse.
  if (node?.kind !== "list") return { files: [], strategies: [] };
  const names = new Set(taken);
  const files: StrategyFile[] = [];
  const strategies: AttackStrategy[] = [];
  for (const [index, item] of node.items.entries()) {
    if (item.kind !== "scalar" || typeof item.value !== "string") continue;
    const asked: Asked = { text: item.value, field: `strategies.${index}`, place: item.place };
    const path = resolve(flagFolder ?? folderOf(item.place), item.value);
    if (!existsSync(path)) throw refused(asked, `no file ${shown(path)}`, "an existing .ts, .mjs or .js file");
    for (const strategy of strategiesIn(path, asked)) {
      if (names.has(strategy.name)) throw refused(asked, `a second strategy "${strategy.name}"`, "a name of its own");
      names.add(strategy.name);
      strategies.push(strategy);
    }
    files.push({ path, sha256: createHash("sha256").update(readFileSync(path)).digest("hex") });
  }
  return { files, strategies };
}

/** The strategies of `files`, in their order. @throws ScenarioError SCENARIO_STRATEGY_FILE */
export function strategiesOfFiles(files: readonly StrategyFile[]): readonly AttackStrategy[] {
  return files.flatMap(({ path }) => strategiesIn(path, { text: path, field: "strategies", place: { file: path } }));
}

/** The strategy of that name among those of `files`, or undefined: what a worker's thread knows a strategy by. */
export function ownStrategyNamed(name: string, files: readonly StrategyFile[]): AttackStrategy | undefined {
  return strategiesOfFiles(files).find((strategy) => strategy.name === name);
}

/** A path as a scenario written down elsewhere would name it: relative to where the command runs. */
export function shown(path: string): string {
  return relative(process.cwd(), path);
}

interface Asked {
  readonly text: string;
  readonly field: string;
  readonly place: Place;
}

function folderOf({ file }: Place): string {
  return file === undefined ? process.cwd() : dirname(resolve(file));
}

function strategiesIn(path: string, asked: Asked): readonly AttackStrategy[] {
  const exported = loaded(path, asked);
  const list: readonly unknown[] = Array.isArray(exported) ? exported : [exported];
  return list.map((candidate) => checkedStrategy(candidate, asked));
}

/** Synchronous, since scenarios load synchronously: Node requires modules without a top-level await so, types stripped. */
function loaded(path: string, asked: Asked): unknown {
  let module: unknown;
  try {
    module = createRequire(import.meta.url)(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw refused(asked, `the module does not load: ${reason}`, FORM, error);
  }
  return typeof module === "object" && module !== null && "default" in module ? module.default : undefined;
}

function checkedStrategy(candidate: unknown, asked: Asked): AttackStrategy {
  const problem = isRecord(candidate) ? shapeProblem(candidate) : "the default export is no strategy";
  if (problem !== undefined) throw refused(asked, problem, FORM);
  const strategy = candidate as AttackStrategy;
  const planned = planIsConsistent(strategy.plan(defaultValues(strategy.params)));
  if (planned !== undefined) throw refused(asked, `${strategy.name} cannot be planned: ${planned}`, "a possible plan");
  return strategy;
}

function shapeProblem(candidate: Readonly<Record<string, unknown>>): string | undefined {
  const { name, params, plan, conduct, what } = candidate;
  if (typeof name !== "string" || !NAME.test(name)) return "its name is not kebab-case";
  if (typeof what !== "string" || what === "") return `${name} does not say what it does`;
  if (!isRecord(params)) return `${name} has no table of params`;
  if (typeof plan !== "function") return `${name} has no plan function`;
  return typeof conduct === "function" ? undefined : `${name} has no conduct function`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refused({ text, field, place }: Asked, problem: string, expected: string, cause?: unknown): Error {
  const { flag, ...position } = place;
  const facts = { ...position, field: flag ?? field, value: text, expected };
  const one: ScenarioProblem = { code: "SCENARIO_STRATEGY_FILE", problem, facts };
  const error = scenarioError([one]);
  if (cause !== undefined) error.cause = cause;
  return error;
}
