import type { Cell, DataTable } from "./figure.ts";
import { figureText } from "./number-text.ts";

/** Text made safe for element content and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** Words that stand in a column of numbers where there is none. */
const ABSENCES: ReadonlySet<string> = new Set(["never", "none", "no cost", "at any price"]);

/** Whether a column reads as numbers, perhaps with a unit or a verdict behind them: right-aligned. */
function isNumeric(table: DataTable, column: number): boolean {
  const cells = table.rows.map((row) => row[column] ?? null).filter((cell) => cell !== null);
  if (table.prose?.includes(table.columns[column] ?? "") || cells.length === 0) return false;
  return cells.every(
    (cell) => typeof cell === "number" || (column > 0 && (/^[−–\d]/.test(cell) || ABSENCES.has(cell))),
  );
}

function cellHtml(cell: Cell, numeric: boolean, label: string, head: boolean): string {
  const shown = typeof cell === "string" ? cell : figureText(cell);
  // The full number, for sorting and for CSV, only where printing lost digits.
  const raw = typeof cell === "number" && Number.isFinite(cell) && String(cell) !== shown ? ` data-v="${cell}"` : "";
  const kind = numeric ? ' class="n"' : "";
  const body = escapeHtml(shown);
  const name = label === "" ? "" : ` data-label="${escapeHtml(label)}"`;
  return head ? `<th scope="row"${kind}${raw}>${body}</th>` : `<td${kind}${raw}${name}>${body}</td>`;
}

/**
 * A table with headings. `cards` lets each row become a card on a narrow screen, for tables with few rows and many columns
 * (roles are given, since a card's `display` would take them away).
 */
export function tableHtml(table: DataTable, options: { readonly cards?: boolean; readonly id?: string } = {}): string {
  const cards = options.cards ?? false;
  const numeric = table.columns.map((_, column) => isNumeric(table, column));
  const heads = table.columns
    .map((label, column) => `<th scope="col"${numeric[column] ? ' class="n"' : ""}>${escapeHtml(label)}</th>`)
    .join("");
  const rows = table.rows.map((row) => {
    const cells = row.map((cell, column) =>
      cellHtml(cell, numeric[column] ?? false, cards ? (table.columns[column] ?? "") : "", column === 0),
    );
    return `<tr>${cells.join("")}</tr>`;
  });
  const id = options.id === undefined ? "" : ` id="${options.id}"`;
  const html = `<table${id}${cards ? ' class="cards"' : ""}><caption>${escapeHtml(table.caption)}</caption><thead><tr>${heads}</tr></thead><tbody>${rows.join("")}</tbody></table>`;
  if (cards) return `<div class="fit">${withRoles(html)}</div>`;
  return `<div class="scroll" role="region" tabindex="0" aria-label="${escapeHtml(table.caption)}">${html}</div>`;
}

/** States the table roles that a changed `display` hides from screen readers. */
function withRoles(html: string): string {
  return html
    .replace("<table", '<table role="table"')
    .replaceAll(/<(thead|tbody)>/g, '<$1 role="rowgroup">')
    .replaceAll("<tr>", '<tr role="row">')
    .replaceAll('<th scope="col"', '<th scope="col" role="columnheader"')
    .replaceAll('<th scope="row"', '<th scope="row" role="rowheader"')
    .replaceAll("<td", '<td role="cell"');
}

/** A list of terms with their values. */
export function termsHtml(terms: readonly (readonly [term: string, value: string])[]): string {
  const items = terms.map(([term, value]) => `<div><dt>${escapeHtml(term)}</dt><dd>${escapeHtml(value)}</dd></div>`);
  return `<dl class="terms">${items.join("")}</dl>`;
}

export function paragraphHtml(text: string, kind = ""): string {
  return `<p${kind === "" ? "" : ` class="${kind}"`}>${escapeHtml(text)}</p>`;
}

/** Page section with its heading; `id` is the anchor. */
export function sectionHtml(id: string, heading: string, body: string): string {
  return `<section id="${id}" aria-labelledby="${id}-h"><h2 id="${id}-h">${escapeHtml(heading)}</h2>${body}</section>`;
}
