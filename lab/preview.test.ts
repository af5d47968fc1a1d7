import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadProposal } from "../scenarios/proposal.ts";
import type { PeerRow } from "../scenarios/result.ts";
import { preview } from "./preview.ts";
import { groupPay } from "./preview-worker.ts";

const folder = mkdtempSync(join(tmpdir(), "twinlight-preview-"));
afterAll(() => rmSync(folder, { recursive: true }));

function proposal(text: string): string {
  const path = join(folder, "proposal.yaml");
  writeFileSync(path, text);
  return path;
}

describe("loadProposal", () => {
  it("reads the project's own", () => {
    const { title, changes } = loadProposal("scenarios/proposals/more-sampling.yaml");
    expect(title).toContain("twice");
    expect(changes.map(({ path }) => path)).toEqual([
      "tiers.silver.sampling",
      "tiers.gold.sampling",
      "tiers.platinum.sampling",
    ]);
  });

  it.each([
    ["title: a\n", "set: nothing is changed"],
    ["set:\n  tiers.gold.stake: 1 LANTERN\n", "title: no text"],
    ["title: a\nset:\n  tiers.gold.stak: 1 LANTERN\n", "proposal.yaml:3:3 set.tiers.gold.stak: no such parameter"],
    ["title: a\nset:\n  network.month: 2023-06\n", "not under governance"],
    ["title: a\nset:\n  tiers.gold.stake: many\n", "proposal.yaml:3:21 set.tiers.gold.stake: not an amount of LANTERN"],
    ["title: a\nset:\n  tiers.gold.sampling: 2\n", "set.tiers.gold.sampling"],
    ["title: a\nset:\n  reward.geoMode: sideways\n", "no such choice"],
    ["title: a\nwhen: now\nset:\n  tiers.gold.stake: 1 LANTERN\n", "when: no such field"],
  ])("refuses %j and names the place", (text, message) => {
    expect(() => loadProposal(proposal(text))).toThrow(message);
  });

  it("refuses a file that is not there", () => {
    expect(() => loadProposal(join(folder, "none.yaml"))).toThrow("no such file");
  });
});

describe("groupPay", () => {
  it("averages honest peers by tier, country and kind, and leaves others out", () => {
    const row = (role: string, tierStart: string, country: string, rewardLantern: number) =>
      ({ role, tierStart, country, kind: "widget", rewardLantern }) as PeerRow;
    const pay = groupPay([
      row("honest", "gold", "DE", 4),
      row("honest", "gold", "US", 8),
      row("wash-traffic", "gold", "DE", 99),
    ]);
    expect(pay).toEqual([
      { by: "tier", group: "gold", peers: 2, mean: 6 },
      { by: "country", group: "DE", peers: 1, mean: 4 },
      { by: "kind", group: "widget", peers: 2, mean: 6 },
      { by: "country", group: "US", peers: 1, mean: 8 },
    ]);
  });
});

describe("preview", () => {
  it("pairs worlds of the same seeds, so that a halved emission is exactly half in each", async () => {
    const file = proposal("title: Half\nset:\n  emission.firstPeriodAmount: 62500000 LANTERN\n");
    const sets = ["horizon=2d", "population.peers=20", "population.clients=60"];
    const result = await preview({ proposal: file, base: "lantern-phase2", seeds: 3, sets }, { workers: 2 });
    expect(result).toMatchObject({ n: 3, complete: true, title: "Half" });
    expect(result.changes).toEqual([
      { path: "emission.firstPeriodAmount", from: "125000000 LANTERN", to: "62500000 LANTERN" },
    ]);
    const minted = result.quantities.find(({ name }) => name === "emission.mintedBase");
    expect(minted?.after.mean).toBeCloseTo((minted?.before.mean ?? 0) / 2, -1);
    // Common random numbers: the difference of pay is the same in every world, so its interval is next to nothing.
    const pay = result.quantities.find(({ name }) => name === "peers.honest.rewardPerPeerBase");
    expect(pay?.difference.mean).toBeLessThan(0);
    expect(pay?.difference.ci95?.[1]).toBeLessThan(0);
    expect(result.groups.filter(({ verdict }) => verdict === "loses").length).toBeGreaterThan(0);
    expect(result.groups.filter(({ verdict }) => verdict === "wins")).toEqual([]);
  });

  it("says so where nothing moves", async () => {
    const file = proposal("title: Same\nset:\n  tiers.gold.stake: 500 LANTERN\n");
    const sets = ["horizon=1d", "population.peers=10", "population.clients=20"];
    const { notes, quantities } = await preview(
      { proposal: file, base: "lantern-phase2", seeds: 1, sets },
      { workers: 1 },
    );
    expect(notes.join()).toContain("nothing can change");
    expect(quantities.every(({ difference }) => difference.mean === 0 && difference.ci95 === null)).toBe(true);
  });
});
