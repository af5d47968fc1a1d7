import type { TaskAttackOutcome } from "../lab/task-attack.ts";
import { figureText } from "../reports/number-text.ts";
import type { Estimate } from "../scenarios/result.ts";
import type { TaskSummary } from "../scenarios/task-world/task-result.ts";

/** What `run` prints of a world of rounds: each side's books, the network's figures, failed checks. */
export function taskLines({
  model,
  scenario,
  question,
  rounds,
  parties,
  facts,
  checks,
}: TaskSummary): readonly string[] {
  return [
    `${scenario} (${model}): ${question}`,
    `${rounds} rounds`,
    ...parties.map(({ name, identities, rewardBase, costUsd, profitUsd, caught, gainOverHonest, strategy }) => {
      const reward = `${figureText(Number(rewardBase) / 1e6)} tokens`;
      if (strategy === null) return `${name}: ${identities}, ${reward}, found out ${caught}`;
      const gain = gainOverHonest === null ? "" : `, ${figureText(gainOverHonest)} times an honest node's reward`;
      return `${name}: ${identities}, ${reward}, cost ${figureText(costUsd)} USD, profit ${figureText(profitUsd)} USD, found out ${caught}${gain}`;
    }),
    ...Object.entries(facts).map(([name, value]) => `  ${name} ${figureText(value)}`),
    ...checks.filter(({ passed }) => !passed).map(({ name, detail }) => `CHECK FAILED  ${name}: ${detail}`),
  ];
}

function estimate(value: Estimate | null, none = "–"): string {
  if (value === null) return none;
  const { mean, ci95 } = value;
  return ci95 === null ? figureText(mean) : `${figureText(mean)} (${figureText(ci95[0])} to ${figureText(ci95[1])})`;
}

function verdict(gain: Estimate | null): string {
  if (gain?.ci95 == null) return "no interval, no verdict: give --seeds 2 or more";
  if (gain.ci95[0] > 0) return "it pays more than keeping the rules";
  return gain.ci95[1] < 0 ? "it pays less than keeping the rules" : "undecided: the interval holds zero";
}

/** What `attack run` prints of a strategy that plays in a world of rounds. */
export function taskAttackLines(outcome: TaskAttackOutcome): readonly string[] {
  const { strategy, scenario, model, n, seeds, complete, identities } = outcome;
  const params = Object.entries(outcome.params).map(([name, value]) => `${name}=${String(value)}`);
  const state = complete ? "" : ` of ${seeds} (interrupted)`;
  const failed = outcome.checks.filter(({ passed }) => !passed);
  return [
    `${strategy} on ${scenario} (${model}): ${n} pairs of worlds${state}, ${identities} identities, 95% intervals`,
    `           ${params.join(" ")}`,
    `verdict    ${verdict(outcome.gainUsd)}`,
    `profit     ${estimate(outcome.profitUsd)} USD; over keeping the rules ${estimate(outcome.gainUsd)} USD`,
    ...(outcome.profitUsdCvar5 === null ? [] : [`worst 5%   ${figureText(outcome.profitUsdCvar5)} USD (CVaR)`]),
    `cost       ${estimate(outcome.costUsd)} USD; reward ${estimate(outcome.rewardTokens)} tokens`,
    `break-even ${estimate(outcome.breakEvenPriceUsd, "at no price:")} USD a token; here it is ${figureText(outcome.tokenPriceUsd)}`,
    `detection  ${estimate(outcome.detectedShare)} of the identities; first after ${estimate(outcome.roundsToDetection, "no")} rounds`,
    `honest     lose ${estimate(outcome.honestLossUsd)} USD`,
    ...failed.map(({ name, detail }) => `CHECK FAILED  ${name}: ${detail}`),
    `replay     ${outcome.replay}`,
  ];
}
