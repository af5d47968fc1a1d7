import { defaultValues, type ParamSpec, type ParamTable } from "../base/param-spec.ts";
import { formatQuantity } from "../base/units.ts";
import { halvingSchedule, type PublishedSchedule } from "../protocol/emission/published-schedule.ts";
import { resolveGovernance, writtenGovernance } from "./governance.ts";
import { resolveNetworkEvents, writtenNetworkEvents } from "./network-events.ts";
import { type StrategyFile, shown } from "./own-strategies.ts";
import { paramsInSection, SCENARIO_PARAMS, type ScenarioParams } from "./param-tables.ts";
import { scheduleOfEntries } from "./published-schedule.ts";
import type { AgeDistribution, ChangedParam, ResolvedAttacker, ResolvedScenario } from "./resolved-scenario.ts";
import type { CheckedScenario, StrategyEntry } from "./schema.ts";
import { specDefaultText, specValueText } from "./schema-fields.ts";

type Values = Readonly<Record<string, number | string | boolean>>;

const PARAM_SECTIONS = ["demand", "costs", "faults", "params"] as const;
const PARAMS: ParamTable = SCENARIO_PARAMS;

/** Fills in defaults and derives what a run needs; `checked` is taken to have passed `conflictsOf`. */
export function resolveScenario(
  name: string,
  checked: CheckedScenario,
  strategies: readonly StrategyEntry[],
  sets: readonly string[],
  strategyFiles: readonly StrategyFile[] = [],
): ResolvedScenario {
  const attackers = checked.population.attackers.map((entry) => resolveAttacker(entry, strategies));
  const overrides = paramOverrides(checked);
  const params: ScenarioParams = { ...defaultValues(SCENARIO_PARAMS), ...overrides };
  const scenario = {
    name,
    question: checked.question,
    seed: checked.seed ?? name,
    horizonUs: checked.horizon,
    genesisUnixUs: checked.genesis,
    phases: checked.phases.map(({ phase, from }) => ({ phase, fromUs: from })),
    demand: { month: params["network.month"] },
    population: { ...checked.population, ages: agesOf(checked.population.ages), attackers },
    token: checked.token,
    schedule: scheduleOf(checked, params),
    governance: resolveGovernance(checked.governance),
    events: resolveNetworkEvents(checked.events),
    receipts: checked.receipts,
    chain: checked.chain,
    checks: checked.checks,
    strategyFiles,
    params,
  };
  return deepFreeze({
    ...scenario,
    changedParams: changedParams(params, attackers, strategies),
    resolved: inOwnNotation(scenario, strategies),
    sets,
  });
}

function scheduleOf({ emission }: CheckedScenario, params: ScenarioParams): PublishedSchedule | undefined {
  return emission.schedule === undefined ? undefined : scheduleOfEntries(emission.schedule, halvingSchedule(params));
}

/** Parameters that the scenario gives, by whole path. */
function paramOverrides(checked: CheckedScenario): Values {
  const given = PARAM_SECTIONS.flatMap((section) =>
    paramsInSection(section).map(({ path, field }) => [path, checked[section][field]] as const),
  );
  return Object.fromEntries(
    given.filter((entry): entry is [string, number | string | boolean] => entry[1] !== undefined),
  );
}

/** The name by which tables and figures call an attacker. */
export function attackerName(entry: { readonly strategy: string; readonly name?: string | undefined }): string {
  return entry.name ?? entry.strategy;
}

function resolveAttacker(
  entry: CheckedScenario["population"]["attackers"][number],
  strategies: readonly StrategyEntry[],
): ResolvedAttacker {
  const { strategy, name, ...given } = entry;
  return {
    strategy,
    name: attackerName({ strategy, name }),
    params: { ...defaultValues(tableOf(strategy, strategies)), ...given },
  };
}

function tableOf(strategy: string, strategies: readonly StrategyEntry[]): ParamTable {
  return strategies.find(({ name }) => name === strategy)?.params ?? {};
}

function agesOf(ages: CheckedScenario["population"]["ages"]): AgeDistribution {
  switch (ages.distribution) {
    case "exponential":
      return { kind: "exponential", meanUs: ages.mean, maxUs: ages.max };
    case "uniform":
      return { kind: "uniform", minUs: ages.min, maxUs: ages.max };
    case "constant":
      return { kind: "constant", ageUs: ages.age };
  }
}

