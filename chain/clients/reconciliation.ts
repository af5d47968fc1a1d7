import type { LanternBase } from "../../base/units.ts";
import type { LedgerTotals, PeerAccount, PeerId } from "../../protocol/ledger.ts";

/** A value that the chain and the twin's ledger see differently. */
export interface LedgerDifference {
  /** A peer, or `totals`. */
  readonly subject: PeerId | "totals";
  readonly field: string;
  readonly expected: string;
  readonly chain: string;
}

/**
 * The totals that a chain of these peers alone must show: the rest of the supply lies untouched in its treasury.
 * @param finalisedBase of the whole network: one root covers all
 */
export function cohortTotals(
  cohort: readonly PeerAccount[],
  finalisedBase: LanternBase,
  genesisSupplyBase: LanternBase,
): LedgerTotals {
  const total = (amount: (peer: PeerAccount) => LanternBase): LanternBase =>
    cohort.reduce((sum, peer) => sum + amount(peer), 0);
  const claimedBase = total((peer) => peer.claimedBase);
  const burnedBase = total((peer) => peer.slashedBase);
  return {
    supplyBase: genesisSupplyBase + claimedBase - burnedBase,
    claimedBase,
    burnedBase,
    finalisedBase,
    stakedBase: total((peer) => peer.stakeBase + peer.unstakingBase),
  };
}

/** Fields in which two views of one subject differ. */
export function differences<T extends object>(
  subject: LedgerDifference["subject"],
  expected: T,
  chain: { readonly [K in keyof T]: T[K] },
): LedgerDifference[] {
  const fields = Object.keys(expected) as (keyof T & string)[];
  return fields
    .filter((field) => expected[field] !== chain[field])
    .map((field) => ({ subject, field, expected: String(expected[field]), chain: String(chain[field]) }));
}
