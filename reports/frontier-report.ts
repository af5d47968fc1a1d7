import type { FrontierResult } from "../scenarios/frontier-result.ts";
import { frontierCurveFigure, frontierDefencesFigure, frontierSurfaceFigure } from "./frontier-figure.ts";
import { escapeHtml, paragraphHtml, sectionHtml, termsHtml } from "./html.ts";
import { figureText } from "./number-text.ts";
import { pageHtml } from "./page-shell.ts";
import { viewHtml } from "./pages/figure-html.ts";
import { openDocument } from "./plot-svg.ts";

const CONTENTS: readonly (readonly [id: string, name: string])[] = [
  ["answer", "Answer"],
  ["defences", "Defences"],
  ["curves", "Break-even"],
  ["surface", "Surface"],
  ["reproduce", "Reproduce"],
];

/** Where an attack stops paying, as one self-contained HTML file. The same input gives the same text. */
export function renderFrontierReport(result: FrontierResult): string {
  const document = openDocument();
  const { curves, surface, seeds, strategy, scenario, seed, commit } = result;
  const halves = curves.map((curve) =>
    viewHtml({ id: `curve-${curve.axis.name}`, size: "half" }, frontierCurveFigure(curve, seeds), document),
  );
  const defences = viewHtml({ id: "by-defence", size: "full" }, frontierDefencesFigure(result), document);
  const area =
    surface === null
      ? paragraphHtml("No surface was asked for.")
      : `<div class="figures">${viewHtml({ id: "cells", size: "full" }, frontierSurfaceFigure(surface, seeds), document)}</div>`;
  return pageHtml({
    title: `Frontier of ${strategy} · Twinlight report`,
    contents: CONTENTS,
    body: [
      answerHtml(result),
      sectionHtml("defences", "Defences, one by one", `<div class="figures">${defences}</div>`),
      sectionHtml("curves", "Where it breaks even", `<div class="figures">${halves.join("")}</div>`),
      sectionHtml("surface", "Two at a time", area),
      sectionHtml("reproduce", "Reproduce", reproduceHtml(result)),
    ].join("\n"),
    footer: `Twinlight · frontier of ${strategy} on ${scenario} · seed ${seed} · commit ${commit}`,
  });
}

function answerHtml({ strategy, scenario, params, asGiven, curves, complete, reduced, seeds }: FrontierResult): string {
  const texts = Object.entries(params).map(([name, text]) => `${name}=${text}`);
  const even = curves.flatMap(({ axis, evenAt }) =>
    evenAt.map((value) => `<li>${escapeHtml(`It breaks even at ${figureText(value)}: ${axis.label}.`)}</li>`),
  );
  const range = asGiven?.profitUsd.ci95;
  const profit =
    asGiven === null
      ? ""
      : `${figureText(asGiven.profitUsd.mean)} USD${range ? ` (${figureText(range[0])} to ${figureText(range[1])})` : ""}`;
  const price = asGiven?.breakEvenPriceUsd ?? null;
  return [
    '<header id="answer" class="answer">',
    paragraphHtml(`${strategy} on ${scenario} · ${seeds} worlds a value`, "kicker"),
    `<h1>Where does ${escapeHtml(strategy)} stop paying?</h1>`,
    ...(complete ? [] : [paragraphHtml("Interrupted: some values are missing. The same command resumes.", "alarm")]),
    paragraphHtml(
      `As given it earns ${profit}; it is even at a token price of ${price === null ? "none" : `${figureText(price)} USD`}.`,
    ),
    even.length === 0 ? paragraphHtml("Along no axis alone does the sign change.") : `<ul>${even.join("")}</ul>`,
    paragraphHtml(`Parameters: ${texts.join(", ")}.`, "note"),
    ...reduced.map((text) => paragraphHtml(`World: ${text}.`, "note")),
    "</header>",
  ].join("");
}

function reproduceHtml({ replay, seed, seeds, commit }: FrontierResult): string {
  const terms = termsHtml([
    ["Seeds", `${seeds} of ${seed}, the same at every value`],
    ["Commit", commit],
  ]).replace('class="terms"', 'class="terms rows"');
  return `<pre><code>${escapeHtml(replay)}</code></pre>${terms}`;
}
