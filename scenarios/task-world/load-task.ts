import { TASK_MODELS, type TaskModelName, type TaskStrategy } from "../../agents/attacks/task-strategy.ts";
import { TASK_STRATEGIES } from "../../agents/catalog.ts";
import { assert } from "../../base/assert.ts";
import { defaultValues, type ParamTable, type ParamValues } from "../../base/param-spec.ts";
import { toleratesFaults } from "../../protocol/oracle/median.ts";
import { readScenario } from "../extends.ts";
import type { LoadOptions } from "../load.ts";
import { entryAt, type FieldPath, type Located, pathText, placeAt, plainValue, withValueAt } from "../located.ts";
import { withOverride } from "../overrides.ts";
import { type ScenarioProblem, scenarioError } from "../problems.ts";
import type { ChangedParam } from "../resolved-scenario.ts";
import { specDefaultText, specValueText } from "../schema-fields.ts";
import { problemsOf } from "../schema-issues.ts";
import type { AttackerOf, ResolvedTask } from "./resolved-task.ts";
import { COMMITTEE_DEFAULTS, LUME_TASK_DEFAULTS, LUMORA_TASK_DEFAULTS, taskFieldOf, taskTable } from "./task-params.ts";
import { taskSchema } from "./task-schema.ts";

type Values = Readonly<Record<string, unknown>>;
type Plain = number | string | boolean;

/** A checked scenario, still in the shape of the file. */
interface Checked {
  readonly question: string;
  readonly seed?: string | undefined;
  readonly horizon: number;
  readonly truthful: boolean;
  readonly population: { readonly nodes?: unknown; readonly attackers: readonly Values[] };
  readonly params: Values;
  readonly costs: Values;
}

/** The model of rounds for which a scenario file asks; undefined where it asks for another. @throws ScenarioError where it cannot be read */
export function taskModelOf(pathOrCase: string): TaskModelName | undefined {
  const node = entryAt(readScenario(pathOrCase).root, ["model"])?.node;
  return node?.kind === "scalar" ? TASK_MODELS.find((model) => model === node.value) : undefined;
}

/**
 * Reads a scenario of a model of rounds with all that it extends, lays `sets` and `seed` on it, checks it and fills in defaults.
 * @throws ScenarioError (a `TwinError`) with one line for each mistake: file, line, field, value, expectation
 */
export function loadTask(pathOrCase: string, options: Pick<LoadOptions, "sets" | "seed"> = {}): ResolvedTask {
  const { sets = [] } = options;
  const source = readScenario(pathOrCase);
  const model = taskModelOf(pathOrCase);
  if (model === undefined)
    throw scenarioError([conflict(source.root, ["model"], "not a model of rounds", TASK_MODELS.join(", "))]);
  const schema = taskSchema(model);
  const settable = { fields: Object.keys(schema.shape), params: Object.keys(taskTable(model)) };
  const root = withSeedText(sets.reduce((under, set) => withOverride(under, set, settable), source.root));
  const result = schema.safeParse(plainValue(root));
  if (!result.success) throw scenarioError(problemsOf(result.error.issues, root, schema));
  const checked: Checked = result.data;
  const seed = options.seed ?? checked.seed ?? source.name;
  const resolved = resolvedOf(model, checked, { name: source.name, seed, resolved: plainValue(root), sets });
  const conflicts = conflictsOf(resolved, root);
  if (conflicts.length > 0) throw scenarioError(conflicts);
  return resolved;
}

