import type { RunResult } from "./figure.ts";
import { escapeHtml } from "./html.ts";
import { answerHtml } from "./pages/answer.ts";
import { assumptionsHtml } from "./pages/assumptions.ts";
import { chainHtml } from "./pages/chain.ts";
import { earningsHtml } from "./pages/earnings.ts";
import { emissionHtml } from "./pages/emission.ts";
import { ENHANCE_JS } from "./pages/enhance-js.ts";
import { headlineHtml } from "./pages/headline.ts";
import { reproduceHtml } from "./pages/reproduce.ts";
import { securityHtml } from "./pages/security.ts";
import { serviceHtml } from "./pages/service.ts";
import { styleCss } from "./pages/style-css.ts";
import { openDocument } from "./plot-svg.ts";

const CONTENTS: readonly (readonly [id: string, name: string])[] = [
  ["answer", "Answer"],
  ["emission", "Emission"],
  ["earnings", "Who earns"],
  ["service", "Service"],
  ["security", "Security"],
  ["chain", "Chain"],
  ["assumptions", "Assumptions"],
  ["reproduce", "Reproduce"],
];

/** Forbids the page to fetch anything: that it is self-contained is enforced, not only intended. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

/**
 * The report of one run: one HTML file that needs no network and no script, light or dark as the reader's system, for screens
 * from 390 px and for A4. The same input gives the same text.
 */
export function renderReport(run: RunResult): string {
  const document = openDocument();
  const links = CONTENTS.map(([id, name]) => `<li><a href="#${id}">${name}</a></li>`).join("");
  const body = [
    answerHtml(run),
    headlineHtml(run),
    emissionHtml(run, document),
    earningsHtml(run, document),
    serviceHtml(run, document),
    securityHtml(run, document),
    chainHtml(run, document),
    assumptionsHtml(run),
    reproduceHtml(run),
  ];
  const { summary, manifest } = run;
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">',
    `<title>${escapeHtml(summary.scenario)} · Twinlight report</title><style>${styleCss()}</style></head><body>`,
    `<a class="skip" href="#main">Skip to the answer</a><div class="page"><nav aria-label="Contents"><ol>${links}</ol></nav>`,
    `<main id="main">${body.join("\n")}</main>`,
    `<footer>Twinlight · ${escapeHtml(summary.scenario)} · seed ${escapeHtml(summary.seed)} · commit ${escapeHtml(manifest.commit)} · state hash ${escapeHtml(summary.stateHash)}</footer>`,
    `</div><script>${ENHANCE_JS}</script></body></html>\n`,
  ].join("\n");
}
