import type { Check } from "./check.ts";

/** What verifiers decided lies within what honest ones reported, and no root but that of the medians won. Source: seed 004, phase 3 */
export const medianHonestRange: Check = {
  name: "median-honest-range",
  promise: "in phase 3 every decided value was one that honest verifiers span",
  look: ({ settled }) => {
    const { committee } = settled;
    if (committee === undefined) return undefined;
    if (committee.outcome === "forged")
      return `epoch ${settled.epoch}: a forged root with ${committee.forgedVotes} signatures won, ${committee.outsidePeers} peers outside`;
    return committee.outsidePeers === 0
      ? undefined
      : `epoch ${settled.epoch}: ${committee.outsidePeers} peers outside of what honest verifiers reported`;
  },
};
