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
  /** Sessions that this client has hung up in a row before this one; 0 in one that fell due. */
  readonly attempt: number;
  /** The attacker's own coin: drawn for this session, 0 to below 1. */
  readonly coin: number;
  /** What this peer was paid for the epoch before, and the bytes it was paid for: its own leaf. */
  readonly earnedLastBase: LanternBase;
  readonly paidBytesLast: number;
  /** The network's published rules. */
  readonly rules: ProtocolParams;
}

/**
 * What the attacker then does: bytes really moved and bytes its client signs for, bytes a second, whole. With neither, no session takes
 * place.
 */
export interface AttackConduct {
  readonly realBytesPerSecond: number;
  readonly claimedBytesPerSecond: number;
  /** The client ends the session after this many microseconds, if that is before its planned end. */
  readonly endsAfterUs?: number;
  /** The client hangs up before a byte has moved, and asks for another session of the same peer at once. */
  readonly hangsUp?: boolean;
}

/** What an attacker's peer sees when an ordinary client's session begins on it: bytes pass through it, the client's purpose does not. */
export interface ServeView {
  readonly phase: number;
  readonly atUs: number;
  /** True or false where the peer sees the next hop; undefined where it does not. The client's directive is not the peer's to know. */
  readonly sampled: boolean | undefined;
  /** Bytes a second that the client asks for. */
  readonly demandBytesPerSecond: number;
  readonly coin: number;
  readonly rules: ProtocolParams;
}

export interface ServeConduct {
  /** Share of what the client asks for that the peer lets through, 0 to 1. */
  readonly deliveredShare: number;
  /** The peer drops the session after this many microseconds. */
  readonly dropsAfterUs?: number;
}

/** One identity of an attacker, as its operator sees it at an epoch's end: its account on chain, and what passed through it. */
export interface OwnIdentity {
  /** From 0, in the order of the attacker's identities. */
  readonly identity: number;
  /** Tier that its age and stake say now, and the one by which its sessions were sampled in the epoch. */
  readonly tier: Tier;
  readonly sampledTier: Tier;
  readonly stakeBase: LanternBase;
  readonly unstakingBase: LanternBase;
  /** When what it asked back may leave; 0 where it asked for nothing. */
  readonly unlockAtUs: number;
  readonly walletBase: LanternBase;
  /** Under the root just finalised. */
  readonly claimableBase: LanternBase;
  /** Slashed so far: a transaction that all can read. */
  readonly slashed: boolean;
  readonly running: boolean;
  /** It has run at some time. */
  readonly used: boolean;
  /** Sessions of the epoch whose directive reached the operator, and those of them that were sampled. */
  readonly sessionsSeen: number;
  readonly sampledSeen: number;
}

/** What an attacker's operator sees at an epoch's end, once the root is final. */
export interface OperatorView {
  readonly epoch: number;
  readonly atUs: number;
  readonly identities: readonly OwnIdentity[];
  readonly rules: ProtocolParams;
}

/** What an operator may do with its identities; only the engine performs it, by the ledger's rules. */
export type OperatorAction =
  | { readonly kind: "claim"; readonly identity: number }
  | { readonly kind: "stake"; readonly identity: number; readonly amountBase: LanternBase }
  | { readonly kind: "request-unstake"; readonly identity: number; readonly amountBase: LanternBase }
  | { readonly kind: "unstake"; readonly identity: number }
  /** An ordinary token transfer between two of its own wallets. */
  | { readonly kind: "transfer"; readonly identity: number; readonly to: number; readonly amountBase: LanternBase }
  /** Goes off the network, comes back. */
  | { readonly kind: "stop"; readonly identity: number }
  | { readonly kind: "start"; readonly identity: number };

/**
 * What an attacker does with signed receipts beside handing each in once. Its peers hold the receipts of every client; only its own
 * clients sign new ones.
 */
export interface ReceiptAbuse {
  /** Times that each receipt is handed in again at once. */
  readonly replaysAtOnce: number;
  /** Times that each receipt is handed in again when its session is over. */
  readonly replaysLater: number;
  /** Each receipt is handed in once more in the name of another of the attacker's peers. */
  readonly renames: boolean;
  /** Receipts that an own client signs over parts of a window it has signed already; 0: none. */
  readonly pieces: number;
  /** Seconds by which an own client's second receipt reaches back into the window before; 0: none. */
  readonly overlapSeconds: number;
}
