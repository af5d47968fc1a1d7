import type { ValidationResult, ValidationRow } from "../scenarios/validation-result.ts";
import type { Cell } from "./figure.ts";
import { escapeHtml, paragraphHtml, sectionHtml, tableHtml } from "./html.ts";
import { countText, figureText, shareText } from "./number-text.ts";
import { pageHtml } from "./page-shell.ts";
import { viewHtml } from "./pages/figure-html.ts";
import { openDocument } from "./plot-svg.ts";
import { deviationText, ratioOf, VALIDATION_FIGURES } from "./validation-figures.ts";
import { markText } from "./validation-shares.ts";

/** Beyond this a quantity that was not fitted is named in the answer as a misfit. */
const MISFIT_SHARE = 0.1;

/** The validation page: one self-contained HTML file. The same input gives the same text. */
export function renderValidationReport(result: ValidationResult): string {
  const document = openDocument();
  const figures = VALIDATION_FIGURES.map((figure) => viewHtml(figure, figure.view(result), document));
  return pageHtml({
    title: `Is the network right? · ${result.scenario} · Twinlight`,
    contents: [
      ["answer", "Answer"],
      ["table", "Every quantity"],
      ["figures", "Figures"],
      ["reproduce", "Reproduce"],
    ],
    body: [
      answerHtml(result),
      sectionHtml("table", "Every quantity", rowsHtml(result)),
      sectionHtml("figures", "Figures", `<div class="figures">${figures.join("")}</div>`),
      sectionHtml("reproduce", "Reproduce", reproduceHtml(result)),
    ].join("\n"),
    footer: `Twinlight · validation of ${result.scenario} · seed ${result.seed} · commit ${result.commit}`,
  });
}

/** The answer in sentences, as plain text: also what the terminal prints. */
export function validationLines({ rows }: ValidationResult): readonly string[] {
  const judged = rows.flatMap((row) => {
    const ratio = ratioOf(row);
    return ratio === null ? [] : [{ ...row, ratio }];
  });
  const fitted = judged.filter(({ mark }) => mark === "fitted");
  const free = judged.filter(({ mark }) => mark === "not-fitted");
  const away = (list: typeof judged) => Math.max(0, ...list.map(({ ratio }) => Math.abs(ratio - 1)));
  const misfits = free.filter(({ ratio }) => Math.abs(ratio - 1) > MISFIT_SHARE);
  return [
    `Of ${rows.length} quantities ${fitted.length} were fitted and lie within ${shareText(away(fitted))} of the measurement; ${free.length} were measured and not fitted, ${free.length - misfits.length} of them within ${shareText(MISFIT_SHARE)}; ${rows.filter(({ mark }) => mark === "no-measurement").length} have no measurement.`,
    ...misfits.map(
      ({ quantity, unit, model, measured, ratio }) =>
        `Misfit: ${quantity}: ${figureText(model)} ${unit}, measured ${figureText(measured?.low ?? null)} (${deviationText(ratio)}).`,
    ),
  ];
}

function answerHtml(result: ValidationResult): string {
  const [first, ...misfits] = validationLines(result);
  return [
    `<header id="answer"><p class="kicker">Twinlight validation · ${escapeHtml(result.scenario)} · seed ${escapeHtml(result.seed)}</p>`,
    "<h1>Is the network right?</h1>",
    `<div class="answer">${paragraphHtml(first)}`,
    misfits.length === 0 ? "" : `<ul>${misfits.map((text) => `<li>${escapeHtml(text)}</li>`).join("")}</ul>`,
    paragraphHtml(
      `Model values come from one run of ${result.days} days with ${countText(result.peers)} peers and ${countText(result.clients)} clients, not from formulas; measured values are those of Tor's Snowflake, ${result.month}, unless a row says otherwise. One run, no interval.`,
      "note",
    ),
    "</div></header>",
  ].join("");
}

function rowsHtml({ rows }: ValidationResult): string {
  const lead =
    "FITTED: the model's parameters were set so that the value comes out, so agreement proves little. NOT FITTED: measured, and nothing was set by it. NO MEASUREMENT: an assumption, or what follows from one.";
  const table = tableHtml(
    {
      caption: "Model against measurement, one run",
      columns: ["quantity", "unit", "model", "measured", "deviation", "mark", "note"],
      prose: ["unit", "measured", "deviation", "mark", "note"],
      rows: rows.map((row) => [
        row.quantity,
        row.unit,
        row.model,
        measuredCell(row),
        deviationCell(row),
        markText(row.mark),
        row.note,
      ]),
    },
    { cards: true },
  );
  return paragraphHtml(lead) + table;
}

function measuredCell({ measured }: ValidationRow): Cell {
  if (measured === null) return "–";
  const { low, high } = measured;
  if (low !== null && low === high) return figureText(low);
  if (low !== null && high !== null) return `${figureText(low)} to ${figureText(high)}`;
  return low === null ? `at most ${figureText(high)}` : `at least ${figureText(low)}`;
}

function deviationCell(row: ValidationRow): Cell {
  const ratio = ratioOf(row);
  if (ratio !== null) return deviationText(ratio);
  if (row.measured === null) return "–";
  const { low, high } = row.measured;
  const holds = (low === null || row.model >= low) && (high === null || row.model <= high);
  return holds ? "within" : "outside";
}

function reproduceHtml({
  scenario,
  seed,
  command,
  commit,
  versions,
  days,
  peers,
  clients,
  month,
}: ValidationResult): string {
  const terms: readonly (readonly [string, string])[] = [
    ["Scenario", scenario],
    ["Seed", seed],
    ["Simulated", `${days} days, ${peers} peers, ${clients} clients`],
    ["Measured month", month],
    ["Commit", commit],
    [
      "Versions",
      Object.entries(versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(", "),
    ],
  ];
  const items = terms.map(
    ([term, value]) => `<div><dt>${escapeHtml(term)}</dt><dd class="long">${escapeHtml(value)}</dd></div>`,
  );
  return [
    paragraphHtml("One command repeats this page; the same seed and versions give the same values."),
    `<pre class="command"><code>${escapeHtml(command)}</code></pre>`,
    `<dl class="terms rows">${items.join("")}</dl>`,
  ].join("");
}
