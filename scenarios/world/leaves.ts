import { assert } from "../../base/assert.ts";
import type { PeerAccount, RewardLeaf } from "../../protocol/ledger.ts";
import type { RewardBook } from "./rewards.ts";

/** A peer's leaf of the epoch's tree. */
export interface PeerLeaf {
  readonly peer: number;
  readonly leaf: RewardLeaf;
}

/** One leaf for every peer that ever earned, in the order of the peers. */
export function leavesOf(
  epoch: number,
  { earned, forfeited, bytes }: RewardBook,
  accountOf: (peer: number) => PeerAccount | undefined,
): readonly PeerLeaf[] {
  const leaves: PeerLeaf[] = [];
  for (let peer = 0; peer < earned.length; peer++) {
    if (earned[peer] === 0) continue;
    const account = accountOf(peer);
    assert(account !== undefined, "only a registered peer earns");
    leaves.push({
      peer,
      leaf: {
        epoch,
        peerId: account.peerId,
        earnedBase: earned[peer],
        forfeitedBase: forfeited[peer],
        bytes: bytes[peer],
        tierSinceUs: account.tierSinceUs,
      },
    });
  }
  return leaves;
}
