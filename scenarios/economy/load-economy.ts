import { US_PER_DAY } from "../../base/units.ts";
import { halvingSchedule, type PublishedSchedule } from "../../protocol/emission/published-schedule.ts";
import { readScenario } from "../extends.ts";
import type { LoadOptions } from "../load.ts";
import {
  entryAt,
  type FieldPath,
  type Located,
  mergeLocated,
  pathText,
  placeAt,
  plainValue,
  withValueAt,
} from "../located.ts";
import { withOverride } from "../overrides.ts";
import { type ScenarioProblem, scenarioError } from "../problems.ts";
import { scheduleOfEntries, scheduleProblems } from "../published-schedule.ts";
import type { ChangedParam } from "../resolved-scenario.ts";
import { specDefaultText, specValueText } from "../schema-fields.ts";
import { problemsOf } from "../schema-issues.ts";
import { type CheckedEconomy, economySchema } from "./economy-schema.ts";
import { ECONOMY_PARAM_DEFAULTS, ECONOMY_TABLE, type EconomyParams, economyParamsIn } from "./param-table.ts";
import type { EconomyFamily, ResolvedEconomy } from "./resolved-economy.ts";

/** Name of the only variant of a scenario without variants. */
export const AS_STATED = "as stated";

type Values = Readonly<Record<string, number | string | boolean>>;

/** Whether a scenario file asks for the daily economy instead of the network. @throws ScenarioError where it cannot be read */
export function isEconomy(pathOrCase: string): boolean {
  const node = entryAt(readScenario(pathOrCase).root, ["model"])?.node;
  return node?.kind === "scalar" && node.value === "economy";
}

/**
 * Reads a scenario of `model: economy` with all that it extends, lays `sets` and `seed` on it, checks it and each of its variants
 * (the scenario with the variant's fields laid on it), and fills in defaults.
 * @throws ScenarioError (a `TwinError`) with one line for each mistake: file, line, field, value, expectation
 */
export function loadEconomy(pathOrCase: string, options: Pick<LoadOptions, "sets" | "seed"> = {}): EconomyFamily {
  const { sets = [] } = options;
  const source = readScenario(pathOrCase);
  const settable = { fields: Object.keys(economySchema().shape), params: Object.keys(ECONOMY_TABLE) };
  const root = withSeedText(sets.reduce((under, set) => withOverride(under, set, settable), source.root));
  const whole = checked(root);
  const variants = whole.variants.map(({ name }, index) => variantOf(root, name, index));
  const names = variants.map(({ variant }) => variant);
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (twice >= 0)
    throw scenarioError([conflict(root, ["variants", twice], "two variants of one name", "another name")]);
  return {
    name: source.name,
    question: whole.question,
    seed: options.seed ?? whole.seed ?? source.name,
    replicas: whole.replicas,
    family: whole.family,
    variants: variants.length > 0 ? variants : [resolved(AS_STATED, whole, root)],
    resolved: plainValue(root),
    sets,
  };
}

function checked(root: Located): CheckedEconomy {
  const schema = economySchema();
  const result = schema.safeParse(plainValue(root));
  if (!result.success) throw scenarioError(problemsOf(result.error.issues, root, schema));
  const conflicts = conflictsOf(result.data, root);
  if (conflicts.length > 0) throw scenarioError(conflicts);
  return result.data;
}

function variantOf(root: Located, name: string, index: number): ResolvedEconomy {
  const own = entryAt(root, ["variants", index, "with"])?.node;
  const base = withoutField(root, "variants");
  const merged = own === undefined ? base : mergeLocated(base, own);
  return resolved(name, checked(merged), merged);
}

function withoutField(root: Located, field: string): Located {
  if (root.kind !== "map") return root;
  return { ...root, entries: new Map([...root.entries].filter(([key]) => key !== field)) };
}

/** The seed is text: `seed: 007` means those three characters, not the number 7. */
function withSeedText(root: Located): Located {
  const node = entryAt(root, ["seed"])?.node;
  if (node?.kind !== "scalar" || typeof node.value !== "number") return root;
  return withValueAt(root, ["seed"], { ...node, value: node.source }) ?? root;
}

function conflict(root: Located, path: FieldPath, problem: string, expected: string): ScenarioProblem {
  const { flag, ...place } = placeAt(root, path);
  const entry = entryAt(root, path);
  const facts = { ...place, field: flag ?? pathText(path), value: entry && plainValue(entry.node), expected };
  return { code: "SCENARIO_CONFLICT", problem, facts };
}

/** Fields that are right one by one and wrong together. */
function conflictsOf(
  { horizon, emission, params, family, variants }: CheckedEconomy,
  root: Located,
): ScenarioProblem[] {
  const problems: ScenarioProblem[] = [];
  const say = (path: FieldPath, problem: string, expected: string) =>
    problems.push(conflict(root, path, problem, expected));
  if (horizon % US_PER_DAY !== 0) say(["horizon"], "an economy runs whole days", "such as 3650d");
  if (family !== undefined && variants.length === 1) say(["variants"], "a family of one", "two variants or more");
  const poolBase = Number(params["emission.poolTotal"] ?? ECONOMY_PARAM_DEFAULTS["emission.poolTotal"]);
  for (const { path, problem, expected } of scheduleProblems(emission.schedule ?? [], poolBase))
    say(["emission", "schedule", ...path], problem, expected);
  return problems;
}

function resolved(variant: string, scenario: CheckedEconomy, root: Located): ResolvedEconomy {
  const overrides = overridesOf(scenario);
  const params: EconomyParams = Object.freeze({ ...ECONOMY_PARAM_DEFAULTS, ...overrides });
  const changed = changedParams(overrides);
  const schedule = entryAt(root, ["emission", "schedule"]);
  return Object.freeze({
    variant,
    dayCount: scenario.horizon / US_PER_DAY,
    candidates: scenario.population.candidates,
    startActiveShare: scenario.population.startActiveShare,
    schedule: scheduleOf(scenario, params),
    params,
    changedParams:
      schedule === undefined
        ? changed
        : [
            ...changed,
            {
              path: "emission.schedule",
              value: JSON.stringify(plainValue(schedule.node)),
              default: "the halving rule",
            },
          ],
  });
}

function scheduleOf({ emission }: CheckedEconomy, params: EconomyParams): PublishedSchedule {
  const rule = halvingSchedule(params);
  return emission.schedule === undefined ? rule : scheduleOfEntries(emission.schedule, rule);
}

/** Parameters that the scenario gives, by whole path. */
function overridesOf(scenario: CheckedEconomy): Values {
  const given = (["params", "costs"] as const).flatMap((section) => {
    const values: Readonly<Record<string, unknown>> = scenario[section];
    return economyParamsIn(section).map(({ path, field }) => [path, values[field]] as const);
  });
  return Object.fromEntries(
    given.filter((entry): entry is [string, number | string | boolean] => entry[1] !== undefined),
  );
}

function changedParams(overrides: Values): readonly ChangedParam[] {
  return Object.entries(overrides).flatMap(([path, value]) => {
    const spec = ECONOMY_TABLE[path];
    if (spec === undefined || spec.value === value) return [];
    return [{ path, value: specValueText(spec, value), default: specDefaultText(spec) }];
  });
}
