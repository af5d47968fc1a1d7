import { FIGURES } from "../catalog.ts";
import type { Figure, FigureView, Frame, RunResult, SectionName } from "../figure.ts";
import { escapeHtml, tableHtml } from "../html.ts";
import { plotSvg } from "../plot-svg.ts";

/** Widths that figures are drawn for, CSS pixels; the style sheet shows one of the two. */
const WIDTH_FULL = 900;
const WIDTH_HALF = 436;
const WIDTH_NARROW = 350;
const PANEL_GAP = 18;

function drawing(view: FigureView, frame: Frame, columns: number, document: Document): string {
  const width = Math.floor((frame.width - PANEL_GAP * (columns - 1)) / columns);
  const panels = (view.draw?.({ ...frame, width }) ?? []).map((options, index) => {
    const title = view.panelTitles?.[index];
    const svg = plotSvg(options, document);
    return title === undefined ? svg : `<div><p class="panel">${escapeHtml(title)}</p>${svg}</div>`;
  });
  const style = columns > 1 ? ` style="grid-template-columns:repeat(${columns},1fr)"` : "";
  const kind = frame.narrow ? "draw narrow" : "draw wide";
  const label = escapeHtml(`${view.title}. ${view.subtitle}. ${view.note}`);
  return `<div class="${kind}" role="img" aria-label="${label}"${style}>${panels.join("")}</div>`;
}

/** One figure: finding, quantity, drawing for both widths with its text alternative, note, and the table one click away. */
export function figureHtml(figure: Figure, run: RunResult, document: Document): string {
  return viewHtml(figure, figure.view(run), document);
}

/** The same for a view of anything else than one run. */
export function viewHtml(figure: Pick<Figure, "id" | "size">, view: FigureView, document: Document): string {
  const width = figure.size === "full" ? WIDTH_FULL : WIDTH_HALF;
  const drawn =
    view.draw === null
      ? `<p class="none" role="img" aria-label="${escapeHtml(view.title)}. Nothing to draw.">Nothing to draw.</p>`
      : drawing(view, { width, narrow: false }, view.panelColumns ?? 1, document) +
        drawing(view, { width: WIDTH_NARROW, narrow: true }, 1, document);
  return [
    `<figure id="${figure.id}" class="${figure.size}">`,
    `<figcaption><h3>${escapeHtml(view.title)}</h3><p class="sub">${escapeHtml(view.subtitle)}</p></figcaption>`,
    drawn,
    `<p class="note">${escapeHtml(view.note)}</p>`,
    `<details><summary>Table</summary>${tableHtml(view.table)}</details>`,
    "</figure>",
  ].join("");
}

/** The figures of one section, in the catalog's order. */
export function sectionFigures(section: SectionName, run: RunResult, document: Document): string {
  const figures = FIGURES.filter((figure) => figure.section === section && (figure.applies?.(run) ?? true));
  return `<div class="figures">${figures.map((figure) => figureHtml(figure, run, document)).join("")}</div>`;
}
