import { type Tier, tierAgeUs, tierStakeBase } from "../../protocol/tiers/tier.ts";
import type { Check } from "./check.ts";

/** No peer stands in a tier that its age and stake do not support. Source: docs/RELIABILITY.md, invariant 5 */
export const tiersBacked: Check = {
  name: "tiers-backed",
  promise: "every peer's tier is backed by its age and its stake",
  look: ({ world, settled }) => {
    const { presence, population, params } = world.state;
    for (let peer = 0; peer < population.peerCount; peer++) {
      const tier = presence.tiers[peer] as Tier;
      const account = world.settlement.account(peer);
      if (tier === 0) continue;
      const backed =
        account !== undefined &&
        account.stakeBase >= tierStakeBase(tier, params) &&
        settled.endUs - account.tierSinceUs >= tierAgeUs(tier, params);
      if (!backed) return `epoch ${settled.epoch}: peer ${peer} is in tier ${tier} without the age or stake`;
    }
    return undefined;
  },
};
