import type { LedgerCommand, PeerAccount } from "../../protocol/ledger.ts";
import type { DeskReport } from "./oracle-desk.ts";
import type { CommitteeEpoch } from "./verifier-desk.ts";

/** A command that the ledger has executed, with the account as it was before: what a mirror needs to follow. */
export interface AppliedCommand {
  readonly command: LedgerCommand;
  /** Peer it concerns; -1 for an epoch's. */
  readonly peer: number;
  readonly amountBase: number;
  /** The account as it was before a slash, a stake or its return: what a mirror needs to take an outsider in, and to stake once. */
  readonly before?: PeerAccount;
}

/** A registration that took place at Freddie during the epoch. */
export interface Registration {
  readonly peer: number;
  readonly command: LedgerCommand;
}

/** One tier in one epoch. Arrays of five, by tier, New first. */
export interface TierWork {
  readonly peers: readonly number[];
  readonly rewardBase: readonly number[];
  readonly legs: readonly number[];
  readonly sampledLegs: readonly number[];
}

/** One settled epoch. */
export interface SettledEpoch {
  readonly epoch: number;
  readonly endUs: number;
  readonly phase: number;
  readonly scheduledBase: number;
  readonly totalBase: number;
  readonly claimedBase: number;
  readonly burnedBase: number;
  readonly root: string;
  readonly leafCount: number;
  readonly verifiedBytes: number;
  readonly peersPaid: number;
  readonly desk: DeskReport;
  readonly tiers: TierWork;
  readonly commands: readonly AppliedCommand[];
  /** Of epoch, accounts and agents' counters, chained. */
  readonly stateHash: string;
  /** What the verifiers decided; absent before phase 3. */
  readonly committee?: CommitteeEpoch;
}
