import { assert } from "../../base/assert.ts";
import { US_PER_S } from "../../base/units.ts";
import { toBase16 } from "../crypto/base16.ts";
import { equalBytes } from "../crypto/byte-order.ts";
import type { ProtocolParams } from "../params.ts";
import type { BandwidthReceipt } from "./codec.ts";
import { type ReceiptRejected, rejectReceipt } from "./codes.ts";
import { LegWindows } from "./leg-windows.ts";
import { windowSecondsMax } from "./receipt-window.ts";

/** A client's session on one peer, as Freddie assigned it. */
export interface LegOpening {
  readonly sessionId: Uint8Array;
  readonly clientId: Uint8Array;
  readonly peerId: Uint8Array;
  readonly openedAtUs: number;
  /** The most that the leg's link carries in each direction, whole bytes a second. */
  readonly linkDownBytesPerSecond: number;
  readonly linkUpBytesPerSecond: number;
}

interface Leg {
  readonly openedAtUs: number;
  /** Infinite while the leg is in use. */
  endedAtUs: number;
  readonly linkDownBytesPerSecond: number;
  readonly linkUpBytesPerSecond: number;
  readonly windows: LegWindows;
}

interface Session {
  readonly clientId: Uint8Array;
  readonly legs: Map<string, Leg>;
}

/** A receipt whose session, peer, client and time are right: next come its signature, then its windows. */
export interface AdmittedReceipt {
  readonly kind: "admitted";
  readonly receipt: BandwidthReceipt;
  readonly leg: Leg;
}

/**
 * Which receipts have been accepted, by (session, peer) leg. Of one stream of honest receipts, in any order, with any duplicates,
 * it credits the same bytes; a lost receipt never adds any. Memory is bounded by the sessions that are open and, in each, by the
 * seconds in which a receipt is not yet stale (`leg-windows.ts`).
 * Source: seed 004, signed bandwidth receipts; RELIABILITY.md, invariant 7
 */
export class ReplayGuard {
  readonly genesisUnixSeconds: number;
  readonly #sessions = new Map<string, Session>();

  /** @param genesisUnixSeconds Unix time of `atUs` = 0, whole seconds */
  constructor(genesisUnixSeconds: number) {
    assert(Number.isSafeInteger(genesisUnixSeconds) && genesisUnixSeconds >= 0, "genesis is a whole Unix second");
    this.genesisUnixSeconds = genesisUnixSeconds;
  }

  /** Open sessions. */
  get sessionCount(): number {
    return this.#sessions.size;
  }

  /**
   * Lets receipts of a leg in. Opening a known leg again (the session comes back to the peer) goes on with its windows.
   * @throws AssertionFailure when the session belongs to another client: ids are Freddie's to give
   */
  openLeg(opening: LegOpening): void {
    const id = toBase16(opening.sessionId);
    let session = this.#sessions.get(id);
    if (session === undefined) {
      session = { clientId: opening.clientId.slice(), legs: new Map() };
      this.#sessions.set(id, session);
    }
    assert(equalBytes(session.clientId, opening.clientId), "a session has one client");
    const peer = toBase16(opening.peerId);
    const known = session.legs.get(peer);
    if (known !== undefined) {
      known.endedAtUs = Number.POSITIVE_INFINITY;
      return;
    }
    const { openedAtUs, linkDownBytesPerSecond, linkUpBytesPerSecond } = opening;
    session.legs.set(peer, {
      openedAtUs,
      endedAtUs: Number.POSITIVE_INFINITY,
      linkDownBytesPerSecond,
      linkUpBytesPerSecond,
      windows: new LegWindows(),
    });
  }

  /**
   * The session has left the peer: windows after this are refused, late receipts for earlier ones still accepted.
   * @throws AssertionFailure on a leg that was never opened
   */
  endLeg(sessionId: Uint8Array, peerId: Uint8Array, endedAtUs: number): void {
    const leg = this.#sessions.get(toBase16(sessionId))?.legs.get(toBase16(peerId));
    assert(leg !== undefined, "only an open leg ends");
    leg.endedAtUs = endedAtUs;
  }

  /** Forgets a session with all its legs: what still comes of it is RECEIPT_UNKNOWN_SESSION. */
  closeSession(sessionId: Uint8Array): void {
    this.#sessions.delete(toBase16(sessionId));
  }

