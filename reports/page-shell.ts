import { escapeHtml } from "./html.ts";
import { ENHANCE_JS } from "./pages/enhance-js.ts";
import { styleCss } from "./pages/style-css.ts";

/** Forbids the page to fetch anything: that it is self-contained is enforced, not only intended. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

/** A page without its frame. */
export interface PageParts {
  readonly title: string;
  /** Anchors of the sections and their names. */
  readonly contents: readonly (readonly [id: string, name: string])[];
  /** Sections as HTML, the first with the page's one `h1`. */
  readonly body: string;
  readonly footer: string;
}

/** One HTML file that needs no network and no script, light or dark as the reader's system, for screens from 390 px and for A4. */
export function pageHtml({ title, contents, body, footer }: PageParts): string {
  const links = contents.map(([id, name]) => `<li><a href="#${id}">${name}</a></li>`).join("");
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">',
    `<title>${escapeHtml(title)}</title><style>${styleCss()}</style></head><body>`,
    `<a class="skip" href="#main">Skip to the answer</a><div class="page"><nav aria-label="Contents"><ol>${links}</ol></nav>`,
    `<main id="main">${body}</main>`,
    `<footer>${escapeHtml(footer)}</footer>`,
    `</div><script>${ENHANCE_JS}</script></body></html>\n`,
  ].join("\n");
}
