import { runEpochs, smallScenario, worldOf } from "./small-world.ts";
import type { World } from "./world.ts";

/** A small world that has run with given attackers and defences, and sums over the peers of one of its groups. */
export interface DefendedRun {
  readonly world: World;
  readonly peersOf: (groupName: string) => readonly number[];
  /** Sum of a column by peer over a group. */
  readonly sumOf: (groupName: string, column: ArrayLike<number>) => number;
}

/** Runs the case of four attackers, sixty honest peers and 240 clients, with `attackers` (in the scenario's notation) instead of its own. */
export function defendedRun(attackers: string, sets: readonly string[], seed?: string): DefendedRun {
  const world = worldOf(smallScenario("four-attackers", [`population.attackers=[${attackers}]`, ...sets], seed));
  runEpochs(world);
  const peersOf = (groupName: string): readonly number[] => {
    const group = world.state.population.groups.find(({ name }) => name === groupName);
    if (group === undefined) throw new Error(`no group ${groupName}`);
    return Array.from({ length: group.peerCount }, (_, offset) => group.peerFirst + offset);
  };
  return {
    world,
    peersOf,
    sumOf: (groupName, column) => peersOf(groupName).reduce((sum, peer) => sum + column[peer], 0),
  };
}

export const PHASE1 = "phases=[{ phase: 1, from: 0d }]";
export const PHASE2 = "phases=[{ phase: 2, from: 0d }]";
