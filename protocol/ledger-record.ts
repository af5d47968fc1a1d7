import { type LanternBase, US_PER_S } from "../base/units.ts";
import type { LedgerCode, LedgerOutcome, PeerAccount, PeerId } from "./ledger.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What the ledger in memory keeps of a peer beside its account. */
export interface PeerRecord extends Mutable<PeerAccount> {
  /** Of the last claim's leaf, which a later one may not undercut. */
  earnedSeenBase: LanternBase;
  tierSinceSeenUs: number;
  /** When what is being unstaked may leave. */
  unlockAtUs: number;
}

/** A submitted epoch. */
export interface EpochRecord {
  readonly root: Uint8Array;
  readonly cumulativeBase: LanternBase;
  readonly submittedAtUs: number;
  finalised: boolean;
}

/** A peer that has just registered. */
export function emptyRecord(peerId: PeerId, registeredAtUs: number): PeerRecord {
  return {
    peerId,
    registeredAtUs,
    tierSinceUs: registeredAtUs,
    stakeBase: 0,
    unstakingBase: 0,
    walletBase: 0,
    claimedBase: 0,
    forfeitedBase: 0,
    slashedBase: 0,
    bytes: 0,
    earnedSeenBase: 0,
    tierSinceSeenUs: Number.NEGATIVE_INFINITY,
    unlockAtUs: 0,
  };
}

/** The chain's clock ticks in whole seconds, rounded down. */
export function wholeSeconds(atUs: number): number {
  return Math.floor(atUs / US_PER_S) * US_PER_S;
}

/** The ledger has executed a command. */
export function done(amountBase: LanternBase = 0): LedgerOutcome {
  return { kind: "done", amountBase };
}

/** A rule of the programs says no: `detail` in words. */
export function rejected(code: LedgerCode, detail: string): LedgerOutcome {
  return { kind: "rejected", code, detail };
}
