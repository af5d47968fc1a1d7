import * as Plot from "@observablehq/plot";
import { Window } from "happy-dom";
import { assert } from "../base/assert.ts";

/** happy-dom's document is one that Plot can draw into; its own types say so only by shape. */
function isDocument(value: unknown): value is Document {
  return (
    typeof value === "object" &&
    value !== null &&
    "createElementNS" in value &&
    typeof value.createElementNS === "function"
  );
}

/** A document without a page, for `plotSvg`. Opening one takes about 50 ms: share it among the figures of a report. */
export function openDocument(): Document {
  const document: unknown = new Window({ settings: { disableJavaScriptEvaluation: true } }).document;
  assert(isDocument(document), "happy-dom gives no document");
  return document;
}

/**
 * Draws `options` and returns the SVG as text, hidden from screen readers (the figure around it carries the text alternative).
 * Plot's own style element is left out: the page's style sheet has one for all, with the reader's colours.
 */
export function plotSvg(options: Plot.PlotOptions, document: Document): string {
  const drawn = Plot.plot({ style: { fontSize: "12px" }, ...options, className: "plot", document });
  assert(drawn.tagName.toLowerCase() === "svg", "a figure must be a bare SVG: no legend, no caption");
  for (const style of drawn.querySelectorAll("style")) style.remove();
  return drawn.outerHTML
    .replace(/ xmlns(:xlink)?="[^"]*"/g, "")
    .replace(/^<svg /, '<svg aria-hidden="true" focusable="false" ')
    .replace(
      / (d|transform|x|y|x1|x2|y1|y2|cx|cy|width|height)="([^"]*)"/g,
      (_, name, value) => ` ${name}="${shortened(value)}"`,
    );
}

/** Coordinates to a hundredth of a pixel; text is left alone. */
function shortened(coordinates: string): string {
  return coordinates.replace(/\d+\.\d{3,}/g, (digits) => String(Number(Number(digits).toFixed(2))));
}
