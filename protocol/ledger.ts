import type { LanternBase } from "../base/units.ts";

/**
 * The port to a chain: the same commands go to the in-memory ledger (`ledger-memory.ts`, all peers) and, queued and flushed at epoch
 * boundaries, to the programs (`chain/backends/`, the cohort). Conformance compares outcomes and states of the two.
 */

/** A peer's Ed25519 public key as 64 lower-case hex digits: its identity, and the seed of its accounts. */
export type PeerId = string & { readonly __unit?: "PeerId" };

/** What one Merkle leaf commits to: lifetime totals that never fall, except that a slash moves `tierSinceUs` forward. */
export interface RewardLeaf {
  readonly epoch: number;
  readonly peerId: PeerId;
  /** Earned since genesis, base units. */
  readonly earnedBase: LanternBase;
  /** Part of it forfeited by slashes. */
  readonly forfeitedBase: LanternBase;
  /** Verified bytes relayed since genesis, both directions. */
  readonly bytes: number;
  /** Whole seconds (in microseconds) since the scenario's epoch; negative before it. Tier age counts from here. */
  readonly tierSinceUs: number;
}

export type LedgerCommand =
  | { readonly kind: "register"; readonly atUs: number; readonly peerId: PeerId }
  | {
      readonly kind: "stake";
      readonly atUs: number;
      readonly peerId: PeerId;
      readonly amountBase: LanternBase;
      /** The active stake that it is added to: sent again, it is refused. Absent: added to whatever there is. */
      readonly stakeBeforeBase?: LanternBase;
    }
  | {
      readonly kind: "request-unstake";
      readonly atUs: number;
      readonly peerId: PeerId;
      readonly amountBase: LanternBase;
    }
  | { readonly kind: "unstake"; readonly atUs: number; readonly peerId: PeerId }
  | {
      readonly kind: "submit-epoch";
      readonly atUs: number;
      readonly epoch: number;
      /** 64 hex digits; all zero for an epoch without a leaf. */
      readonly root: string;
      /** What this epoch adds to the cumulative total. */
      readonly totalBase: LanternBase;
      readonly leafCount: number;
    }
  | { readonly kind: "finalize-epoch"; readonly atUs: number; readonly epoch: number }
  | { readonly kind: "claim"; readonly atUs: number; readonly leaf: RewardLeaf; readonly proof: readonly string[] }
  | {
      readonly kind: "slash";
      readonly atUs: number;
      readonly peerId: PeerId;
      /** 64 hex digits: SHA-256 of the evidence record. A second slash with the same evidence is refused. */
      readonly evidenceHash: string;
      readonly amountBase: LanternBase;
    };

/** Why a command was refused; the same names as the programs' errors. */
export type LedgerCode =
  | "AlreadyRegistered"
  | "NotRegistered"
  | "InsufficientFunds"
  | "InsufficientStake"
  | "StakeMoved"
  | "Locked"
  | "NothingToUnstake"
  | "EpochOutOfOrder"
  | "EmissionExceeded"
  | "NotFinal"
  | "StaleRoot"
  | "InvalidProof"
  | "ProofTooLong"
  | "CumulativeRegressed"
  | "NothingToClaim"
  | "ExceedsTotal"
  | "AlreadySlashed"
  | "RootFinal"
  | "ArithmeticError"
  | "Unauthorized";

export type LedgerOutcome =
  | {
      readonly kind: "done" /** Claim: paid; slash: taken; others: the amount moved, else 0. */;
      readonly amountBase: LanternBase;
    }
  | { readonly kind: "rejected"; readonly code: LedgerCode; readonly detail: string };

/** One peer's on-chain state, in the twin's units. */
export interface PeerAccount {
  readonly peerId: PeerId;
  readonly registeredAtUs: number;
  readonly tierSinceUs: number;
  readonly stakeBase: LanternBase;
  /** Requested back, still slashable, not counted for tiers. */
  readonly unstakingBase: LanternBase;
  readonly walletBase: LanternBase;
  readonly claimedBase: LanternBase;
  readonly forfeitedBase: LanternBase;
  readonly slashedBase: LanternBase;
  /** Verified bytes as of the last claim. */
  readonly bytes: number;
}

export interface LedgerTotals {
  /** Genesis supply + claimed - burned. */
  readonly supplyBase: LanternBase;
  readonly claimedBase: LanternBase;
  readonly burnedBase: LanternBase;
  /** Cumulative total of all finalised epochs. */
  readonly finalisedBase: LanternBase;
  readonly stakedBase: LanternBase;
}

/** A peer as it stands when the run begins: the twin starts warm. */
export interface GenesisPeer {
  readonly peerId: PeerId;
  /** Whole seconds, in microseconds since the scenario's epoch; negative: registered before it. */
  readonly registeredAtUs: number;
  readonly stakeBase: LanternBase;
  readonly walletBase: LanternBase;
}
