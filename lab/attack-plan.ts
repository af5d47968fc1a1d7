import type { AttackStrategy } from "../agents/attacks/strategy.ts";
import { type LoadOptions, loadScenario } from "../scenarios/load.ts";
import { expectedName } from "../scenarios/nearest-name.ts";
import type { ResolvedScenario } from "../scenarios/resolved-scenario.ts";
import { isNumberSpec, readQuantity } from "../scenarios/schema-fields.ts";
import { labError } from "./codes.ts";
import { knownStrategies } from "./known-strategies.ts";
import { CHAIN_OFF, requireCount, shellQuoted } from "./sweep-plan.ts";

const SEEDS_MAX = 100_000;

/** What is asked of an attack run. */
export interface AttackRequest {
  readonly strategy: string;
  /** File, or name of a case. */
  readonly scenario: string;
  /** Each `name=value` of the strategy. */
  readonly params: readonly string[];
  readonly sets?: readonly string[];
  readonly seed?: string;
  readonly seeds: number;
}

/** An attack beside the same scenario without it. */
export interface AttackPlan {
  readonly request: AttackRequest;
  readonly strategy: AttackStrategy;
  /** The attacker's name in tables and summaries. */
  readonly attacker: string;
  /** It was in the scenario already; its parameters were replaced. */
  readonly replaced: boolean;
  readonly withAttack: ResolvedScenario;
  readonly without: ResolvedScenario;
  /** The command that repeats it. */
  readonly replay: string;
}

/**
 * The scenario with `strategy` added to its attackers, or with its parameters replaced where it is among them (the first of that
 * strategy), and the same scenario without that attacker.
 * @throws ScenarioError, TwinError ATTACK_UNKNOWN, ATTACK_PARAM, SWEEP_COUNT
 */
export function planAttack(request: AttackRequest): AttackPlan {
  requireCount("--seeds", request.seeds, SEEDS_MAX);
  const own = [CHAIN_OFF, ...(request.sets ?? [])];
  const given = load(request, own);
  const known = knownStrategies(given);
  const strategy = known.find(({ name }) => name === request.strategy);
  if (strategy === undefined) {
    const expected = expectedName(
      request.strategy,
      known.map(({ name }) => name),
    );
    throw labError("ATTACK_UNKNOWN", "unknown strategy", { field: "STRATEGY", value: request.strategy, expected });
  }
  const params = request.params.map((text) => checkedParam(text, strategy));
  const { attackers } = given.population;
  const present = attackers.findIndex((attacker) => attacker.strategy === strategy.name);
  const index = present < 0 ? attackers.length : present;
  const entry = `population.attackers.${index}`;
  const bare = { strategy: strategy.name };
  // A file without attackers has no list to append to.
  const appended = index === 0 ? `population.attackers=${JSON.stringify([bare])}` : `${entry}=${JSON.stringify(bare)}`;
  const added = present < 0 ? [appended] : [];
  const texts = params.map(([name, value]) => `${entry}.${name}=${value}`);
  const withAttack = load(request, [...own, ...added, ...texts]);
  return {
    request,
    strategy,
    attacker: withAttack.population.attackers[index].name,
    replaced: present >= 0,
    withAttack,
    without: load(request, [...own, othersOnly(withAttack, index)]),
    replay: replayLine(request),
  };
}

function load({ scenario, seed }: AttackRequest, sets: readonly string[]): ResolvedScenario {
  const options: LoadOptions = seed === undefined ? { sets } : { sets, seed };
  return loadScenario(scenario, options);
}

/** A scenario's attackers as it would write them, defaults included. */
export function writtenAttackers({ resolved }: ResolvedScenario): readonly Readonly<Record<string, unknown>>[] {
  const { population } = resolved;
  const holds = typeof population === "object" && population !== null && "attackers" in population;
  return holds && Array.isArray(population.attackers) ? population.attackers : [];
}

/** The override that leaves every attacker but one. */
function othersOnly(scenario: ResolvedScenario, index: number): string {
  return `population.attackers=${JSON.stringify(writtenAttackers(scenario).filter((_, at) => at !== index))}`;
}

function checkedParam(
  text: string,
  { name: strategy, params }: AttackStrategy,
): readonly [name: string, value: string] {
  const split = text.indexOf("=");
  if (split <= 0) {
    throw labError("ATTACK_PARAM", "no name=value", {
      field: "--param",
      value: text,
      expected: "such as identities=10",
    });
  }
  const name = text.slice(0, split).trim();
  const value = text.slice(split + 1).trim();
  const field = `--param ${name}`;
  const spec = params[name];
  if (spec === undefined) {
    const expected = expectedName(name, Object.keys(params));
    throw labError("ATTACK_PARAM", `${strategy} has no such parameter`, { field: "--param", value: name, expected });
  }
  if (isNumberSpec(spec)) {
    const reading = readQuantity(spec.kind, value, spec);
    if ("problem" in reading)
      throw labError("ATTACK_PARAM", reading.problem, { field, value, expected: reading.expected });
    return [name, value];
  }
  const choices = spec.kind === "flag" ? ["true", "false"] : spec.choices;
  if (!choices.includes(value)) {
    throw labError("ATTACK_PARAM", "no such choice", { field, value, expected: expectedName(value, choices) });
  }
  return [name, value];
}

function replayLine({ strategy, scenario, params, sets = [], seed, seeds }: AttackRequest): string {
  const args = [
    strategy,
    "--scenario",
    scenario,
    ...params.flatMap((param) => ["--param", param]),
    ...sets.flatMap((set) => ["--set", set]),
    ...(seed === undefined ? [] : ["--seed", seed]),
    "--seeds",
    String(seeds),
  ];
  return `npm run twinlight -- attack run ${args.map(shellQuoted).join(" ")}`;
}
