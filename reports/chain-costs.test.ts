import { describe, expect, it } from "vitest";
import type { RunManifest } from "../scenarios/result.ts";
import { claimRates, DAILY, DESIGNS, designCost, NETWORK_SIZES, rentInForce, thresholdCadence } from "./chain-costs.ts";
import { chainCostByDesign } from "./figures/chain-cost-by-design.ts";
import { fixtureEmptyRun, fixtureRun } from "./fixture.ts";
import { claimRateHtml, whoPaysHtml } from "./pages/chain-tables.ts";

const run = fixtureRun({ days: 2 });

function withParam(path: string, value: string) {
  const changedParams = [...run.manifest.changedParams, { path, value, default: "" }];
  return { ...run, manifest: { ...run.manifest, changedParams } };
}

describe("the rent in force", () => {
  it("is the classic rate, or the one that the scenario states", () => {
    expect(rentInForce(run.manifest)).toBe(6_960n);
    expect(rentInForce(withParam("costs.rentLamportsPerByte", "696").manifest)).toBe(696n);
  });

  it("moves the figure's finding and the table of who pays", () => {
    const cheap = withParam("costs.rentLamportsPerByte", "696");
    expect(chainCostByDesign.view(cheap).title).not.toBe(chainCostByDesign.view(run).title);
    expect(chainCostByDesign.view(cheap).note).toContain("696 lamports of rent a byte");
    expect(whoPaysHtml(cheap)).not.toBe(whoPaysHtml(run));
  });
});

describe("the figure of designs", () => {
  it("has every design at every size, and weekly and threshold claims for the one that they make cheaper", () => {
    const { rows } = chainCostByDesign.view(run).table;
    expect(rows).toHaveLength((DESIGNS.length + 2) * NETWORK_SIZES.length);
    const spent = (claims: string) =>
      rows.filter((row) => row[0] === DESIGNS[0].name && row[1] === claims).map((row) => row[4]);
    expect(spent("daily")).toEqual([18.25, 182.5, 1_825]);
    expect(Number(spent("weekly")[0])).toBeCloseTo(2.6, 1);
  });

  it("takes the scenario's smallest claim as threshold, and has an epoch's claim for each epoch of its length", () => {
    expect(thresholdCadence(withParam("claims.min", "40 LANTERN").manifest)).toEqual({
      kind: "threshold",
      lantern: 40,
    });
    const twice = withParam("epoch.length", "12h").manifest;
    const claims = (manifest: RunManifest) => designCost(manifest, "epoch-kept", 10, DAILY, 696n).transactions;
    expect(claims(twice)).toBe(2 * claims(run.manifest));
  });

  it("says on both axes that they are logarithmic", () => {
    const panels = chainCostByDesign.view(run).draw?.({ width: 440, narrow: false }) ?? [];
    expect(panels.map(({ x }) => x?.type)).toEqual(["log", "log"]);
    expect(chainCostByDesign.view(run).subtitle).toContain("log axes");
  });
});

describe("the claims of one vault", () => {
  it("fall as claims compute more, and follow what the run measured", () => {
    const [median, largest, reserved] = claimRates(run);
    expect(median.claimsPerSecond).toBeGreaterThan(largest.claimsPerSecond);
    expect(largest.claimsPerSecond).toBeGreaterThan(reserved.claimsPerSecond);
    const dearer = run.tables.transactions.map((row) => ({ ...row, computeUnits: 3 * row.computeUnits }));
    const slower = claimRates({ ...run, tables: { ...run.tables, transactions: dearer } });
    expect(slower[0].claimsPerSecond).toBeLessThan(median.claimsPerSecond / 2);
  });

  it("are left out where no claim ran", () => {
    expect(claimRates(fixtureEmptyRun())).toEqual([]);
    expect(claimRateHtml(fixtureEmptyRun())).toBe("");
  });
});
