import { describe, expect, it } from "vitest";
import { LANTERN, US_PER_DAY } from "../base/units.ts";
import { loadScenario } from "./load.ts";
import { ScenarioError } from "./problems.ts";

const withSets = (...sets: string[]) => loadScenario("lantern-snowflake", { sets });

function messageOf(...sets: string[]): string {
  try {
    withSets(...sets);
  } catch (error) {
    if (error instanceof ScenarioError) return error.lines.join("\n");
    throw error;
  }
  throw new Error("it loaded");
}

describe("--set", () => {
  it("takes the paths of parameters, with or without params, and of costs and the measured month", () => {
    expect(withSets("tiers.gold.stake=1000LANTERN").params["tiers.gold.stake"]).toBe(1000 * LANTERN);
    expect(withSets("params.tiers.gold.stake=3 LANTERN").params["tiers.gold.stake"]).toBe(3 * LANTERN);
    expect(withSets("costs.solPriceUsd=20 USD").params["costs.solPriceUsd"]).toBe(20);
    expect(withSets("network.month=2022-10").demand.month).toBe("2022-10");
    expect(withSets("demand.month=2022-10").params["network.month"]).toBe("2022-10");
    expect(withSets("demand.thinkGap=40s").params["demand.thinkGap"]).toBe(40_000_000);
  });

  it("takes the last segment of a parameter that no other shares", () => {
    expect(withSets("peerSeesNextHop=false").params["directive.peerSeesNextHop"]).toBe(false);
    expect(messageOf("stake=3 LANTERN")).toContain("tiers.silver.stake, tiers.gold.stake, tiers.platinum.stake");
  });

  it("takes paths of the scenario, into lists too", () => {
    expect(withSets("chain.cohort=none").chain.cohort).toBe("none");
    expect(withSets("receipts.mode=all").receipts.mode).toBe("all");
    expect(withSets("population.peers=500").population.peers).toBe(500);
    expect(withSets("population.attackers.0.identities=3").population.attackers[0]?.params.identities).toBe(3);
    expect(withSets("phases.1.from=3d").phases[1]?.fromUs).toBe(3 * US_PER_DAY);
    expect(withSets("population.attackers=[]").population.attackers).toEqual([]);
  });

  it("appends to a list at its length", () => {
    const [, , , , added] = withSets("population.attackers.4={ strategy: wash-traffic, name: second }").population
      .attackers;
    expect(added).toMatchObject({ strategy: "wash-traffic", name: "second" });
    expect(messageOf("population.attackers.9.identities=3")).toContain("no such entry");
  });

  it("lets a later flag win", () => {
    expect(withSets("population.peers=500", "population.peers=600").population.peers).toBe(600);
  });

  it.each([
    ["population.peers", "--set: no path=value"],
    ["population.peers=", "--set population.peers: no value"],
    ["population.peers=-5", "--set population.peers: not a count; got -5"],
    ["population.peers=[1", "--set population.peers: broken YAML"],
    ["tiers.gold.sampling=1.2", "--set tiers.gold.sampling: not a share; got 1.2"],
    [
      "tiers.golf.stake=1 LANTERN",
      '--set tiers.golf.stake: unknown path; got "tiers.golf.stake", expected "tiers.gold.stake"',
    ],
    ["population.attackers.0.strategy=tax", "--set population.attackers.0.strategy: unknown strategy"],
  ])("refuses %s and names the flag", (set, message) => {
    expect(messageOf(set).startsWith(message)).toBe(true);
  });
});
