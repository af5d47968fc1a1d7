import type { ForgedRootParams } from "../protocol/oracle/forged-root.ts";

/** What an attacker knows in the worlds of rounds: a verifier set, Lume, Lumora. What it could not see is absent, as in `view.ts`. */

/** One epoch of a verifier set, before its root is signed. */
export interface CommitteeView {
  readonly epoch: number;
  readonly verifierCount: number;
  /** Signatures that decide. */
  readonly quorum: number;
  /** Verifiers whose signature it has: keys stolen and not found, bribes taken. */
  readonly signers: number;
  /** The set was replaced after what it did: all can read it on the chain. */
  readonly exposed: boolean;
  readonly rules: ForgedRootParams;
}

export interface CommitteeConduct {
  /** Verifiers whose keys it tries for in this epoch. */
  readonly attempts: number;
  /** What each of them costs, USD. */
  readonly attemptUsd: number;
  /** Verifiers that it offers a bribe, and the price, USD. */
  readonly offers: number;
  readonly bribeUsd: number;
  /** Share of the epoch's emission that its root takes, 0 to 1, once it has the quorum; 0: it signs truly. */
  readonly takeShare: number;
}

/** What a Lumora node says of itself for one task. Bits a second and milliseconds. */
export interface Announcement {
  readonly bandwidth: number;
  readonly rttMs: number;
  readonly hops: number;
  readonly latencyMs: number;
}

/** A task is looked for: what one of the attacker's nodes knows of itself and of the best of the network. */
export interface LumoraNodeView {
  readonly round: number;
  /** What is true of it. */
  readonly own: Announcement;
  /** The widest link announced in the round before. */
  readonly bandwidthMax: number;
  /** Tasks that it failed in the round before. */
  readonly failedLast: number;
}

/** Ten of a region's minutes, as a Lume node sees them before it announces its window. Bytes of one round. */
export interface LumeNodeView {
  readonly round: number;
  /** What its own residual bandwidth window says for the round. */
  readonly windowBytes: number;
  /** Demand factor of its region, in force now, basis points. */
  readonly demandBps: number;
  /** Its reputation weight, basis points; the node can read its own. */
  readonly reputationBps: number;
  readonly excluded: boolean;
  readonly coin: number;
}

export interface LumeConduct {
  /** Window announced over the true one. */
  readonly windowFactor: number;
  /** It offers itself in this round. */
  readonly offers: boolean;
  /** Bytes reported over bytes moved. */
  readonly padFactor: number;
  /** Share of assigned tasks that it turns away. */
  readonly rejectShare: number;
  /** Seconds by which its timestamps lie. */
  readonly timeShiftSeconds: number;
}

/** A stolen institution's key, as its thief sees it each round. */
export interface KeyThiefView {
  readonly round: number;
  /** The registry says revoked: it is public. */
  readonly revoked: boolean;
  /** What the contract's fair use still lets through in this round, bytes. */
  readonly fairUseBytes: number;
  /** What the thief's own nodes could carry, bytes. */
  readonly ownBytes: number;
}

/** Money of an attack in these worlds, beside rewards. */
export interface TaskPlan {
  /** Nodes of the attacker; 0 where it has none. */
  readonly identities: number;
  /** Spent once, USD, by kind. */
  readonly onceUsd: Readonly<Record<string, number>>;
}
