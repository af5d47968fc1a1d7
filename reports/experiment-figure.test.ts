import { Window } from "happy-dom";
import { expect, it } from "vitest";
import { experimentFigure } from "./experiment-figure.ts";
import { openDocument } from "./plot-svg.ts";

const ROWS = [
  { variant: "with", measure: "caught", mean: 0.5, low: 0.4, high: 0.6 },
  { variant: "without", measure: "caught", mean: 0, low: 0, high: 0 },
];

it("`experimentFigure(rows)` is an SVG that stands alone: its name space, one style, every attribute once", () => {
  const svg = experimentFigure(ROWS, openDocument());
  const opening = /^<svg [^>]*>/.exec(svg)?.[0] ?? "";
  const names = [...opening.matchAll(/ ([a-zA-Z-]+)="/g)].map(([, name]) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(expect.arrayContaining(["xmlns", "style", "viewBox"]));
  const { DOMParser } = new Window();
  const root = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  expect(root.tagName.toLowerCase()).toBe("svg");
  const texts = [...root.querySelectorAll("text")].map(({ textContent }) => textContent);
  expect(texts).toEqual(expect.arrayContaining(["caught", "with", "without", "50.0%", "0.0%"]));
});

it("`experimentFigure(rows)` draws the same bytes twice", () => {
  expect(experimentFigure(ROWS, openDocument())).toBe(experimentFigure(ROWS, openDocument()));
});
