import { describe, expect, it } from "vitest";
import { STRATEGIES } from "../../agents/catalog.ts";
import { type HeldOutRule, heldOutGrids, heldOutTexts } from "./held-out-grids.ts";

const RULE: HeldOutRule = {
  strategies: STRATEGIES,
  tuned: ["wash-traffic", "collusion-match"],
  scenarios: ["lantern-phase1", "lantern-phase2"],
  sets: ["horizon=3d"],
  peers: 20,
  priceUsd: [0.001, 0.01],
};

describe("heldOutGrids", () => {
  it("draws other strategies than the tuned ones, none twice, and the same for the same draw", () => {
    const grids = heldOutGrids(RULE, 5, 1);
    expect(heldOutGrids(RULE, 5, 1)).toEqual(grids);
    const names = grids.map(({ strategy }) => strategy);
    expect(new Set(names).size).toBe(5);
    expect(names).not.toContain("wash-traffic");
    expect(names).not.toContain("collusion-match");
    expect(heldOutGrids(RULE, 5, 2).map(({ strategy }) => strategy)).not.toEqual(names);
  });

  it("gives every cell its own parameters, from the lowest to the highest of three axes", () => {
    for (const grid of heldOutGrids(RULE, 5, 1)) {
      const moving = grid.axes.map((axis) => grid.space.axes[axis].name);
      expect(new Set(moving).size).toBe(3);
      const [low, high] = [heldOutTexts(grid, [0, 0, 0], 7), heldOutTexts(grid, [6, 6, 6], 7)];
      for (const [name, text] of Object.entries(low)) expect(text !== high[name]).toBe(moving.includes(name));
    }
  });
});
