import type { PeerId } from "../../protocol/ledger.ts";
import type { ResolvedGovernance } from "../governance.ts";
import type { Population } from "./population.ts";

/** What of the world a vote weighs by. */
export interface Electorate {
  /** By voter's name: the peers that vote with their stake. */
  readonly peersOf: ReadonlyMap<string, readonly PeerId[]>;
  /** Base units that the peer has staked and not asked back; 0 where it has none. */
  readonly stakeBaseOf: (peerId: PeerId) => number;
}

/** Peers that vote with their stake, by voter: of its group those that staked most at the start, the first of equals first. */
export function stakeVoters(
  { voters }: Pick<ResolvedGovernance, "voters">,
  { groups, genesis }: Population,
): ReadonlyMap<string, readonly number[]> {
  const chosen = new Map<string, readonly number[]>();
  for (const { name, stakeOf } of voters) {
    const group = groups.find((one) => one.name === stakeOf?.group);
    if (stakeOf === undefined || group === undefined) continue;
    const stakeBase = (peer: number): number => genesis[peer]?.stakeBase ?? 0;
    const peers = Array.from({ length: group.peerCount }, (_, offset) => group.peerFirst + offset);
    chosen.set(name, peers.sort((a, b) => stakeBase(b) - stakeBase(a) || a - b).slice(0, stakeOf.peers));
  }
  return chosen;
}

/** Who votes with stake, and with how much now. */
export function electorateOf(
  governance: ResolvedGovernance,
  population: Population,
  stakeBaseOf: (peerId: PeerId) => number,
): Electorate {
  const peersOf = new Map(
    [...stakeVoters(governance, population)].map(
      ([name, peers]) => [name, peers.map((peer) => population.peerIds[peer])] as const,
    ),
  );
  return { peersOf, stakeBaseOf };
}