function resolvedOf(
  model: TaskModelName,
  { question, horizon, truthful, population, params, costs }: Checked,
  facts: Pick<ResolvedTask, "name" | "seed" | "resolved" | "sets">,
): ResolvedTask {
  const overrides: Values = Object.fromEntries(
    Object.keys(taskTable(model)).flatMap((path) => {
      const [section, field] = taskFieldOf(path);
      const value = (section === "costs" ? costs : params)[field];
      return value === undefined ? [] : [[path, value]];
    }),
  );
  const common = (roundUs: number) => {
    const rounds = Math.max(1, Math.floor(horizon / roundUs));
    return { ...facts, question, truthful, roundUs, rounds, changedParams: changedParams(model, overrides) };
  };
  const nodes = typeof population.nodes === "number" ? population.nodes : 0;
  switch (model) {
    case "committee": {
      const values = Object.freeze({ ...COMMITTEE_DEFAULTS, ...overrides });
      const attackers = attackersOf(population.attackers, "committee");
      return { model, params: values, attackers, ...common(values["committee.epochLength"]) };
    }
    case "lumora": {
      const values = Object.freeze({ ...LUMORA_TASK_DEFAULTS, ...overrides });
      const attackers = attackersOf(population.attackers, "lumora");
      return { model, params: values, nodes, attackers, ...common(values["tasks.roundLength"]) };
    }
    case "lume": {
      const values = Object.freeze({ ...LUME_TASK_DEFAULTS, ...overrides });
      const attackers = attackersOf(population.attackers, "lume");
      return { model, params: values, nodes, attackers, ...common(values["reward.demandEvery"]) };
    }
  }
}

function plays<M extends TaskModelName>(strategy: TaskStrategy, model: M): strategy is TaskStrategy & { model: M } {
  return strategy.model === model;
}

function attackersOf<M extends TaskModelName>(entries: readonly Values[], model: M): readonly AttackerOf<M>[] {
  return entries.map(({ strategy: name, name: given, ...values }) => {
    const strategy = TASK_STRATEGIES.find((own) => own.name === name);
    assert(strategy !== undefined && plays(strategy, model), "the schema lets only strategies of the model through");
    const own = Object.fromEntries(
      Object.entries(values).filter((entry): entry is [string, Plain] => isPlain(entry[1])),
    );
    const all: ParamValues<ParamTable> = Object.freeze({ ...defaultValues(strategy.params), ...own });
    return { name: given === undefined ? strategy.name : String(given), strategy, values: all };
  });
}

function isPlain(value: unknown): value is Plain {
  return typeof value === "number" || typeof value === "string" || typeof value === "boolean";
}

function changedParams(model: TaskModelName, overrides: Values): readonly ChangedParam[] {
  return Object.entries(overrides).flatMap(([path, value]) => {
    const spec = taskTable(model)[path];
    if (!isPlain(value) || spec.value === value) return [];
    return [{ path, value: specValueText(spec, value), default: specDefaultText(spec) }];
  });
}

/** Fields that are right one by one and wrong together. */
function conflictsOf(scenario: ResolvedTask, root: Located): ScenarioProblem[] {
  const problems: ScenarioProblem[] = [];
  const names = scenario.attackers.map(({ name }) => name);
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (twice >= 0)
    problems.push(conflict(root, ["population", "attackers", twice], "two attackers of one name", "another name"));
  if (scenario.model === "committee") {
    const { "committee.verifiers": verifierCount, "committee.faultLimit": faultLimit } = scenario.params;
    if (!toleratesFaults({ verifierCount, faultLimit })) {
      const expected = `at least ${3 * faultLimit + 1} verifiers for a fault limit of ${faultLimit}`;
      problems.push(conflict(root, ["params", "committee.verifiers"], "too few verifiers", expected));
    }
  }
  return problems;
}

function conflict(root: Located, path: FieldPath, problem: string, expected: string): ScenarioProblem {
  const { flag, ...place } = placeAt(root, path);
  const entry = entryAt(root, path);
  const facts = { ...place, field: flag ?? pathText(path), value: entry && plainValue(entry.node), expected };
  return { code: "SCENARIO_CONFLICT", problem, facts };
}

/** The seed is text: `seed: 007` means those three characters, not the number 7. */
function withSeedText(root: Located): Located {
  const node = entryAt(root, ["seed"])?.node;
  if (node?.kind !== "scalar" || typeof node.value !== "number") return root;
  return withValueAt(root, ["seed"], { ...node, value: node.source }) ?? root;
}
