import { createHash } from "node:crypto";
import { US_PER_DAY } from "../../base/units.ts";
import { type Dispute, openDispute, verdictsPerEpoch } from "../../protocol/oracle/dispute.ts";
import {
  type ActivityCase,
  type Case,
  decideCase,
  type FlagReason,
  isReconcileReason,
  openCase,
  type PeerEvidence,
  suspicionZ,
  type Verdict,
} from "../../protocol/oracle/investigation.ts";
import type { PeerBook } from "../../protocol/oracle/peer-book.ts";
import { activityBetween, decideActivityCase } from "../../protocol/oracle/random-clients.ts";
import type { SessionSums } from "../../protocol/oracle/reconcile.ts";
import type { ProtocolParams } from "../../protocol/params.ts";
import type { Tier } from "../../protocol/tiers/tier.ts";
import { uniform } from "../../sim/random/counter-hash.ts";
import type { PlausibilityWatch } from "./plausibility-watch.ts";

/** Of `PresenceTable.investigated`: no case; a case with full sampling; one with full sampling and random clients. */
export const CASE = { none: 0, sampled: 1, randomClients: 2 } as const;

/** A peer found guilty, as the settlement needs it. */
export interface Conviction {
  readonly peer: number;
  readonly atUs: number;
  readonly openedAtUs: number;
  readonly z: number;
  readonly reason: FlagReason;
  /** Tier and daily earnings when the case was opened: what the slash is computed from. */
  readonly tier: Tier;
  readonly earnedPerDayBase: number;
  /** 64 hex digits. */
  readonly evidenceHash: string;
}

export interface OpenCase {
  readonly case: Case | ActivityCase;
  readonly tier: Tier;
  readonly earnedPerDayBase: number;
  /** Once found guilty, where there is a dispute window. */
  readonly dispute?: Dispute;
}

/** What one epoch's end brought. */
export interface DeskReport {
  readonly flagged: readonly number[];
  readonly convicted: readonly Conviction[];
  readonly cleared: readonly number[];
  /** Found guilty with a dispute window to run; of those, who appealed; whose appeal was heard and overturned the verdict. */
  readonly disputed: readonly number[];
  readonly appealed: readonly number[];
  readonly overturned: readonly number[];
  /** Cases that are due and that nobody had time for. */
  readonly backlog: number;
}

/** A report while it is being written. */
interface DeskTally {
  readonly convicted: Conviction[];
  readonly cleared: number[];
  readonly disputed: number[];
  readonly appealed: number[];
  readonly overturned: number[];
  backlog: number;
}

/** The oracle's desk at each epoch's end: flags peers whose sessions do not reconcile or are implausible, and decides the cases that are due. */
export class OracleDesk {
  readonly #params: ProtocolParams;
  readonly #watch: PlausibilityWatch | undefined;
  readonly #appealKey: number;
  /** In the order in which they were opened. */
  #cases = new Map<number, OpenCase>();

  /** `appealKey`: key of the draws that say who appeals. */
  constructor(params: ProtocolParams, watch: PlausibilityWatch | undefined, appealKey: number) {
    this.#params = params;
    this.#watch = watch;
    this.#appealKey = appealKey;
  }

  /** What Freddie does about the peer's sessions, as a value of `CASE`. */
  caseOf(peer: number): number {
    const open = this.#cases.get(peer);
    if (open === undefined) return CASE.none;
    return isReconcileReason(open.case.reason) ? CASE.sampled : CASE.randomClients;
  }

