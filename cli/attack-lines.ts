import type { AttackOutcome } from "../lab/attack-run.ts";
import { figureText, shareText } from "../reports/number-text.ts";
import type { Estimate } from "../scenarios/result.ts";

type Print = (value: number) => string;

const figure: Print = (value) => figureText(value);
const share: Print = (value) => (value < 0 ? `−${shareText(-value)}` : shareText(value));

/** `5.1 (4.8 to 5.4)`; the words of `none` where no world has a value. */
function estimate(value: Estimate | null, print: Print, none = "–"): string {
  if (value === null) return none;
  const { mean, ci95 } = value;
  return ci95 === null ? print(mean) : `${print(mean)} (${print(ci95[0])} to ${print(ci95[1])})`;
}

/** What `attack run` prints: the verdict, the books, detection, what it did to others, and how to repeat it. */
export function attackLines(outcome: AttackOutcome): readonly string[] {
  const { attacker, identities, scenario, n, seeds, complete } = outcome;
  const params = Object.entries(outcome.params).map(([name, value]) => `${name}=${String(value)}`);
  const state = complete ? "" : ` of ${seeds} (interrupted)`;
  const head = `${attacker} on ${scenario}: ${n} pairs of worlds${state}, ${identities} identities, 95% intervals`;
  if (n === 0) return [head, `replay     ${outcome.replay}`];
  return [
    head,
    `           ${params.join(" ")}`,
    `verdict    ${verdict(outcome.profitUsd)}`,
    `profit     ${estimate(outcome.profitLantern, figure)} LANTERN, ${estimate(outcome.profitUsd, figure)} USD`,
    ...tailLines(outcome),
    `return     ${estimate(outcome.returnOnCost, figure, "no cost")} times its cost of ${estimate(outcome.costUsd, figure)} USD`,
    `break-even ${estimate(outcome.breakEvenPriceUsd, figure, "at no price:")} USD a token; here it is ${estimate(outcome.tokenPriceUsd, figure)}`,
    `reward     ${estimate(outcome.rewardLantern, figure)} LANTERN; slashed ${estimate(outcome.slashedLantern, figure)} LANTERN`,
    `detection  ${detection(outcome)}`,
    ...gainLines(outcome.gainOverHonest),
    `honest     peers lose ${estimate(outcome.honestLoss.lantern, figure)} LANTERN, ${estimate(outcome.honestLoss.usd, figure)} USD, ${estimate(outcome.honestLoss.share, share)} of their pay`,
    ...outcome.checks
      .filter(({ failed }) => failed > 0)
      .map(({ name, failed, worlds }) => `CHECK FAILED  ${name} in ${failed} of ${worlds} worlds`),
    ...outcome.notes.map((note) => `note       ${note}`),
    `chain      ${outcome.chain === "none" ? "none: --set chain.cohort=N settles on the programs" : `cohort ${outcome.chain}`}`,
    `replay     ${outcome.replay}`,
  ];
}

function verdict(profit: Estimate | null): string {
  if (profit?.ci95 == null) return "no interval, no verdict: give --seeds 2 or more";
  const [low, high] = profit.ci95;
  if (low > 0) return "it pays";
  return high < 0 ? "it does not pay" : "undecided: the interval holds zero";
}

function tailLines({ profitLanternCvar5, profitUsdCvar5 }: AttackOutcome): readonly string[] {
  if (profitLanternCvar5 === null || profitUsdCvar5 === null) return [];
  return [
    `worst 5%   ${figureText(profitLanternCvar5)} LANTERN, ${figureText(profitUsdCvar5)} USD (mean of the tail, CVaR)`,
  ];
}

function detection({ detectedShare, daysToDetectionP50, maxUndetectedInflation }: AttackOutcome): string {
  const days = estimate(daysToDetectionP50, figure, "never");
  const after = daysToDetectionP50 === null ? days : `after ${days} days (median)`;
  const inflation = estimate(maxUndetectedInflation, figure);
  return `${estimate(detectedShare, share)} of the identities convicted, ${after}; undetected claims at most ${inflation} times the real`;
}

function gainLines(gain: Estimate | null): readonly string[] {
  return gain === null ? [] : [`gain       ${estimate(gain, figure)} times an honest host's reward`];
}
