import { describe, expect, it } from "vitest";
import type { Figure } from "../figure.ts";
import { fixtureRun } from "../fixture.ts";
import { openDocument, plotSvg } from "../plot-svg.ts";
import { computeByInstruction } from "./compute-by-instruction.ts";
import { emissionCumulative } from "./emission-cumulative.ts";

function svgOf(figure: Figure): string {
  const panels = figure.view(fixtureRun({ days: 6 })).draw?.({ width: 436, narrow: false }) ?? [];
  return `${panels
    .map((options) => plotSvg(options, openDocument()))
    .join("\n")
    .replaceAll("><", ">\n<")}\n`;
}

describe("drawn figures", () => {
  it.each([computeByInstruction, emissionCumulative])("$id equals its golden", async (figure) => {
    await expect(svgOf(figure)).toMatchFileSnapshot(`golden/${figure.id}.svg`);
  });
});
