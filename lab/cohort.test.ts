import { describe, expect, it } from "vitest";
import { loadScenario } from "../scenarios/load.ts";
import { worldOf } from "../scenarios/world/small-world.ts";
import type { World } from "../scenarios/world/world.ts";
import { drawCohort } from "./cohort.ts";

interface Drawn {
  readonly world: World;
  readonly cohort: ReadonlySet<number>;
}

function drawn(...sets: readonly string[]): Drawn {
  const scenario = loadScenario("four-attackers", { sets });
  const world = worldOf(scenario);
  return { world, cohort: drawCohort(scenario, world.state.population) };
}

function inRole({ world, cohort }: Drawn, role: string): readonly number[] {
  const { groups, peerGroups } = world.state.population;
  return [...cohort].filter((peer) => groups[peerGroups[peer]].role === role);
}

function joining({ world, cohort }: Drawn): readonly number[] {
  const { hostJoinsUs, peerHosts } = world.state.population;
  return [...cohort].filter((peer) => hostJoinsUs[peerHosts[peer]] >= 0);
}

describe("drawCohort", () => {
  it("draws as many peers as the scenario says, the stated number of them attackers', the rest honest", () => {
    const one = drawn("chain.cohort=20", "chain.attackersInCohort=6");
    expect(one.cohort.size).toBe(20);
    expect(inRole(one, "attack")).toHaveLength(6);
    expect(inRole(one, "honest")).toHaveLength(14);
  });

  it("takes all attackers where there are fewer than stated, and none where none is wanted", () => {
    const few = drawn("chain.cohort=30", "chain.attackersInCohort=25");
    const attackers = few.world.state.population.groups
      .filter(({ role }) => role === "attack")
      .reduce((sum, { peerCount }) => sum + peerCount, 0);
    expect(attackers).toBeLessThan(25);
    expect(inRole(few, "attack")).toHaveLength(attackers);
    expect(few.cohort.size).toBe(30);
    expect(inRole(drawn("chain.cohort=30", "chain.attackersInCohort=0"), "attack")).toHaveLength(0);
  });

  it("draws one in sixteen of its honest peers from those that join during the run", () => {
    const one = drawn("chain.cohort=36", "chain.attackersInCohort=4", "joining.share=0.3");
    expect(joining(one)).toHaveLength(2);
    expect(one.cohort.size).toBe(36);
  });

  it("is everybody with all, and nobody with none or without a backend", () => {
    const all = drawn("chain.cohort=all", "population.inert=2");
    expect(all.cohort.size).toBe(all.world.state.population.peerCount);
    expect(drawn("chain.cohort=none").cohort.size).toBe(0);
    expect(drawn("chain.backend=none").cohort.size).toBe(0);
  });

  it("stays the same when peers are added that never act, and never draws one of them", () => {
    const without = drawn("chain.cohort=20");
    const withInert = drawn("chain.cohort=20", "population.inert=7");
    expect([...withInert.cohort]).toEqual([...without.cohort]);
  });

  it("draws others with another seed, and a larger cohort around a smaller one", () => {
    const nobodyJoins = "joining.share=0";
    const one = drawn("chain.cohort=20", nobodyJoins);
    expect([...drawn("chain.cohort=20", nobodyJoins, "seed=another").cohort]).not.toEqual([...one.cohort]);
    const larger = drawn("chain.cohort=28", nobodyJoins);
    expect([...one.cohort].filter((peer) => !larger.cohort.has(peer))).toEqual([]);
  });
});
