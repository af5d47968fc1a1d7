import { US_PER_S } from "../../base/units.ts";
import type { World } from "../world/world.ts";
import type { Invariant, Watch } from "./invariant.ts";

/** Receipts round a window up to whole seconds on either side. */
const WINDOW_SLACK_SECONDS = 2;

/** Sums `of` over the peers of each host that `keep` names. */
function* hostsOf(
  world: World,
): Generator<{ readonly host: number; readonly peers: readonly number[]; readonly role: string }> {
  const { population } = world.state;
  for (let host = 0; host < population.hostCount; host++) {
    const first = population.hostFirstPeers[host];
    const count = population.hostFirstPeers[host + 1] - first;
    const { role } = population.groups[population.peerGroups[first]];
    yield { host, peers: Array.from({ length: count }, (_, offset) => first + offset), role };
  }
}

/**
 * Paid bytes of a host never exceed its link's, both directions; an attacker's, whose clients sign in parallel what one link could not
 * carry, at most those of its slots (each leg is guarded alone: docs/limits.md).
 */
function watchLinks(): Watch {
  const before = new Map<number, number>();
  return ({ world, settled }) => {
    const { population, pool, params } = world.state;
    const seconds = params["epoch.length"] / US_PER_S + WINDOW_SLACK_SECONDS;
    for (const { host, peers, role } of hostsOf(world)) {
      let bytes = 0;
      let slots = 0;
      for (const peer of peers) {
        const now = world.settlement.rewards.bytes[peer];
        if (now < (before.get(peer) ?? 0)) return `epoch ${settled.epoch}: bytes of peer ${peer} fell`;
        bytes += now - (before.get(peer) ?? 0);
        slots += pool.slotCountOf(peer);
        before.set(peer, now);
      }
      const most = population.hostCapacities[host] * seconds * (role === "attack" ? slots : 1);
      if (bytes > most)
        return `epoch ${settled.epoch}: host ${host} was credited ${bytes} bytes, its link carries ${most}`;
    }
    return undefined;
  };
}

/** Pay goes by weight alone, so identities on one link share what one would have: nobody's is above its weight's part by a base unit. */
function watchSplits(): Watch {
  return ({ world, settled }) => {
    const { weights, rewards } = world.settlement.rewards;
    const weightTotal = weights.reduce((sum, weight) => sum + weight, 0);
    for (const { host, peers } of hostsOf(world)) {
      const weight = peers.reduce((sum, peer) => sum + weights[peer], 0);
      const rewardBase = peers.reduce((sum, peer) => sum + rewards[peer], 0);
      if (rewardBase === 0) continue;
      // Each identity's share is rounded by itself: by less than one base unit.
      const fairBase = (settled.totalBase * weight) / weightTotal + peers.length;
      if (rewardBase > fairBase)
        return `epoch ${settled.epoch}: host ${host} with ${peers.length} identities got ${rewardBase}, its weight ${fairBase.toFixed(0)}`;
    }
    return undefined;
  };
}

/** Invariants 7 to 9 of docs/RELIABILITY.md. */
export const WORK_INVARIANTS: readonly Invariant[] = [
  {
    number: 7,
    name: "bytes-within-link",
    promise: "bytes paid for are at most link x time, and never fall",
    start: watchLinks,
  },
  {
    number: 8,
    name: "split-pays-nothing",
    promise: "identities on one link earn together what their weight is of the whole",
    start: watchSplits,
  },
  {
    number: 9,
    name: "chain-equals-reference",
    promise: "the programs' state equals the reference ledger's, where a cohort runs",
    start:
      () =>
      ({ chainDifferences }) =>
        chainDifferences?.[0],
  },
];
