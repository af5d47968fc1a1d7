import type { RunResult } from "./figure.ts";
import { pageHtml } from "./page-shell.ts";
import { answerHtml } from "./pages/answer.ts";
import { assumptionsHtml } from "./pages/assumptions.ts";
import { chainHtml } from "./pages/chain.ts";
import { earningsHtml } from "./pages/earnings.ts";
import { emissionHtml } from "./pages/emission.ts";
import { headlineHtml } from "./pages/headline.ts";
import { reproduceHtml } from "./pages/reproduce.ts";
import { securityHtml } from "./pages/security.ts";
import { serviceHtml } from "./pages/service.ts";
import { verifiersHtml } from "./pages/verifiers.ts";
import { openDocument } from "./plot-svg.ts";

const CONTENTS: readonly (readonly [id: string, name: string])[] = [
  ["answer", "Answer"],
  ["emission", "Emission"],
  ["earnings", "Who earns"],
  ["service", "Service"],
  ["security", "Security"],
  ["verifiers", "Verifiers"],
  ["chain", "Chain"],
  ["assumptions", "Assumptions"],
  ["reproduce", "Reproduce"],
];

/**
 * The report of one run: one HTML file that needs no network and no script, light or dark as the reader's system, for screens
 * from 390 px and for A4. The same input gives the same text.
 */
export function renderReport(run: RunResult): string {
  const document = openDocument();
  const body = [
    answerHtml(run),
    headlineHtml(run),
    emissionHtml(run, document),
    earningsHtml(run, document),
    serviceHtml(run, document),
    securityHtml(run, document),
    verifiersHtml(run, document),
    chainHtml(run, document),
    assumptionsHtml(run),
    reproduceHtml(run),
  ];
  const { summary, manifest } = run;
  const { scenario, seed, stateHash } = summary;
  return pageHtml({
    title: `${scenario} · Twinlight report`,
    // Only a run that came to phase 3 has verifiers to tell of.
    contents: CONTENTS.filter(([id]) => id !== "verifiers" || summary.phase3 !== undefined),
    body: body.join("\n"),
    footer: `Twinlight · ${scenario} · seed ${seed} · commit ${manifest.commit} · state hash ${stateHash}`,
  });
}