  /** All that a run changes here, not copied: for `World.snapshot`. */
  save() {
    return Array.from(this.#sessions, ([id, { clientId, legs }]) => ({
      id,
      clientId,
      legs: Array.from(legs, ([peer, { windows, ...leg }]) => ({ peer, leg, windows: windows.save() })),
    }));
  }

  /** Takes over what another guard saved. */
  load(saved: ReturnType<ReplayGuard["save"]>): void {
    this.#sessions.clear();
    for (const { id, clientId, legs } of saved) {
      const session: Session = { clientId, legs: new Map() };
      for (const { peer, leg, windows } of legs) {
        const held = new LegWindows();
        held.load(windows);
        session.legs.set(peer, { ...leg, windows: held });
      }
      this.#sessions.set(id, session);
    }
  }

  /** Bytes credited so far on a leg, both directions; zero for an unknown one. */
  creditedBytes(sessionId: Uint8Array, peerId: Uint8Array): { readonly bytesDown: number; readonly bytesUp: number } {
    const windows = this.#sessions.get(toBase16(sessionId))?.legs.get(toBase16(peerId))?.windows;
    return { bytesDown: windows?.totalDown ?? 0, bytesUp: windows?.totalUp ?? 0 };
  }

  /** Everything that can be refused before the dear signature check; changes nothing. */
  admit(receipt: BandwidthReceipt, nowUs: number, params: ProtocolParams): AdmittedReceipt | ReceiptRejected {
    const session = this.#sessions.get(toBase16(receipt.sessionId));
    if (session === undefined) return rejectReceipt("RECEIPT_UNKNOWN_SESSION", "no such session is open");
    const leg = session.legs.get(toBase16(receipt.peerId));
    if (leg === undefined) return rejectReceipt("RECEIPT_WRONG_PEER", "the session was never on this peer");
    if (!equalBytes(session.clientId, receipt.clientId)) {
      return rejectReceipt("RECEIPT_WRONG_CLIENT", "the session belongs to another client");
    }
    const { windowSeconds } = receipt;
    const longest = windowSecondsMax(params["receipts.interval"]);
    if (windowSeconds < 1 || windowSeconds > longest) {
      return rejectReceipt("RECEIPT_MALFORMED", `window of ${windowSeconds} s, expected 1 to ${longest}`);
    }
    const endUs = (receipt.timestampSeconds - this.genesisUnixSeconds) * US_PER_S;
    return (
      this.#refuseTime(leg, endUs - windowSeconds * US_PER_S, endUs, nowUs, params) ?? {
        kind: "admitted",
        receipt,
        leg,
      }
    );
  }

  #refuseTime(
    leg: Leg,
    startUs: number,
    endUs: number,
    nowUs: number,
    params: ProtocolParams,
  ): ReceiptRejected | undefined {
    const skewUs = params["receipts.maxSkew"];
    // Timestamps are rounded up: a receipt is from the future when its last second has not begun.
    if (endUs - US_PER_S >= nowUs + skewUs)
      return rejectReceipt("RECEIPT_FROM_FUTURE", `ends ${endUs - nowUs} us from now`);
    if (endUs < nowUs - params["receipts.maxAge"] || startUs < leg.windows.forgottenUntil * US_PER_S) {
      return rejectReceipt("RECEIPT_STALE", `ended ${nowUs - endUs} us ago`);
    }
    const openedUs = Math.floor((leg.openedAtUs - skewUs) / US_PER_S) * US_PER_S;
    if (startUs < openedUs || endUs - US_PER_S >= leg.endedAtUs + skewUs) {
      return rejectReceipt("RECEIPT_OUTSIDE_SESSION", "the window lies outside the leg's time");
    }
    return undefined;
  }

  /** Judges the windows of a receipt whose signature has verified, and credits it. */
  credit(admitted: AdmittedReceipt, nowUs: number, params: ProtocolParams): CreditedReceipt | ReceiptRejected {
    const { receipt, leg } = admitted;
    const { bytesDown, bytesUp } = receipt;
    const end = receipt.timestampSeconds - this.genesisUnixSeconds;
    const start = end - receipt.windowSeconds;
    const verdict = leg.windows.judge(start, end, bytesDown, bytesUp);
    if (verdict.kind === "refused") return rejectReceipt(verdict.code, `window of seconds ${start} to ${end}`);
    // Bytes of a window may have begun to flow in the second before it (receipt-window.ts), hence one second more.
    const windowS = receipt.windowSeconds + 1;
    const spanS = leg.windows.spanWith(start, end) + 1;
    const { linkDownBytesPerSecond: linkDown, linkUpBytesPerSecond: linkUp } = leg;
    const fits =
      bytesDown <= linkDown * windowS &&
      bytesUp <= linkUp * windowS &&
      leg.windows.totalDown + verdict.bytesDown <= linkDown * spanS &&
      leg.windows.totalUp + verdict.bytesUp <= linkUp * spanS;
    if (!fits)
      return rejectReceipt("RECEIPT_EXCEEDS_LINK", `${bytesDown} down, ${bytesUp} up in ${receipt.windowSeconds} s`);
    leg.windows.record(start, end, bytesDown, bytesUp);
    const staleUs = nowUs - params["receipts.maxAge"];
    leg.windows.forgetUntil(Math.floor(staleUs / US_PER_S) - windowSecondsMax(params["receipts.interval"]));
    return { kind: "credited", newBytesDown: verdict.bytesDown, newBytesUp: verdict.bytesUp };
  }
}

export interface CreditedReceipt {
  readonly kind: "credited";
  /** What the receipt adds to those accepted before it: for a restated window less than it says. */
  readonly newBytesDown: number;
  readonly newBytesUp: number;
}
