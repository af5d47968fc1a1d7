import type { PeerId } from "../ledger.ts";
import { judgeCounters, type MeterCode } from "./counter-rule.ts";

/** What the egress says of one session on one peer: both directions since the leg began. */
export interface MeterReport {
  /** The session's UUID as 32 hex digits. */
  readonly sessionId: string;
  readonly peerId: PeerId;
  /** 1, 2, … within the leg. */
  readonly sequence: number;
  readonly bytesDown: number;
  readonly bytesUp: number;
  /** The leg has ended: no report follows. */
  readonly final: boolean;
}

export type MeterOutcome =
  | { readonly kind: "counted"; readonly newBytesDown: number; readonly newBytesUp: number }
  | { readonly kind: "rejected"; readonly code: MeterCode; readonly detail: string };

export interface MeteredBytes {
  bytesDown: number;
  bytesUp: number;
}

interface MeteredLeg {
  sequence: number;
  bytesDown: number;
  bytesUp: number;
  /** Epoch (as counted by `takeEpoch`) in which the final report was counted; -1 before it. */
  closedInEpoch: number;
}

/**
 * The oracle's side of egress metering: every byte of a (session, peer) leg counts once, for the peer that carried it, in the epoch
 * in which its report arrives. Reports may be repeated, reordered or lost. A closed leg is remembered for one whole epoch more, then
 * forgotten; only a leg that Freddie opened counts, so a report later than that cannot count again.
 * Source: seed 004, phase 1: per-peer bandwidth attribution; UNBOUNDED.md: one session spans several peers over time
 */
export class EgressTally {
  readonly #legs = new Map<string, MeteredLeg>();
  #epochBytes = new Map<PeerId, MeteredBytes>();
  #epoch = 0;

  /** Legs remembered, open and closed. */
  get legCount(): number {
    return this.#legs.size;
  }

  /** Expects reports of a leg; does nothing for one that is known (the session came back to the peer and its counters go on). */
  openLeg(sessionId: string, peerId: PeerId): void {
    const key = legKey(sessionId, peerId);
    const known = this.#legs.get(key);
    if (known !== undefined) known.closedInEpoch = -1;
    else this.#legs.set(key, { sequence: 0, bytesDown: 0, bytesUp: 0, closedInEpoch: -1 });
  }

  report(report: MeterReport): MeterOutcome {
    const { sessionId, peerId, sequence, bytesDown, bytesUp } = report;
    const leg = this.#legs.get(legKey(sessionId, peerId));
    if (leg === undefined) return rejectReport("METER_UNKNOWN_LEG", report);
    const closed = leg.closedInEpoch >= 0;
    const verdict = judgeCounters(leg.sequence, leg.bytesDown, leg.bytesUp, closed, sequence, bytesDown, bytesUp);
    if (verdict !== "counts") return rejectReport(verdict, report);
    const newBytesDown = bytesDown - leg.bytesDown;
    const newBytesUp = bytesUp - leg.bytesUp;
    leg.sequence = sequence;
    leg.bytesDown = bytesDown;
    leg.bytesUp = bytesUp;
    if (report.final) leg.closedInEpoch = this.#epoch;
    const bytes = this.#epochBytes.get(peerId);
    if (bytes === undefined) this.#epochBytes.set(peerId, { bytesDown: newBytesDown, bytesUp: newBytesUp });
    else {
      bytes.bytesDown += newBytesDown;
      bytes.bytesUp += newBytesUp;
    }
    return { kind: "counted", newBytesDown, newBytesUp };
  }

  /** Ends the epoch: what each peer carried in it, in the order of the peers' first reports; counting goes on from zero. */
  takeEpoch(): ReadonlyMap<PeerId, Readonly<MeteredBytes>> {
    const taken = this.#epochBytes;
    this.#epochBytes = new Map();
    for (const [key, leg] of this.#legs) {
      if (leg.closedInEpoch >= 0 && leg.closedInEpoch < this.#epoch) this.#legs.delete(key);
    }
    this.#epoch++;
    return taken;
  }
}

function legKey(sessionId: string, peerId: PeerId): string {
  return `${sessionId}/${peerId}`;
}

function rejectReport(code: MeterCode, { sessionId, sequence }: MeterReport): MeterOutcome {
  return { kind: "rejected", code, detail: `report ${sequence} of session ${sessionId}` };
}
