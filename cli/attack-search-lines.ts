import type { Cure, DefenceEffect } from "../lab/search/cure.ts";
import type { JudgedAttack, SearchResult } from "../lab/search/search.ts";
import { figureText, shareText } from "../reports/number-text.ts";
import type { Estimate } from "../scenarios/result.ts";

const LISTED_MAX = 5;

function usd({ mean, ci95 }: Estimate): string {
  const interval = ci95 === null ? "" : ` (${figureText(ci95[0])} to ${figureText(ci95[1])})`;
  return `${figureText(mean)}${interval} USD`;
}

function paramsText({ params }: JudgedAttack): string {
  return Object.entries(params)
    .map(([name, text]) => `${name}=${text}`)
    .join(" ");
}

/** What `attack search` prints: the verdict, the smallest attack that pays, what binds it, what would stop it, and how to repeat it. */
export function searchLines(result: SearchResult): readonly string[] {
  const { scenario, evaluations, complete, reduced, strategies, notes, replay } = result;
  const state = complete ? "" : " (interrupted: the same command goes on from here)";
  return [
    `attack search on ${scenario}: ${evaluations} worlds${state}`,
    ...(reduced.length === 0 ? [] : [`world      ${reduced.join("; ")}`]),
    `verdict    ${verdict(result)}`,
    ...result.finalists.map(
      (attack) => `finalist   ${attack.strategy}: ${usd(attack.profitUsd)}  ${paramsText(attack)}`,
    ),
    ...(result.minimal === null ? [] : attackLines("minimal", result.minimal)),
    ...(result.given === null
      ? []
      : [`as given   ${usd(result.given.profitUsd)} on the scenario itself, n ${result.given.profitUsd.n}`]),
    ...(result.minimal === null ? [] : defenceLines(result.defences, result.binding)),
    ...(result.minimal === null ? [] : cureLines(result.cures)),
    ...[...strategies]
      .sort((a, b) => b.bestUsd - a.bestUsd)
      .map(
        ({ strategy, tried, bestUsd }) =>
          `tried      ${strategy}: ${tried} worlds, best ${figureText(bestUsd)} USD on one seed`,
      ),
    ...notes.map((note) => `note       ${note}`),
    `replay     ${replay}`,
  ];
}

function verdict({ found, finalists, complete }: SearchResult): string {
  if (found) return "an attack pays: its profit on fresh seeds is above zero with 95% confidence";
  if (finalists.length === 0) return complete ? "nothing was tried" : "none yet";
  return "no attack was found that pays";
}

function attackLines(name: string, attack: JudgedAttack): readonly string[] {
  const { strategy, identities, costUsd, detectedShare, breakEvenPriceUsd, profitUsd, replay } = attack;
  const price = breakEvenPriceUsd === null ? "at no price" : `at ${figureText(breakEvenPriceUsd)} USD a token`;
  return [
    `${name.padEnd(10)} ${strategy}: ${usd(profitUsd)}; ${figureText(identities)} identities, cost ${figureText(costUsd)} USD, even ${price}, ${shareText(detectedShare)} convicted`,
    `           ${paramsText(attack)}`,
    `           ${replay}`,
  ];
}

function defenceLines(effects: readonly DefenceEffect[], binding: string | null): readonly string[] {
  const bound = effects.find(({ defence, change }) => defence === binding && change === "left out");
  const first =
    bound === undefined
      ? "binding    none: no defence in force lowers its profit beyond chance"
      : `binding    ${bound.defence}: without it the profit would be ${usd(bound.profitUsd)}`;
  const added = effects
    .filter(({ change, differenceUsd: { ci95 } }) => change === "added" && ci95 !== null && ci95[1] < 0)
    .sort((a, b) => a.profitUsd.mean - b.profitUsd.mean)
    .slice(0, LISTED_MAX);
  return [first, ...added.map(({ defence, profitUsd }) => `would help ${defence}: profit ${usd(profitUsd)}`)];
}

function cureLines(cures: readonly Cure[]): readonly string[] {
  if (cures.length === 0)
    return [
      "cure       none: no change of one governable parameter or layer is enough, nor two of those that help most",
    ];
  return cures.slice(0, LISTED_MAX).map(({ what, profitUsd, honestLossShare, egressRise }, index) => {
    const pay =
      honestLossShare >= 0
        ? `honest pay falls by ${shareText(honestLossShare)}`
        : `honest pay rises by ${shareText(-honestLossShare)}`;
    const rise = egressRise > 0 ? `, ${shareText(egressRise)} more sessions through the egress` : "";
    return `${index === 0 ? "cure      " : "or        "} ${what}: profit ${usd(profitUsd)}; ${pay}${rise}`;
  });
}
