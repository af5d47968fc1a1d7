import type { SweepResult } from "../scenarios/sweep-result.ts";
import { escapeHtml, paragraphHtml, sectionHtml, tableHtml, termsHtml } from "./html.ts";
import { pageHtml } from "./page-shell.ts";
import { viewHtml } from "./pages/figure-html.ts";
import { openDocument } from "./plot-svg.ts";
import { sweepFigure } from "./sweep-figure.ts";
import {
  farPoint,
  headlineFinding,
  isConstant,
  isMeasurable,
  type SweepHeadline,
  sweepHeadlines,
} from "./sweep-headlines.ts";

const CONTENTS: readonly (readonly [id: string, name: string])[] = [
  ["answer", "Answer"],
  ["figures", "Figures"],
  ["all", "All quantities"],
  ["reproduce", "Reproduce"],
];

/**
 * The report of a sweep: one self-contained HTML file with a figure for each headline quantity against the first varied path. The
 * same input gives the same text.
 */
export function renderSweepReport(result: SweepResult): string {
  const document = openDocument();
  const headlines = sweepHeadlines(result);
  // A chart whose point is one number would say less than the number.
  const constant = headlines.filter((headline) => isConstant(result, headline));
  const figures = headlines
    .filter((headline) => !constant.includes(headline))
    .map((headline) =>
      viewHtml({ id: anchorOf(headline.quantity), size: "half" }, sweepFigure(result, headline), document),
    );
  const body = [
    answerHtml(result, headlines),
    sectionHtml(
      "figures",
      "Headline quantities",
      `${constantHtml(result, constant)}<div class="figures">${figures.join("")}</div>`,
    ),
    sectionHtml("all", "All quantities", allHtml(result)),
    sectionHtml("reproduce", "Reproduce", reproduceHtml(result)),
  ];
  return pageHtml({
    title: `Sweep of ${result.scenario} · Twinlight report`,
    contents: CONTENTS,
    body: body.join("\n"),
    footer: `Twinlight · sweep of ${result.scenario} · seed ${result.seed} · commit ${result.commit}`,
  });
}

function constantHtml(result: SweepResult, constant: readonly SweepHeadline[]): string {
  const items = constant.map((headline) => `<li>${escapeHtml(headlineFinding(result, headline))}.</li>`);
  return items.length === 0 ? "" : `<ul>${items.join("")}</ul>`;
}

function anchorOf(quantity: string): string {
  return quantity.replaceAll(/[^A-Za-z0-9]+/g, "-");
}

function answerHtml(result: SweepResult, headlines: readonly SweepHeadline[]): string {
  const { axes, seeds, points, notes, checks } = result;
  const paths = axes.map(({ path, values }) => `${path} (${values.length} values)`).join(" and ");
  const moved = headlines.filter((headline) =>
    isMeasurable(farPoint(result, headline)?.differences[headline.quantity]),
  );
  const items = moved.map((headline) => `<li>${escapeHtml(headlineFinding(result, headline))}.</li>`).join("");
  const found =
    moved.length === 0
      ? paragraphHtml("Along the first path no headline quantity differs measurably from the first point.")
      : `<ul>${items}</ul>`;
  const alarms = [
    ...(result.complete ? [] : ["Interrupted: some worlds are missing. The same command resumes."]),
    ...checks
      .filter(({ failed }) => failed > 0)
      .map(({ name, failed, worlds }) => `Check ${name} failed in ${failed} of ${worlds} worlds.`),
  ];
  return [
    '<header id="answer" class="answer">',
    paragraphHtml(`Sweep of ${result.scenario} · ${points.length} points × ${seeds} worlds`, "kicker"),
    `<h1>What moves with ${escapeHtml(paths)}?</h1>`,
    ...alarms.map((text) => paragraphHtml(text, "alarm")),
    found,
    ...notes.map((text) => paragraphHtml(`Note: ${text}.`, "note")),
    paragraphHtml(`The scenario asks: ${result.question} Chain: ${result.chain}.`, "note"),
    "</header>",
  ].join("");
}

/** Every quantity at every point, in the units of the summary. */
function allHtml({ points, axes }: SweepResult): string {
  const names = [...new Set(points.flatMap(({ estimates }) => Object.keys(estimates)))];
  const table = tableHtml({
    caption: "Means with 95% intervals, and paired differences from the first point, in the units of a run's summary",
    columns: ["quantity", ...axes.map(({ path }) => path), "mean", "95% low", "95% high", "worlds", "difference"],
    prose: ["quantity", ...axes.map(({ path }) => path)],
    rows: names.flatMap((name) =>
      points.map(({ values, estimates, differences }) => [
        name,
        ...axes.map(({ path }) => values[path]),
        estimates[name]?.mean ?? null,
        estimates[name]?.ci95?.[0] ?? null,
        estimates[name]?.ci95?.[1] ?? null,
        estimates[name]?.n ?? 0,
        differences[name]?.mean ?? null,
      ]),
    ),
  });
  const text =
    "Also in sweep.json and sweep.parquet beside this page, the latter with the intervals of the differences.";
  return `${paragraphHtml(text)}<details><summary>Table of ${names.length} quantities</summary>${table}</details>`;
}

function reproduceHtml({ replay, seed, seeds, commit, versions, chain }: SweepResult): string {
  const terms = termsHtml([
    ["Seeds", seeds === 1 ? `${seed}#0` : `${seed}#0 to ${seed}#${seeds - 1}, the same at every point`],
    ["Commit", commit],
    ["Chain", chain],
    ...Object.entries(versions).map(([name, version]): [string, string] => [name, version]),
  ]).replace('class="terms"', 'class="terms rows"');
  return `<pre><code>${escapeHtml(replay)}</code></pre>${terms}`;
}
