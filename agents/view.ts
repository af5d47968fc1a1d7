import type { LanternBase } from "../base/units.ts";
import type { ProtocolParams } from "../protocol/params.ts";
import type { Tier } from "../protocol/tiers/tier.ts";

/**
 * What each role may know, as types. Whatever a party could not see is absent, so no strategy can read it: the spot-check decision
 * reaches an attacker only through `AttackSessionView.sampled`, which the world fills by the directive switches.
 */

/** What the operator of one peer sees at an epoch's end: its own on-chain state. */
export interface PeerEpochView {
  readonly epoch: number;
  readonly atUs: number;
  readonly ageUs: number;
  readonly tier: Tier;
  readonly stakeBase: LanternBase;
  readonly walletBase: LanternBase;
  /** Claimable under the root just finalised. */
  readonly claimableBase: LanternBase;
  readonly lastClaimAtUs: number;
  /** Whether this operator is one who locks tokens for a tier. */
  readonly stakes: boolean;
  readonly params: ProtocolParams;
}

export type PeerAction = { readonly kind: "claim" } | { readonly kind: "stake"; readonly amountBase: LanternBase };

/** What an attacker sees when one of its clients opens a session with one of its peers. Rates are bytes a second. */
export interface AttackSessionView {
  readonly phase: number;
  readonly atUs: number;
  /** True or false where the client is told or the peer sees the next hop; undefined where neither leaks. */
  readonly sampled: boolean | undefined;
  /** What an ordinary client would demand in this session: a draw from the public distribution. */
  readonly demandBytesPerSecond: number;
}

/** What the attacker then does: bytes really moved and bytes its client signs for, bytes a second, whole. */
export interface AttackConduct {
  readonly realBytesPerSecond: number;
  readonly claimedBytesPerSecond: number;
}
