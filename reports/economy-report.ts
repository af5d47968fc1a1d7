import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { EconomyResult } from "../scenarios/economy/economy-result.ts";
import { economyAnswer } from "./economy/economy-answer.ts";
import type { EconomyFigure } from "./economy/economy-panels.ts";
import { FAMILY_FIGURE } from "./economy/family-figure.ts";
import { MARKET_FIGURES } from "./economy/market-figures.ts";
import { OPERATOR_FIGURES } from "./economy/operator-figures.ts";
import { SERVICE_FIGURES } from "./economy/service-figures.ts";
import { escapeHtml, paragraphHtml, sectionHtml, tableHtml, termsHtml } from "./html.ts";
import { countText, exactLanternText, figureText, lanternOf, shareText, usdText } from "./number-text.ts";
import { pageHtml } from "./page-shell.ts";
import { viewHtml } from "./pages/figure-html.ts";
import { openDocument } from "./plot-svg.ts";

/**
 * Writes `report.html` of an economy into its folder, which must exist, and returns the path.
 * @throws the file system's error where the folder cannot be written
 */
export async function writeEconomyReport(folder: string, result: EconomyResult): Promise<string> {
  const path = join(folder, "report.html");
  await writeFile(path, renderEconomyReport(result), "utf8");
  return path;
}

/** What a run of an economy ends with on the terminal. */
export function economyLines(result: EconomyResult): readonly string[] {
  const { summary } = result;
  const failed = summary.checks
    .filter(({ passed }) => !passed)
    .map(({ name, detail }) => `CHECK FAILED  ${name}: ${detail}`);
  const cards = headlines(result).map(([label, value, detail]) => `${label.padEnd(22)}${value}, ${detail}`);
  return [...economyAnswer(result), ...cards, ...failed, ...summary.warnings.map((warning) => `warning  ${warning}`)];
}

/** The page of an economy: one HTML file that needs no network. The same input gives the same text. */
export function renderEconomyReport(result: EconomyResult): string {
  const document = openDocument();
  const { summary, manifest } = result;
  const several = summary.variants.length > 1;
  const figures = (list: readonly EconomyFigure[]) =>
    `<div class="figures">${list.map((figure) => viewHtml(figure, figure.view(result), document)).join("")}</div>`;
  const body = [
    answerHtml(result),
    headlineHtml(result),
    ...(several ? [sectionHtml("compared", "Variants compared", figures([FAMILY_FIGURE]))] : []),
    sectionHtml("market", "Price, supply and trades", figures(MARKET_FIGURES)),
    sectionHtml("operators", "Who runs peers, and what it pays", figures(OPERATOR_FIGURES)),
    sectionHtml("service", "Users and service", figures(SERVICE_FIGURES)),
    emissionHtml(result),
    assumptionsHtml(result),
    reproduceHtml(result),
  ];
  return pageHtml({
    title: `${summary.scenario} · Twinlight report`,
    contents: [
      ["answer", "Answer"],
      ...(several ? [["compared", "Variants"] as const] : []),
      ["market", "Market"],
      ["operators", "Operators"],
      ["service", "Service"],
      ["emission", "Emission"],
      ["assumptions", "Assumptions"],
      ["reproduce", "Reproduce"],
    ],
    body: body.join("\n"),
    footer: `Twinlight · ${summary.scenario} · seed ${summary.seed} · commit ${manifest.commit} · state hash ${summary.stateHash}`,
  });
}

function answerHtml(result: EconomyResult): string {
  const { summary } = result;
  const failed = summary.checks.filter(({ passed }) => !passed).map(({ name }) => name);
  const alarms = [
    ...(summary.complete ? [] : ["Interrupted: everything below covers only the days that were run."]),
    ...(failed.length === 0
      ? []
      : [`A check failed: ${failed.join(", ")}. Do not rely on this run before reading why.`]),
  ];
  const interval =
    summary.replicas > 1
      ? `Intervals are 95%, over ${summary.replicas} seeds; variants meet the same draws.`
      : "One run, no interval: another seed gives other numbers.";
  return [
    `<header id="answer"><p class="kicker">Twinlight economy · ${escapeHtml(summary.scenario)} · seed ${escapeHtml(summary.seed)}</p>`,
    `<h1>${escapeHtml(summary.question)}</h1>`,
    ...alarms.map((text) => `<p class="alarm" role="note">${escapeHtml(text)}</p>`),
    `<div class="answer">${economyAnswer(result)
      .map((sentence) => paragraphHtml(sentence))
      .join("")}`,
    `<p class="note">${escapeHtml(interval)} A model of operators and a market by stated assumptions: it compares designs, it does not predict a price.</p></div></header>`,
  ].join("");
}

type Card = readonly [label: string, value: string, detail: string];

function headlines({ summary, tables }: EconomyResult): readonly Card[] {
  const [first] = summary.variants;
  const mean = (quantity: string) => first?.estimates[quantity]?.mean ?? null;
  const last = tables.days.filter(({ variant }) => variant === first?.variant).at(-1);
  return [
    [
      "Distributed to peers",
      `${figureText(lanternOf(summary.emission.distributedBase) / 1e6, 6)} M`,
      "LANTERN, exact to the base unit",
    ],
    [
      "Price at the end",
      usdText(mean("price.endUsd")),
      `mean of 90 days; largest fall ${shareText(mean("price.drawdown"))}`,
    ],
    [
      "Peers at the end",
      countText(Math.round(mean("peers.end") ?? 0)),
      `${countText(Math.round(mean("peers.mean") ?? 0))} on average`,
    ],
    ["Demand served", shareText(mean("service.servedShare")), "of what users asked for, over the run"],
    ["Staked", shareText(mean("stakes.share")), "of the circulating supply at the end"],
    [
      "Pool at the end",
      `${figureText((last?.poolLantern ?? 0) / 1e6)} M`,
      `LANTERN against ${usdText((last?.poolLantern ?? 0) * (last?.priceUsd ?? 0))}`,
    ],
  ];
}

