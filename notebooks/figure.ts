/**
 * `twinlight/notebook`: what a cell draws with. `figure` writes pictures into `output/` of the folder that the page runs in and prints the Markdown that
 * shows them, so that a page copied elsewhere does the same there.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import type { FigureView, Frame } from "../reports/figure.ts";
import { escapeHtml } from "../reports/html.ts";
import { inkDeclarations } from "../reports/palette.ts";
import { openDocument, plotSvg } from "../reports/plot-svg.ts";

export { figureText, lanternText, shareText, usdText } from "../reports/number-text.ts";
export { inkOf, tierInk } from "../reports/palette.ts";
export { type IntervalLine, type IntervalRow, intervalLines, intervalRows } from "./intervals.ts";

/** What a figure of a page needs of a report's figure: any of `reports/` can be shown as it is. */
export type NotebookFigure = Pick<FigureView, "title" | "subtitle" | "note" | "draw">;

/** A page's column on a wide screen, and the screen of a phone less its margins: CSS pixels. */
const FRAMES = {
  "": { width: 720, narrow: false },
  "-narrow": { width: 350, narrow: true },
} as const satisfies Readonly<Record<string, Frame>>;
/** Below it the narrow picture is shown; CSS pixels. */
const NARROW_BELOW = 600;
const FOLDER = "output";

/**
 * Draws `view` in two widths to `output/NAME.svg` and `output/NAME-narrow.svg`, and prints title, unit, picture and note as Markdown.
 * @param name kebab-case, beginning with the page's number
 * @throws Error where there is nothing to draw, or several panels: a page shows one at a time
 */
export function figure(name: string, view: NotebookFigure): void {
  const { title, subtitle, note, draw } = view;
  if (draw === null) throw new Error(`figure ${name}: nothing to draw: ${title}`);
  mkdirSync(FOLDER, { recursive: true });
  const document = openDocument();
  for (const [suffix, frame] of Object.entries(FRAMES)) {
    const [panel, ...others] = draw(frame);
    if (others.length > 0) throw new Error(`figure ${name}: ${others.length + 1} panels; got several, expected one`);
    writeFileSync(`${FOLDER}/${name}${suffix}.svg`, standAlone(plotSvg(panel, document), title));
  }
  const narrow = `<source media="(max-width: ${NARROW_BELOW}px)" srcset="${FOLDER}/${name}-narrow.svg">`;
  const wide = `<img alt="${escapeHtml(title)}" src="${FOLDER}/${name}.svg">`;
  const lines = [`**${title}.** ${subtitle}.`, "", `<picture>${narrow}${wide}</picture>`, "", `*${note}*`];
  process.stdout.write(["<!-- figure -->", ...lines, "<!-- end of figure -->", ""].join("\n"));
}

/** A picture of its own: no page's style sheet reaches it, so ground, inks and font are written into it, for light and dark. */
function standAlone(svg: string, title: string): string {
  const style = [
    `:root{${inkDeclarations("light")}}`,
    `@media (prefers-color-scheme:dark){:root{${inkDeclarations("dark")}}}`,
    "svg{background:var(--ground);color:var(--text);font-family:system-ui,sans-serif}",
    "text{white-space:pre}",
  ].join("");
  return `${svg.replace(
    /^<svg aria-hidden="true" focusable="false" ([^>]*)>/,
    (_, attributes: string) =>
      `<svg xmlns="http://www.w3.org/2000/svg" role="img" ${attributes}><title>${escapeHtml(title)}</title><style>${style}</style>`,
  )}\n`;
}