  /**
   * Decides due cases, oldest first, as many as the investigators manage, then opens new ones. `tiers` and `earnedLastBase` (base units
   * of the epoch just paid) are by peer. Convicted and cleared peers begin anew: their sums are forgotten, so that one matter is tried once.
   */
  close(book: PeerBook, tiers: Uint8Array, earnedLastBase: Float64Array, atUs: number): DeskReport {
    const tally: DeskTally = { convicted: [], cleared: [], disputed: [], appealed: [], overturned: [], backlog: 0 };
    let verdictsLeft = verdictsPerEpoch(this.#params);
    for (const [peer, open] of [...this.#cases]) {
      if (atUs < (open.dispute?.executesAtUs ?? open.case.dueAtUs)) continue;
      // What nobody appeals is executed without a second hearing.
      const needsHearing = open.dispute === undefined || open.dispute.appealed;
      if (needsHearing && verdictsLeft <= 0) tally.backlog++;
      else if (this.#hear(peer, open, needsHearing, book, atUs, tally) && needsHearing) verdictsLeft--;
    }
    return { flagged: this.#flag(book, tiers, earnedLastBase, atUs), ...tally };
  }

  /** All that a run changes here, not copied: for `World.snapshot`. */
  save() {
    return this.#cases;
  }

  /** Takes over what another one of the same shape saved. */
  load(saved: ReturnType<OracleDesk["save"]>): void {
    this.#cases = saved;
  }

  /** Decides a case that is due; false where the evidence does not suffice yet. */
  #hear(peer: number, open: OpenCase, needsHearing: boolean, book: PeerBook, atUs: number, tally: DeskTally): boolean {
    const verdict = this.#verdict(peer, open, book);
    if (verdict === undefined) return false;
    const guilty = !needsHearing || verdict.kind === "guilty";
    const dispute = guilty && open.dispute === undefined ? this.#openDispute(peer, atUs) : undefined;
    if (dispute !== undefined) {
      this.#cases.set(peer, { ...open, dispute });
      tally.disputed.push(peer);
      if (dispute.appealed) tally.appealed.push(peer);
      return true;
    }
    this.#cases.delete(peer);
    if (guilty) tally.convicted.push(this.#convict(peer, open, verdict.z, atUs));
    else (open.dispute === undefined ? tally.cleared : tally.overturned).push(peer);
    book.forget(peer);
    this.#watch?.book.forget(peer);
    return true;
  }

  /** By the evidence so far, that gathered since an earlier verdict included; undefined while there is too little of it. */
  #verdict(peer: number, open: OpenCase, book: PeerBook): Verdict | undefined {
    if (!("before" in open.case))
      return decideCase(open.case, sampledSums(book, peer), book.overMeter[peer], this.#params);
    const { before, atOpening } = open.case;
    const now = this.#watch?.book.activity(peer) ?? atOpening;
    return decideActivityCase({ before, during: activityBetween(atOpening, now) }, this.#params);
  }

  #openDispute(peer: number, atUs: number): Dispute | undefined {
    const epoch = Math.floor(atUs / this.#params["epoch.length"]);
    return openDispute(atUs, uniform(this.#appealKey, peer, epoch), this.#params);
  }

  #flag(book: PeerBook, tiers: Uint8Array, earnedLastBase: Float64Array, atUs: number): number[] {
    const flagged: number[] = [];
    for (let peer = 0; peer < tiers.length; peer++) {
      if (this.#cases.has(peer)) continue;
      const opened = this.#suspicion(book, peer, atUs);
      if (opened === undefined) continue;
      const earnedPerDayBase = Math.floor((earnedLastBase[peer] * US_PER_DAY) / this.#params["epoch.length"]);
      this.#cases.set(peer, { case: opened, tier: tiers[peer] as Tier, earnedPerDayBase });
      book.overMeter[peer] = 0;
      flagged.push(peer);
    }
    return flagged;
  }

  /** The case that the peer's sums call for; reconciliation comes before plausibility. */
  #suspicion(book: PeerBook, peer: number, atUs: number): Case | ActivityCase | undefined {
    const evidence = evidenceOf(book, peer);
    if (book.overMeter[peer] > 0) return openCase("receipts-exceed-meter", evidence, atUs, this.#params);
    const z = evidence.direct.count === 0 ? 0 : suspicionZ(evidence, this.#params);
    this.#watch?.noteReconciliation(peer, z);
    if (z > this.#params["oracle.reconcileZ"]) return openCase("direct-exceeds-sampled", evidence, atUs, this.#params);
    return this.#watch?.suspect(peer, atUs);
  }

  #convict(peer: number, open: OpenCase, z: number, atUs: number): Conviction {
    const { openedAtUs, reason } = open.case;
    const record = JSON.stringify({ peer, openedAtUs, atUs, reason, z, tier: open.tier });
    const evidenceHash = createHash("sha256").update(record).digest("hex");
    return {
      peer,
      atUs,
      openedAtUs,
      z,
      reason,
      tier: open.tier,
      earnedPerDayBase: open.earnedPerDayBase,
      evidenceHash,
    };
  }
}

/** All that reconciliation reads of a peer. */
export function evidenceOf(book: PeerBook, peer: number): PeerEvidence {
  return { sampled: sampledSums(book, peer), direct: directSums(book, peer), strata: book.strata(peer) };
}

/** What the reconciliation test reads of a peer's sampled sessions. */
export function sampledSums(book: PeerBook, peer: number): SessionSums {
  return { count: book.sampledCounts[peer], sum: book.sampledSums[peer], squares: book.sampledSquares[peer] };
}

/** What it reads of the direct ones. */
export function directSums(book: PeerBook, peer: number): SessionSums {
  return { count: book.directCounts[peer], sum: book.directSums[peer], squares: book.directSquares[peer] };
}
