import type { RunResult } from "../figure.ts";
import { escapeHtml, paragraphHtml, sectionHtml } from "../html.ts";
import { countText, figureText } from "../number-text.ts";
import { runDays } from "../run-facts.ts";

export function reproduceHtml(run: RunResult): string {
  const { summary, manifest } = run;
  const versions = Object.entries(manifest.versions).map(([name, version]) => `${name} ${version}`);
  const terms: readonly (readonly [string, string])[] = [
    ["Scenario", summary.scenario],
    ["Seed", summary.seed],
    ["State hash", summary.stateHash],
    ["Commit", manifest.commit],
    ["Versions", versions.join(", ")],
    ["Simulated", `${figureText(runDays(run))} days${summary.complete ? "" : ", interrupted"}`],
    ["Events", countText(summary.events)],
    ["Wall time", `${figureText(summary.wallSeconds)} s`],
    ["Tables beside this report", manifest.tables.join(", ")],
  ];
  const items = terms.map(
    ([term, value]) => `<div><dt>${escapeHtml(term)}</dt><dd class="long">${escapeHtml(value)}</dd></div>`,
  );
  const hashes = manifest.stateHashes.map(
    (hash, epoch) => `<li value="${epoch}"><code>${escapeHtml(hash)}</code></li>`,
  );
  const resolved = escapeHtml(JSON.stringify(manifest.resolved, null, 2) ?? "");
  const body = [
    paragraphHtml("One command repeats this run; the same seed and versions give the same state hash."),
    `<pre class="command"><code>${escapeHtml(manifest.replay)}</code></pre>`,
    `<dl class="terms rows">${items.join("")}</dl>`,
    `<details><summary>State hash after each epoch</summary><ol class="hashes">${hashes.join("")}</ol></details>`,
    `<details><summary>The scenario as it ran, defaults resolved</summary><div class="scroll" role="region" tabindex="0" aria-label="The scenario as it ran"><pre><code>${resolved}</code></pre></div></details>`,
  ];
  return sectionHtml("reproduce", "Reproduce", body.join(""));
}