function changedParams(
  params: ScenarioParams,
  attackers: readonly ResolvedAttacker[],
  strategies: readonly StrategyEntry[],
): readonly ChangedParam[] {
  const ofAttackers = attackers.flatMap((attacker, index) =>
    changesIn(tableOf(attacker.strategy, strategies), attacker.params, `population.attackers.${index}.`),
  );
  return [...changesIn(PARAMS, params, ""), ...ofAttackers];
}

function changesIn(table: ParamTable, values: Values, prefix: string): ChangedParam[] {
  return Object.entries(table)
    .filter(([path, spec]) => values[path] !== spec.value)
    .map(([path, spec]) => ({
      path: `${prefix}${path}`,
      value: valueText(spec, values[path]),
      default: specDefaultText(spec),
    }));
}

function valueText(spec: ParamSpec, value: number | string | boolean | undefined): string {
  return specValueText(spec, value ?? spec.value);
}

/** Numbers without a unit and flags stay what they are, so that the notation reads as a person would write it. */
function written(spec: ParamSpec, value: number | string | boolean | undefined): string | number | boolean {
  if (typeof value === "boolean") return value;
  const bare = spec.kind === "count" || spec.kind === "number" || spec.kind === "bps" || spec.kind === "share";
  return bare && typeof value === "number" ? value : valueText(spec, value);
}

function writtenTable(table: ParamTable, values: Values): Record<string, string | number | boolean> {
  return Object.fromEntries(Object.entries(table).map(([path, spec]) => [path, written(spec, values[path])]));
}

function writtenSection(section: (typeof PARAM_SECTIONS)[number], params: Values): Record<string, unknown> {
  return Object.fromEntries(
    paramsInSection(section).map(({ path, field, spec }) => [field, written(spec, params[path])]),
  );
}

type Unwritten = Omit<ResolvedScenario, "changedParams" | "resolved" | "sets">;

function inOwnNotation(scenario: Unwritten, strategies: readonly StrategyEntry[]): Record<string, unknown> {
  const { population, token } = scenario;
  const usd = formatQuantity("usd", token.price.usd);
  return {
    question: scenario.question,
    seed: scenario.seed,
    horizon: formatQuantity("duration", scenario.horizonUs),
    genesis: new Date(scenario.genesisUnixUs / 1000).toISOString().replace(".000Z", "Z"),
    phases: scenario.phases.map(({ phase, fromUs }) => ({ phase, from: formatQuantity("duration", fromUs) })),
    demand: writtenSection("demand", scenario.params),
    population: {
      ...population,
      ages: writtenAges(population.ages),
      attackers: population.attackers.map(({ strategy, name, params }) => ({
        strategy,
        name,
        ...writtenTable(tableOf(strategy, strategies), params),
      })),
    },
    token: { price: token.price.kind === "fixed" ? usd : { medianPeerMonthlyUsd: usd } },
    ...(scenario.schedule === undefined ? {} : { emission: writtenSchedule(scenario.schedule) }),
    ...(scenario.governance === undefined ? {} : { governance: writtenGovernance(scenario.governance) }),
    costs: writtenSection("costs", scenario.params),
    faults: writtenSection("faults", scenario.params),
    ...(scenario.events === undefined ? {} : { events: writtenNetworkEvents(scenario.events) }),
    receipts: scenario.receipts,
    chain: scenario.chain,
    params: writtenSection("params", scenario.params),
    checks: scenario.checks,
    ...(scenario.strategyFiles.length === 0
      ? {}
      : { strategies: scenario.strategyFiles.map(({ path }) => shown(path)) }),
  };
}

function writtenSchedule({ periods }: PublishedSchedule): Record<string, unknown> {
  const schedule = periods.map(({ lengthUs, amountBase }) => ({
    length: formatQuantity("duration", lengthUs),
    amount: formatQuantity("lantern", amountBase),
  }));
  return { schedule };
}

function writtenAges(ages: AgeDistribution): Record<string, string> {
  const text = (us: number) => formatQuantity("duration", us);
  switch (ages.kind) {
    case "exponential":
      return { distribution: ages.kind, mean: text(ages.meanUs), max: text(ages.maxUs) };
    case "uniform":
      return { distribution: ages.kind, min: text(ages.minUs), max: text(ages.maxUs) };
    case "constant":
      return { distribution: ages.kind, age: text(ages.ageUs) };
  }
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}
