import { describe, expect, it } from "vitest";
import { runEpochs, smallScenario, worldOf } from "./small-world.ts";
import type { World } from "./world.ts";

/** The two large cases cut to a size that a test can wait for, with attackers in proportion. */
const CUT = [
  "horizon=8d",
  "phases=[{ phase: 2, from: 0d }]",
  "population.peers=250",
  "population.clients=750",
  "population.attackers=[{ strategy: collusion-match, identities: 8 }, { strategy: wash-traffic, identities: 8 }]",
  "oracle.investigationDelay=2d",
];

function worldAfter(caseName: string): World {
  const world = worldOf(smallScenario(caseName, CUT));
  runEpochs(world);
  return world;
}

/** Pay kept by each group, base units. */
function keptOf(world: World): Readonly<Record<string, number>> {
  const { earned, forfeited } = world.settlement.rewards;
  return Object.fromEntries(
    world.state.population.groups.map(({ name, peerFirst, peerCount }) => {
      let kept = 0;
      for (let peer = peerFirst; peer < peerFirst + peerCount; peer++) kept += earned[peer] - forfeited[peer];
      return [name, kept];
    }),
  );
}

describe("lantern-defended", () => {
  const open = worldAfter("lantern-snowflake");
  const defended = worldAfter("lantern-defended");

  it("has the same peers, clients and draws as the main scenario", () => {
    expect(defended.state.population.peerIds).toEqual(open.state.population.peerIds);
    expect(defended.state.scenario.seed).toBe(open.state.scenario.seed);
  });

  it("takes three quarters of their pay from attackers and gives it to honest peers, of whom none is slashed", () => {
    const [before, after] = [keptOf(open), keptOf(defended)];
    for (const attack of ["collusion-match", "wash-traffic"])
      expect(after[attack], attack).toBeLessThan(before[attack] / 4);
    expect(after.honest).toBeGreaterThan(before.honest);
    const honestEnd = defended.state.population.groups[0].peerCount;
    expect(defended.settlement.convictions.filter(({ peer }) => peer < honestEnd)).toEqual([]);
  });

  it("convicts every attacker whom Freddie admitted", () => {
    const refused = defended.state.addresses?.refused ?? new Uint8Array();
    for (const { role, peerFirst, peerCount } of defended.state.population.groups) {
      if (role !== "attack") continue;
      const peers = Array.from({ length: peerCount }, (_, offset) => peerFirst + offset);
      const admitted = peers.filter((peer) => refused[peer] === 0);
      expect(admitted.length).toBe(2);
      for (const peer of admitted) expect(defended.settlement.everConvicted[peer]).toBe(1);
    }
  });
});
