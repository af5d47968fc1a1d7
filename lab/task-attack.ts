import type { TaskStrategy } from "../agents/attacks/task-strategy.ts";
import { TASK_STRATEGIES } from "../agents/catalog.ts";
import { LANTERN } from "../base/units.ts";
import { expectedName } from "../scenarios/nearest-name.ts";
import type { CheckResult, Estimate } from "../scenarios/result.ts";
import { loadTask, taskModelOf } from "../scenarios/task-world/load-task.ts";
import type { ResolvedTask } from "../scenarios/task-world/resolved-task.ts";
import type { TaskParty, TaskSummary } from "../scenarios/task-world/task-result.ts";
import { labError } from "./codes.ts";
import { cvar5, meanEstimate } from "./estimate.ts";
import { requireCount, shellQuoted } from "./sweep-plan.ts";
import { runTask } from "./task-run.ts";

const SEEDS_MAX = 100_000;
/** The case that each model's attacks run on where no scenario is named. */
const CASE_OF = { committee: "committee-small", lumora: "lumora-small", lume: "lume-small" } as const;

export interface TaskAttackRequest {
  readonly strategy: TaskStrategy;
  /** File, or name of a case; undefined: the small case of the strategy's model. */
  readonly scenario?: string;
  readonly params: readonly string[];
  readonly sets: readonly string[];
  readonly seed?: string;
  readonly seeds: number;
}

/** An attack on a world of rounds beside the same worlds in which the same nodes keep the rules. */
export interface TaskAttackOutcome {
  readonly strategy: string;
  readonly model: string;
  readonly scenario: string;
  readonly seeds: number;
  readonly n: number;
  readonly complete: boolean;
  readonly params: Readonly<Record<string, unknown>>;
  readonly identities: number;
  readonly profitUsd: Estimate | null;
  readonly profitUsdCvar5: number | null;
  /** Profit less what the same nodes make by the rules. */
  readonly gainUsd: Estimate | null;
  readonly costUsd: Estimate | null;
  readonly rewardTokens: Estimate | null;
  /** Of worlds in which a price exists. */
  readonly breakEvenPriceUsd: Estimate | null;
  readonly tokenPriceUsd: number;
  readonly detectedShare: Estimate | null;
  readonly roundsToDetection: Estimate | null;
  /** What the honest are paid less than where the attacker keeps the rules, USD. */
  readonly honestLossUsd: Estimate | null;
  readonly checks: readonly CheckResult[];
  readonly replay: string;
}

/** The strategy of that name, if it plays in a world of rounds. */
export function taskStrategyNamed(name: string): TaskStrategy | undefined {
  return TASK_STRATEGIES.find((strategy) => strategy.name === name);
}

interface Loaded {
  readonly attack: ResolvedTask;
  readonly truthful: ResolvedTask;
  readonly index: number;
}

/**
 * Runs the attack on every seed, and the same worlds with the attacker's nodes keeping the rules.
 * @throws ScenarioError, TwinError ATTACK_UNKNOWN, ATTACK_PARAM, SWEEP_COUNT
 */
export async function runTaskAttack(
  request: TaskAttackRequest,
  options: { readonly signal?: AbortSignal; readonly onPair?: (done: number, pairs: number) => void } = {},
): Promise<TaskAttackOutcome> {
  requireCount("--seeds", request.seeds, SEEDS_MAX);
  const loaded = load(request);
  const pairs: { readonly attack: TaskSummary; readonly truthful: TaskSummary }[] = [];
  for (let index = 0; index < request.seeds && options.signal?.aborted !== true; index++) {
    const seed = index === 0 ? loaded.attack.seed : `${loaded.attack.seed}/${index}`;
    const attack = await runTask({ ...loaded.attack, seed });
    const truthful = await runTask({ ...loaded.truthful, seed });
    pairs.push({ attack: attack.summary, truthful: truthful.summary });
    options.onPair?.(index + 1, request.seeds);
  }
  return outcomeOf(request, loaded, pairs);
}

