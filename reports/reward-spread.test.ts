import { describe, expect, it } from "vitest";
import type { RunResult } from "./figure.ts";
import { rewardsByKind } from "./figures/rewards-by-kind.ts";
import { fixtureRun } from "./fixture.ts";
import { openDocument, plotSvg } from "./plot-svg.ts";

/** The fixture with one kind of peer paid `factor` times as much. */
function withRichKind(factor: number): RunResult {
  const run = fixtureRun({ days: 2 });
  const peers = run.tables.peers.map((peer) =>
    peer.kind === "server" ? { ...peer, rewardLantern: peer.rewardLantern * factor } : peer,
  );
  return { ...run, tables: { ...run.tables, peers } };
}

function svgOf(run: RunResult): string {
  const [panel] = rewardsByKind.view(run).draw?.({ width: 436, narrow: false }) ?? [];
  return panel === undefined ? "" : plotSvg(panel, openDocument());
}

describe("spreadView(run, split)", () => {
  it("names the best and least paid group with the ratio of their medians", () => {
    const { title, table } = rewardsByKind.view(withRichKind(10));
    expect(title).toMatch(/^The median server peer earned \d+\u202fLANTERN a day, \d[\d.]* times the median /);
    expect(table.rows[0]?.[0]).toBe("server");
  });

  it("starts at zero, unless one group would hide the others: then it says that the axis is logarithmic", () => {
    expect(svgOf(withRichKind(1))).toContain("LANTERN a day<");
    const svg = svgOf(withRichKind(500));
    expect(svg).toContain("LANTERN a day (log axis)");
    expect(svg).not.toContain("NaN");
    expect(rewardsByKind.view(withRichKind(500)).note).toContain("below the log axis");
  });

  it("counts honest peers alone", () => {
    const run = fixtureRun({ days: 2 });
    const honest = run.tables.peers.filter((peer) => peer.role === "honest").length;
    const counted = rewardsByKind.view(run).table.rows.reduce((sum, row) => sum + Number(row[1]), 0);
    expect(counted).toBe(honest);
    expect(honest).toBeLessThan(run.tables.peers.length);
  });
});
