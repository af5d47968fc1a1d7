import type { TierWork } from "./settled-epoch.ts";
import type { WorldState } from "./world-state.ts";

/** A run's work by peer: legs, those sampled, time online (microseconds). */
interface WorkTotals {
  readonly legs: Float64Array;
  readonly sampledLegs: Float64Array;
  readonly onlinesUs: Float64Array;
}

/** Adds the epoch's work to the run's, by peer, and sums it by tier. `rewardsBase`: of the epoch, by peer. */
export function recordWork(
  totals: WorkTotals,
  { book, presence }: Pick<WorldState, "book" | "presence">,
  rewardsBase: Float64Array,
): TierWork {
  const work = {
    peers: [0, 0, 0, 0, 0],
    rewardBase: [0, 0, 0, 0, 0],
    legs: [0, 0, 0, 0, 0],
    sampledLegs: [0, 0, 0, 0, 0],
  };
  for (let peer = 0; peer < totals.legs.length; peer++) {
    const tier = presence.tiers[peer];
    totals.legs[peer] += book.legs[peer];
    totals.sampledLegs[peer] += book.sampledLegs[peer];
    totals.onlinesUs[peer] += book.onlinesUs[peer];
    if (book.onlinesUs[peer] > 0) work.peers[tier]++;
    work.rewardBase[tier] += rewardsBase[peer];
    work.legs[tier] += book.legs[peer];
    work.sampledLegs[tier] += book.sampledLegs[peer];
  }
  return work;
}
