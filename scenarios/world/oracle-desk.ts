import { createHash } from "node:crypto";
import { US_PER_DAY } from "../../base/units.ts";
import { type Case, decideCase, type FlagReason, openCase } from "../../protocol/oracle/investigation.ts";
import type { PeerBook } from "../../protocol/oracle/peer-book.ts";
import { reconcileZ, type SessionSums } from "../../protocol/oracle/reconcile.ts";
import type { ProtocolParams } from "../../protocol/params.ts";
import type { Tier } from "../../protocol/tiers/tier.ts";

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

interface OpenCase {
  readonly case: Case;
  readonly tier: Tier;
  readonly earnedPerDayBase: number;
}

/** What one epoch's end brought. */
export interface DeskReport {
  readonly flagged: readonly number[];
  readonly convicted: readonly Conviction[];
  readonly cleared: readonly number[];
}

/** The oracle's desk at each epoch's end: flags peers whose sessions do not reconcile, and decides the cases that are due. */
export class OracleDesk {
  readonly #params: ProtocolParams;
  readonly #cases = new Map<number, OpenCase>();

  constructor(params: ProtocolParams) {
    this.#params = params;
  }

  isOpen(peer: number): boolean {
    return this.#cases.has(peer);
  }

  /**
   * Decides due cases, then opens new ones. `tiers` and `earnedLastBase` (base units of the epoch just paid) are by peer.
   * Convicted and cleared peers begin anew: their sums are forgotten, so that one matter is tried once.
   */
  close(book: PeerBook, tiers: Uint8Array, earnedLastBase: Float64Array, atUs: number): DeskReport {
    const convicted: Conviction[] = [];
    const cleared: number[] = [];
    for (const [peer, open] of this.#cases) {
      if (atUs < open.case.dueAtUs) continue;
      this.#cases.delete(peer);
      const verdict = decideCase(open.case, sampledSums(book, peer), book.overMeter[peer], this.#params);
      if (verdict.kind === "guilty") convicted.push(this.#convict(peer, open, verdict.z, atUs));
      else cleared.push(peer);
      book.forget(peer);
    }
    return { flagged: this.#flag(book, tiers, earnedLastBase, atUs), convicted, cleared };
  }

  #flag(book: PeerBook, tiers: Uint8Array, earnedLastBase: Float64Array, atUs: number): number[] {
    const flagged: number[] = [];
    for (let peer = 0; peer < tiers.length; peer++) {
      if (this.#cases.has(peer)) continue;
      const reason = this.#suspicion(book, peer);
      if (reason === undefined) continue;
      const earnedPerDayBase = Math.floor((earnedLastBase[peer] * US_PER_DAY) / this.#params["epoch.length"]);
      this.#cases.set(peer, {
        case: openCase(reason, directSums(book, peer), atUs, this.#params),
        tier: tiers[peer] as Tier,
        earnedPerDayBase,
      });
      book.overMeter[peer] = 0;
      flagged.push(peer);
    }
    return flagged;
  }

  #suspicion(book: PeerBook, peer: number): FlagReason | undefined {
    if (book.overMeter[peer] > 0) return "receipts-exceed-meter";
    if (book.directCounts[peer] === 0) return undefined;
    const z = reconcileZ(sampledSums(book, peer), directSums(book, peer), this.#params);
    return z > this.#params["oracle.reconcileZ"] ? "direct-exceeds-sampled" : undefined;
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

function sampledSums(book: PeerBook, peer: number): SessionSums {
  return { count: book.sampledCounts[peer], sum: book.sampledSums[peer], squares: book.sampledSquares[peer] };
}

function directSums(book: PeerBook, peer: number): SessionSums {
  return { count: book.directCounts[peer], sum: book.directSums[peer], squares: book.directSquares[peer] };
}
