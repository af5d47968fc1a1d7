import { assert } from "../base/assert.ts";
import type { World } from "../scenarios/world/world.ts";
import { REGIONS } from "../sim/network/countries.ts";
import { KIND_BADGE, KIND_EXTENSION } from "../sim/network/kinds.ts";

/** One number of a world that has run. Peers are by index; pay is what was earned less what was forfeited, base units. */
export interface Measure {
  readonly name: string;
  /** A share is drawn in the figure, 0 to 1; a ratio stands in the table. */
  readonly unit: "share" | "ratio";
  readonly of: (world: World) => number;
}

type OfPeer = (peer: number) => number;

function sumOver(world: World, value: OfPeer, which: (peer: number) => boolean = () => true): number {
  let sum = 0;
  for (let peer = 0; peer < world.state.population.peerCount; peer++) if (which(peer)) sum += value(peer);
  return sum;
}

function payOf({ settlement }: World): OfPeer {
  const { earned, forfeited } = settlement.rewards;
  return (peer) => earned[peer] - forfeited[peer];
}

function shareOf(world: World, value: OfPeer, which: (peer: number) => boolean): number {
  const whole = sumOver(world, value);
  return whole === 0 ? 0 : sumOver(world, value, which) / whole;
}

function attacks(world: World, names?: readonly string[]): (peer: number) => boolean {
  const { groups, peerGroups } = world.state.population;
  return (peer) => {
    const { role, name } = groups[peerGroups[peer]];
    return role === "attack" && (names === undefined || names.includes(name));
  };
}

function inBrowser({ state }: World): (peer: number) => boolean {
  const { hosts, peerHosts } = state.population;
  return (peer) => [KIND_EXTENSION, KIND_BADGE].some((kind) => hosts.kinds[peerHosts[peer]] === kind);
}

/** Pay kept by attackers (those named, or all) over all pay. */
export function attackersPay(label: string, ...names: readonly string[]): Measure {
  const own = names.length === 0 ? undefined : names;
  return { name: label, unit: "share", of: (world) => shareOf(world, payOf(world), attacks(world, own)) };
}

/** Attackers' identities (of those named, or all) that were convicted. */
export function attackersCaught(label: string, ...names: readonly string[]): Measure {
  const own = names.length === 0 ? undefined : names;
  const of = (world: World): number => {
    const isOne = attacks(world, own);
    const caught = sumOver(world, (peer) => world.settlement.everConvicted[peer], isOne);
    return caught / sumOver(world, () => 1, isOne);
  };
  return { name: label, unit: "share", of };
}

/** Of the bytes that attackers' clients signed for, those that nobody moved. */
export const neverMoved: Measure = {
  name: "signed bytes that were never moved",
  unit: "share",
  of: (world) => {
    const { own } = world.state;
    const claimed = sumOver(world, (peer) => own.claimed[peer]);
    return claimed === 0 ? 0 : 1 - sumOver(world, (peer) => own.real[peer]) / claimed;
  },
};

/** Honest peers that were convicted, over all honest peers. */
export const honestConvicted: Measure = {
  name: "honest peers convicted",
  unit: "share",
  of: (world) => {
    const [honest] = world.state.population.groups;
    const isHonest = (peer: number) => peer < honest.peerCount;
    return sumOver(world, (peer) => world.settlement.everConvicted[peer], isHonest) / honest.peerCount;
  },
};

/** Half the sum of the differences of every peer's share of pay and of verified bytes: what would have to change hands. */
export const payAwayFromBytes: Measure = {
  name: "pay that does not follow bytes",
  unit: "share",
  of: (world) => {
    const pay = payOf(world);
    const { bytes } = world.settlement.rewards;
    const [allPay, allBytes] = [sumOver(world, pay), sumOver(world, (peer) => bytes[peer])];
    if (allPay === 0 || allBytes === 0) return 0;
    return sumOver(world, (peer) => Math.abs(pay(peer) / allPay - bytes[peer] / allBytes)) / 2;
  },
};

/** Pay of an attacking group over that of its control. */
export function gainOverControl(name: string): Measure {
  const of = (world: World): number => {
    const { groups, peerGroups } = world.state.population;
    const payOfGroup = (wanted: string) =>
      sumOver(world, payOf(world), (peer) => groups[peerGroups[peer]].name === wanted);
    const control = payOfGroup(`${name}-control`);
    assert(control > 0, `the control of ${name} earned nothing`);
    return payOfGroup(name) / control;
  };
  return { name: "pay of split hosts over that of whole ones", unit: "ratio", of };
}

export const browserPay: Measure = {
  name: "pay to peers in browsers",
  unit: "share",
  of: (world) => shareOf(world, payOf(world), inBrowser(world)),
};

export const browserBytes: Measure = {
  name: "bytes carried by peers in browsers",
  unit: "share",
  of: (world) => shareOf(world, (peer) => world.settlement.rewards.bytes[peer], inBrowser(world)),
};

/** Of the peers that carried anything, those that were ever paid. */
export const workersPaid: Measure = {
  name: "peers with bytes that were paid",
  unit: "share",
  of: (world) => {
    const worked = (peer: number) => world.settlement.rewards.bytes[peer] > 0;
    const paid = sumOver(world, (peer) => (world.settlement.rewards.earned[peer] > 0 ? 1 : 0), worked);
    return (
      paid /
      Math.max(
        1,
        sumOver(world, () => 1, worked),
      )
    );
  },
};

/** Verified bytes of peers that earned nothing in the whole run. */
export const bytesOfUnpaid: Measure = {
  name: "bytes carried by peers never paid",
  unit: "share",
  of: (world) => {
    const { bytes, earned } = world.settlement.rewards;
    return shareOf(
      world,
      (peer) => bytes[peer],
      (peer) => earned[peer] === 0,
    );
  },
};

/** Pay to peers of the named regions, and their part of the bytes. */
export function regionsPay(label: string, names: readonly (typeof REGIONS)[number][]): Measure {
  const codes = names.map((name) => REGIONS.indexOf(name));
  const inThem =
    ({ state }: World) =>
    (peer: number) =>
      codes.includes(state.peerRegions[peer]);
  return { name: label, unit: "share", of: (world) => shareOf(world, payOf(world), inThem(world)) };
}
