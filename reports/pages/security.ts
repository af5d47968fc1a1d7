import { LANTERN, US_PER_DAY } from "../../base/units.ts";
import { directiveProtocol } from "../../protocol/oracle/directive-protocol.ts";
import type { AttackSummary } from "../../scenarios/result.ts";
import type { Cell, DataTable, RunResult } from "../figure.ts";
import { paragraphHtml, sectionHtml, tableHtml } from "../html.ts";
import { countText, figureText, lanternOf, NO_VALUE, shareText, THIN_SPACE } from "../number-text.ts";
import { paramsInForce } from "../params-in-force.ts";
import { attackReturn, strategyTitle } from "../run-facts.ts";
import { coverageTables } from "./coverage-tables.ts";
import { sectionFigures } from "./figure-html.ts";

function breakEvenText({ breakEvenPriceUsd: price, profitUsd }: AttackSummary): string {
  if (price !== null && price > 0) return figureText(price);
  return profitUsd > 0 ? "at any price" : "none";
}

function gainText(attack: AttackSummary): string {
  const gain = attack.gainOverHonest;
  if (gain === null) return NO_VALUE;
  return `${figureText(gain.ratio)} (${figureText(gain.ci95[0])} to ${figureText(gain.ci95[1])}), n${THIN_SPACE}=${THIN_SPACE}${countText(gain.n)}`;
}

function attackRow(attack: AttackSummary): readonly Cell[] {
  const returned = attackReturn(attack);
  return [
    strategyTitle(attack.strategy),
    attack.identities,
    attack.costUsd,
    lanternOf(attack.rewardBase),
    lanternOf(attack.slashedBase),
    lanternOf(attack.profitBase),
    attack.profitUsd,
    returned === null ? "no cost" : `${figureText(returned)}×`,
    breakEvenText(attack),
    shareText(attack.detectedShare),
    attack.daysToDetectionP50 === null ? "never" : figureText(attack.daysToDetectionP50),
    `${figureText(attack.maxUndetectedInflation)}×`,
    gainText(attack),
  ];
}

function attackTable(attacks: readonly AttackSummary[]): DataTable {
  return {
    caption: "Attacks over the whole run",
    columns: [
      "attack",
      "identities",
      "cost, USD",
      "reward, LANTERN",
      "slashed, LANTERN",
      "profit, LANTERN",
      "profit, USD",
      "profit over cost",
      "break-even price, USD",
      "convicted",
      "days to conviction",
      "largest undetected inflation",
      "gain over honest (95%)",
    ],
    rows: attacks.map(attackRow),
  };
}

/** What profit is made of: tokens first, then costs. */
function booksTable(attacks: readonly AttackSummary[]): DataTable {
  return {
    caption: "The books of each attack: LANTERN, then USD",
    columns: [
      "attack",
      "reward, LANTERN",
      "honest baseline, LANTERN",
      "slashed, LANTERN",
      "bandwidth, USD",
      "addresses, USD",
      "accounts, USD",
      "capital, USD",
      "fees, USD",
      "cost together, USD",
    ],
    rows: attacks.map((attack) => [
      strategyTitle(attack.strategy),
      lanternOf(attack.rewardBase),
      lanternOf(attack.baselineRewardBase),
      lanternOf(attack.slashedBase),
      attack.costUsdByKind.bandwidth,
      attack.costUsdByKind.addresses,
      attack.costUsdByKind.accounts,
      attack.costUsdByKind.capital,
      attack.costUsdByKind.fees,
      attack.costUsd,
    ]),
  };
}

/** The rules that decide detection, as they stood. */
function rulesText(run: RunResult): string {
  const params = paramsInForce(run.manifest);
  const directive = directiveProtocol(params);
  const hop = directive.peerLearns
    ? "the peer sees whether a session is sampled"
    : "the peer cannot see whether a session is sampled";
  const client = directive.clientLearns ? "the client is told" : "the client is not told";
  const window = params["slash.rewardWindow"] / US_PER_DAY;
  const silver = params["tiers.silver.stake"] / LANTERN;
  return `In this run ${hop}, and ${client}. A slash is a multiple of the pay of ${figureText(window)} day${window === 1 ? "" : "s"}, ${params["slash.cap"] === "staked" ? "capped by what is staked" : "not capped by the stake"}; stakes begin at ${figureText(silver)} LANTERN (Silver).`;
}

export function securityHtml(run: RunResult, document: Document): string {
  const { attacks } = run.summary;
  const overview =
    attacks.length === 0
      ? paragraphHtml("No attacker took part in this run, so it says nothing about what an attack would earn.")
      : tableHtml(attackTable(attacks), { cards: true, id: "attacks" }) +
        paragraphHtml(
          "Profit is the reward above what the same hosts would have earned honestly (their baseline, where the attack has a control group), less slashed stake, less cost.",
          "note",
        ) +
        `<details><summary>The books of each attack</summary>${tableHtml(booksTable(attacks))}</details>`;
  const body =
    paragraphHtml(rulesText(run)) + overview + sectionFigures("security", run, document) + coverageTables(run);
  return sectionHtml("security", "Security: what attacks cost and earn", body);
}