function load({ strategy, params, sets, seed, ...request }: TaskAttackRequest): Loaded {
  const scenario = request.scenario ?? CASE_OF[strategy.model];
  const model = taskModelOf(scenario);
  if (model !== strategy.model) {
    const expected = `a scenario of model: ${strategy.model}, such as ${CASE_OF[strategy.model]}`;
    throw labError("ATTACK_UNKNOWN", `${strategy.name} does not play there`, {
      field: "--scenario",
      value: scenario,
      expected,
    });
  }
  const withSets = (more: readonly string[]): ResolvedTask =>
    loadTask(scenario, { sets: [...sets, ...more], ...(seed === undefined ? {} : { seed }) });
  const { attackers } = withSets([]);
  const present = attackers.findIndex((attacker) => attacker.strategy.name === strategy.name);
  const index = present < 0 ? attackers.length : present;
  const entry = `population.attackers.${index}`;
  const bare = JSON.stringify({ strategy: strategy.name });
  const added = present >= 0 ? [] : [index === 0 ? `population.attackers=[${bare}]` : `${entry}=${bare}`];
  const given = params.map((text) => {
    const name = text.slice(0, Math.max(0, text.indexOf("="))).trim();
    if (strategy.params[name] === undefined) {
      const expected = expectedName(name, Object.keys(strategy.params));
      throw labError("ATTACK_PARAM", `${strategy.name} has no such parameter`, {
        field: "--param",
        value: text,
        expected,
      });
    }
    return `${entry}.${text}`;
  });
  const attack = withSets([...added, ...given]);
  return { attack, truthful: { ...attack, truthful: true }, index };
}

function outcomeOf(
  { strategy, seeds, params, sets, seed }: TaskAttackRequest,
  { attack, index }: Loaded,
  pairs: readonly { readonly attack: TaskSummary; readonly truthful: TaskSummary }[],
): TaskAttackOutcome {
  const own = (summary: TaskSummary): TaskParty => summary.parties[index + 1];
  const of = (value: (pair: (typeof pairs)[number]) => number | null): Estimate | null =>
    meanEstimate(pairs.map(value).filter((sample) => sample !== null)) ?? null;
  const price = attack.params["costs.tokenPriceUsd"];
  const honestUsd = ({ parties }: TaskSummary): number => (Number(parties[0].rewardBase) / LANTERN) * price;
  const args = [
    strategy.name,
    "--scenario",
    attack.name,
    ...params.flatMap((param) => ["--param", param]),
    ...sets.flatMap((set) => ["--set", set]),
    ...(seed === undefined ? [] : ["--seed", seed]),
    "--seeds",
    String(seeds),
  ];
  return {
    strategy: strategy.name,
    model: attack.model,
    scenario: attack.name,
    seeds,
    n: pairs.length,
    complete: pairs.length === seeds,
    params: attack.attackers[index].values,
    identities: pairs.length === 0 ? 0 : own(pairs[0].attack).identities,
    profitUsd: of((pair) => own(pair.attack).profitUsd),
    profitUsdCvar5: cvar5(pairs.map((pair) => own(pair.attack).profitUsd)),
    gainUsd: of((pair) => own(pair.attack).profitUsd - own(pair.truthful).profitUsd),
    costUsd: of((pair) => own(pair.attack).costUsd),
    rewardTokens: of((pair) => Number(own(pair.attack).rewardBase) / LANTERN),
    breakEvenPriceUsd: of((pair) => own(pair.attack).breakEvenPriceUsd),
    tokenPriceUsd: price,
    detectedShare: of((pair) => Math.min(1, own(pair.attack).caught / own(pair.attack).identities)),
    roundsToDetection: of((pair) => own(pair.attack).firstCaughtRound),
    honestLossUsd: of((pair) => honestUsd(pair.truthful) - honestUsd(pair.attack)),
    checks: pairs.flatMap((pair) => [...pair.attack.checks, ...pair.truthful.checks]),
    replay: `npm run twinlight -- attack run ${args.map(shellQuoted).join(" ")}`,
  };
}