function headlineHtml(result: EconomyResult): string {
  const cards = headlines(result).map(
    ([label, value, detail]) =>
      `<div><dt>${escapeHtml(label)}</dt><dd><strong>${escapeHtml(value)}</strong><span>${escapeHtml(detail)}</span></dd></div>`,
  );
  return `<dl class="headlines">${cards.join("")}</dl>`;
}

function emissionHtml({ summary }: EconomyResult): string {
  const { emission, supply } = summary;
  const lantern = (base: string) => exactLanternText(base);
  const table = tableHtml(
    {
      caption: "Emission by period of the schedule, LANTERN, to the base unit",
      columns: ["period", "days", "written down", "scheduled", "distributed"],
      rows: emission.perPeriod.map((row) => [
        row.period + 1,
        `${row.startDay}–${row.endDay}`,
        row.whole ? lantern(row.amountBase) : "not whole",
        lantern(row.scheduledBase),
        lantern(row.distributedBase),
      ]),
      prose: ["days"],
    },
    { cards: true },
  );
  const terms = termsHtml([
    ["At genesis", lantern(supply.genesisBase)],
    ["Minted by claims", lantern(supply.mintedBase)],
    ["Of the cap, not minted", lantern(supply.unmintedBase)],
    ...Object.entries(supply.parts).map(([part, base]) => [partName(part), lantern(base)] as const),
  ]);
  const lead =
    "What operators earn is minted when they claim it. The parts below sum to genesis and minted, to the base unit, on the last day as on every other.";
  return sectionHtml("emission", "Emission and supply, exact", paragraphHtml(lead) + table + terms);
}

function partName(part: string): string {
  const words = part.replace(/Base$/, "").replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words[0].toUpperCase() + words.slice(1);
}

function assumptionsHtml({ summary }: EconomyResult): string {
  const checks = tableHtml(
    {
      caption: "Checks of this run",
      columns: ["check", "result", "detail"],
      rows: summary.checks.map(({ name, passed, detail }) => [name, passed ? "passed" : "FAILED", detail]),
      prose: ["detail"],
    },
    { cards: true },
  );
  const changed = summary.variants.flatMap(({ variant, changedParams }) =>
    changedParams.map(({ path, value, default: usual }) => [path, variant, value, usual]),
  );
  const params =
    changed.length === 0
      ? paragraphHtml("Every parameter has its default value.")
      : tableHtml(
          {
            caption: "Parameters that differ from their defaults",
            columns: ["parameter", "variant", "in this run", "default"],
            rows: changed,
            prose: ["variant", "in this run", "default"],
          },
          { cards: true },
        );
  const warnings = summary.warnings.map((warning) => `<li>${escapeHtml(warning)}</li>`).join("");
  const limits = LIMITS.map((limit) => `<li>${escapeHtml(limit)}</li>`).join("");
  const body = [
    "<h3>Checks</h3>",
    checks,
    ...(warnings === "" ? [] : ["<h3>Warnings</h3>", `<ul>${warnings}</ul>`]),
    "<h3>Parameters changed</h3>",
    params,
    "<h3>What this economy does not model</h3>",
    `<ul>${limits}</ul>`,
  ];
  return sectionHtml("assumptions", "Assumptions, checks and limits", body.join(""));
}

const LIMITS: readonly string[] = [
  "One pool is the whole market: no other exchange, no order book, no lending, no arbitrage against a price elsewhere.",
  "Nobody trades on news. Purchases come from the sources that the scenario states; speculation is a stated process, off by default.",
  "A day is one step: the sales of a day are one batch at one price, and sellers come before buyers.",
  "Sessions, receipts, sampling errors, attacks and slashing are the network model's; here a peer's work is its capacity times the use of its region.",
  "Operators are independent: no operator runs several peers to a plan, and nobody collects unclaimed pay for another.",
  "Numbers of operators, users and costs are assumptions with bounds, not measurements.",
];

function reproduceHtml({ summary, manifest }: EconomyResult): string {
  const versions = Object.entries(manifest.versions).map(([name, version]) => `${name} ${version}`);
  const terms: readonly (readonly [string, string])[] = [
    ["Scenario", summary.scenario],
    ["Seed", summary.seed],
    ["State hash", summary.stateHash],
    ["Commit", manifest.commit],
    ["Versions", versions.join(", ")],
    [
      "Simulated",
      `${countText(summary.simulatedSeconds / 86_400)} days, ${summary.variants.length} variants, ${summary.replicas} runs of each`,
    ],
    ["Wall time", `${figureText(summary.wallSeconds)} s`],
    ["Tables beside this report", manifest.tables.join(", ")],
  ];
  const items = terms.map(
    ([term, value]) => `<div><dt>${escapeHtml(term)}</dt><dd class="long">${escapeHtml(value)}</dd></div>`,
  );
  const hashes = summary.variants.map(({ variant, stateHash }) => [variant, stateHash]);
  const table = tableHtml(
    {
      caption: "State hash of each variant's first run",
      columns: ["variant", "state hash"],
      rows: hashes,
      prose: ["state hash"],
    },
    { cards: true },
  );
  const body = [
    paragraphHtml("One command repeats this run; the same seed and versions give the same state hash."),
    `<pre class="command"><code>${escapeHtml(manifest.replay)}</code></pre>`,
    `<dl class="terms rows">${items.join("")}</dl>`,
    summary.variants.length > 1 ? table : "",
  ];
  return sectionHtml("reproduce", "Reproduce", body.join(""));
}
