import type { Invariant, Watch } from "./invariant.ts";

/** Ages and stakes as the parameters state them, lowest tier first: no rule function is called, so that a wrong one is seen. */
function watchTiers(): Watch {
  return ({ world, settled }) => {
    const { params, presence, population } = world.state;
    const ages = [0, ...(["bronze", "silver", "gold", "platinum"] as const).map((name) => params[`tiers.${name}.age`])];
    const stakes = [0, 0, ...(["silver", "gold", "platinum"] as const).map((name) => params[`tiers.${name}.stake`])];
    const convicted = new Set(settled.desk.convicted.map(({ peer }) => peer));
    for (let peer = 0; peer < population.peerCount; peer++) {
      const tier = presence.tiers[peer];
      if (tier === 0) continue;
      const account = world.settlement.account(peer);
      const at = `epoch ${settled.epoch}: peer ${peer} is in tier ${tier}`;
      if (account === undefined) return `${at} and never registered`;
      // A slash at this very instant resets the age to zero: only a tier that asks for none would survive it.
      if (convicted.has(peer) && ages[tier] > 0) return `${at} just after its slash`;
      if (account.stakeBase < stakes[tier]) return `${at} with a stake of ${account.stakeBase} of ${stakes[tier]}`;
      if (settled.endUs - account.tierSinceUs < ages[tier]) return `${at} too young`;
    }
    return undefined;
  };
}

/**
 * A conviction comes while the stake can still be slashed, had its owner asked for it back with the first fraud. With 1,000 convictions
 * this bounds the 99.9% quantile; with fewer it is the worst that was seen.
 */
function watchUnbonding(): Watch {
  return ({ world, settled }) => {
    const cooldownUs = world.state.params["staking.cooldown"];
    for (const { peer, atUs, tier } of settled.desk.convicted) {
      const sinceUs = world.state.own.firstFraudsUs[peer];
      // Nothing is staked below Silver.
      if (tier < 2 || atUs - sinceUs <= cooldownUs) continue;
      const days = ((atUs - sinceUs) / 86_400e6).toFixed(1);
      return `epoch ${settled.epoch}: peer ${peer} convicted ${days} d after its first fraud, its stake was free after ${(cooldownUs / 86_400e6).toFixed(1)} d`;
    }
    return undefined;
  };
}

function watchHonest(): Watch {
  return ({ world, settled }) => {
    const { population } = world.state;
    const roleOf = (peer: number) => population.groups[population.peerGroups[peer]].role;
    const wronged = settled.desk.convicted.find(({ peer }) => roleOf(peer) !== "attack");
    return wronged === undefined
      ? undefined
      : `epoch ${settled.epoch}: honest peer ${wronged.peer} convicted, ${wronged.reason}, z ${wronged.z.toFixed(2)}`;
  };
}

/** Invariants 5, 6 and 10 of docs/RELIABILITY.md. */
export const TRUST_INVARIANTS: readonly Invariant[] = [
  {
    number: 5,
    name: "tiers-earned",
    promise: "a tier has its age and its stake, and falls on a slash",
    start: watchTiers,
  },
  {
    number: 6,
    name: "unbonding-covers-detection",
    promise: "a staked forger is convicted before a stake asked back at the first fraud would be free",
    start: watchUnbonding,
  },
  {
    number: 10,
    name: "honest-never-slashed",
    promise: "no honest peer was slashed",
    start: watchHonest,
  },
];
