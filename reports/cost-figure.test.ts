import { describe, expect, it } from "vitest";
import { type CostRow, costFigure } from "./cost-figure.ts";
import { openDocument } from "./plot-svg.ts";

const ROWS: readonly CostRow[] = [
  { agents: 1_000, variant: "lanes", daySeconds: 0.1, bytesPerAgent: 1_200 },
  { agents: 1_000_000, variant: "lanes", daySeconds: 200, bytesPerAgent: 85 },
  { agents: 1_000, variant: "elided", daySeconds: 0.05, bytesPerAgent: 1_500 },
  { agents: 1_000_000, variant: "elided", daySeconds: 100, bytesPerAgent: 71 },
];

/** Heights of the dots, in the order of the rows, panel by panel. */
function dotHeights(svg: string): readonly number[] {
  return [...svg.matchAll(/<circle[^>]* cy="([\d.]+)"/g)].map(([, cy]) => Number(cy));
}

describe("costFigure", () => {
  it("draws both quantities of every row, dearer ones higher", () => {
    const svg = costFigure(ROWS, openDocument());
    const heights = dotHeights(svg);
    expect(heights).toHaveLength(8);
    const [small, large] = heights;
    expect(large).toBeLessThan(small);
    expect(heights[5]).toBeGreaterThan(heights[4]);
    expect(svg).toContain("CPU seconds a simulated day");
    expect(svg).toContain("bytes an agent");
    expect(svg.match(/>elided</g)).toHaveLength(2);
  });

  it("is one picture that stands alone, the second panel beside the first", () => {
    const svg = costFigure(ROWS, openDocument());
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="800" height="300">\n<svg x="0" /);
    expect(svg).toContain('\n<svg x="400" ');
  });
});
