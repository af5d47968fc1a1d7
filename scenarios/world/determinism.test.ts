import { describe, expect, it } from "vitest";
import { runEpochs, smallScenario, worldOf } from "./small-world.ts";
import type { World } from "./world.ts";

interface TracedRun {
  readonly world: World;
  readonly stateHashes: readonly string[];
  readonly roots: readonly string[];
  readonly trace: readonly string[];
}

/** Runs a scenario and writes down everything that an agent did, one line each. */
function tracedRun(caseName: string, sets: readonly string[], seed?: string): TracedRun {
  const trace: string[] = [];
  const world = worldOf(smallScenario(caseName, sets, seed), (...line) => trace.push(line.join()));
  const epochs = runEpochs(world);
  return { world, stateHashes: epochs.map((epoch) => epoch.stateHash), roots: epochs.map(({ root }) => root), trace };
}

/** First line at which two traces part; undefined when they are the same. */
function firstDifference(one: readonly string[], other: readonly string[]): string | undefined {
  const length = Math.max(one.length, other.length);
  for (let line = 0; line < length; line++)
    if (one[line] !== other[line]) return `line ${line}: ${one[line]} | ${other[line]}`;
  return undefined;
}

/** Lines of honest peers and of all ordinary clients; an own session's subject is an attacker's peer. */
function honestLines({ world, trace }: TracedRun): readonly string[] {
  const [honest] = world.state.population.groups;
  return trace.filter((line) => {
    const [, name, subject] = line.split(",");
    if (name.startsWith("own-")) return false;
    return !name.startsWith("peer-") || Number(subject) < honest.peerCount;
  });
}

const FOUR = ["horizon=2d"];

describe("a run", () => {
  it("repeats itself event by event and epoch by epoch with one seed", () => {
    const one = tracedRun("four-attackers", FOUR);
    const other = tracedRun("four-attackers", FOUR);
    expect(one.trace.length).toBeGreaterThan(3_000);
    expect(firstDifference(one.trace, other.trace)).toBeUndefined();
    expect(other.stateHashes).toEqual(one.stateHashes);
    expect(new Set(one.stateHashes).size).toBe(2);
    expect(other.world.events).toBe(one.world.events);
  });

  it("takes another course with another seed", () => {
    const one = tracedRun("four-attackers", FOUR);
    const other = tracedRun("four-attackers", FOUR, "another");
    expect(firstDifference(one.trace, other.trace)).toBeDefined();
    expect(other.stateHashes[0]).not.toBe(one.stateHashes[0]);
    expect(other.world.state.population.peerIds[0]).not.toBe(one.world.state.population.peerIds[0]);
  });
});

describe("population.inert", () => {
  it("leaves every other agent's trace and every other peer's reward as they were", () => {
    const without = tracedRun("four-attackers", FOUR);
    const withInert = tracedRun("four-attackers", [...FOUR, "population.inert=3"]);
    const { peerCount } = without.world.state.population;
    expect(withInert.world.state.population.peerCount).toBe(peerCount + 3);
    expect(firstDifference(without.trace, withInert.trace)).toBeUndefined();
    expect(withInert.roots).toEqual(without.roots);
    expect(withInert.world.settlement.rewards.earned.subarray(0, peerCount)).toEqual(
      without.world.settlement.rewards.earned,
    );
    expect([...withInert.world.settlement.rewards.earned.subarray(peerCount)]).toEqual([0, 0, 0]);
  });
});

describe("an attacker that opens no session", () => {
  const silent =
    "population.attackers=[{ strategy: collusion-match, identities: 5, sessionsPerDay: 0 }, { strategy: collusion-inflate, identities: 2, sessionsPerDay: 0 }]";
  const none = "population.attackers=[]";

  it("leaves what everybody else does and earns as it was, where pay does not depend on the number of peers", () => {
    const sets = [...FOUR, "reward.geoMode=none"];
    const without = tracedRun("four-attackers", [...sets, none]);
    const withSilent = tracedRun("four-attackers", [...sets, silent]);
    const { peerCount } = without.world.state.population;
    expect(withSilent.trace.length).toBe(without.trace.length + 7);
    expect(firstDifference(honestLines(without), honestLines(withSilent))).toBeUndefined();
    expect(withSilent.world.settlement.rewards.earned.subarray(0, peerCount)).toEqual(
      without.world.settlement.rewards.earned,
    );
  });

  it("changes pay alone, and no trace of phase 1, where a region's multiplier counts the peers in it", () => {
    const sets = ["horizon=1d", "phases=[{ phase: 1, from: 0d }]"];
    const without = tracedRun("four-attackers", [...sets, none]);
    const withSilent = tracedRun("four-attackers", [...sets, silent]);
    const { peerCount } = without.world.state.population;
    expect(firstDifference(honestLines(without), honestLines(withSilent))).toBeUndefined();
    expect(withSilent.world.settlement.rewards.earned.subarray(0, peerCount)).not.toEqual(
      without.world.settlement.rewards.earned,
    );
    expect(withSilent.world.settlement.rewards.bytes.subarray(0, peerCount)).toEqual(
      without.world.settlement.rewards.bytes,
    );
  });

  it("draws other attackers' sessions no differently when one is listed before them", () => {
    const match = "{ strategy: collusion-match, identities: 3, sessionsPerDay: 40 }";
    const idle = "{ strategy: wash-traffic, identities: 2, sessionsPerDay: 1, gbPerDay: 0, name: idle }";
    const alone = tracedRun("four-attackers", [
      "horizon=1d",
      "phases=[{ phase: 1, from: 0d }]",
      `population.attackers=[${match}]`,
    ]);
    const second = tracedRun("four-attackers", [
      "horizon=1d",
      "phases=[{ phase: 1, from: 0d }]",
      `population.attackers=[${idle}, ${match}]`,
    ]);
    const ownTimes = ({ world, trace }: TracedRun): readonly string[] => {
      const group = world.state.population.groups.find(({ name }) => name === "collusion-match");
      const first = group?.peerFirst ?? -1;
      return trace
        .map((line) => line.split(","))
        .filter(([, name, peer]) => name.startsWith("own-") && Number(peer) >= first)
        .map(([atUs, name, peer, claimed]) => [atUs, name, Number(peer) - first, claimed].join());
    };
    expect(ownTimes(alone).length).toBeGreaterThan(60);
    expect(firstDifference(ownTimes(alone), ownTimes(second))).toBeUndefined();
  });
});
