import type { Check } from "./check.ts";

/** No honest peer is slashed where nobody frames it. Source: docs/RELIABILITY.md, invariant 10 */
export const honestUnslashed: Check = {
  name: "honest-unslashed",
  promise: "no honest peer was convicted",
  look: ({ world, settled }) => {
    const { population } = world.state;
    const wronged = settled.desk.convicted.filter(
      ({ peer }) => population.groups[population.peerGroups[peer]].role !== "attack",
    );
    return wronged.length === 0
      ? undefined
      : `epoch ${settled.epoch}: ${wronged.length} convicted, first peer ${wronged[0].peer} with z ${wronged[0].z.toFixed(2)}`;
  },
};
