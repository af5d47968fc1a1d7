import type { ReceiptCode } from "./codes.ts";

/**
 * The windows accepted on one (session, peer) leg, disjoint and ascending, with the bytes of each: parallel arrays. Neighbours are
 * kept apart, not merged, because a window may still be restated upwards; one that is stale can no longer be, and is forgotten.
 * So a leg holds at most (`receipts.maxAge` + `receipts.maxSkew` + `receipts.interval`) in seconds of them.
 */
export class LegWindows {
  #starts: number[] = [];
  #ends: number[] = [];
  #bytesDown: number[] = [];
  #bytesUp: number[] = [];
  #firstStart = Number.POSITIVE_INFINITY;
  #lastEnd = Number.NEGATIVE_INFINITY;
  #forgottenUntil = Number.NEGATIVE_INFINITY;
  #totalDown = 0;
  #totalUp = 0;

  /** Windows held. */
  get count(): number {
    return this.#starts.length;
  }

  /** All windows before this second have been forgotten. */
  get forgottenUntil(): number {
    return this.#forgottenUntil;
  }

  get totalDown(): number {
    return this.#totalDown;
  }

  get totalUp(): number {
    return this.#totalUp;
  }

  /** Seconds from the first start to the last end that would be known with [start, end) added. */
  spanWith(start: number, end: number): number {
    return Math.max(end, this.#lastEnd) - Math.min(start, this.#firstStart);
  }

  /** What a receipt for [start, end) would add, or why it may not. */
  judge(start: number, end: number, bytesDown: number, bytesUp: number): WindowVerdict {
    const at = this.#firstEndingAfter(start);
    if (at === this.count || this.#starts[at] >= end) return { kind: "adds", bytesDown, bytesUp };
    if (this.#starts[at] !== start || this.#ends[at] !== end)
      return { kind: "refused", code: "RECEIPT_WINDOW_OVERLAP" };
    const moreDown = bytesDown - this.#bytesDown[at];
    const moreUp = bytesUp - this.#bytesUp[at];
    if (moreDown <= 0 && moreUp <= 0) return { kind: "refused", code: "RECEIPT_REPLAYED" };
    // One counter up, the other down: no honest client says both of one window.
    if (moreDown < 0 || moreUp < 0) return { kind: "refused", code: "RECEIPT_WINDOW_OVERLAP" };
    return { kind: "adds", bytesDown: moreDown, bytesUp: moreUp };
  }

  /** Takes in a window that `judge` has let pass. */
  record(start: number, end: number, bytesDown: number, bytesUp: number): void {
    const at = this.#firstEndingAfter(start);
    const restated = this.#starts[at] === start;
    this.#totalDown += bytesDown - (restated ? this.#bytesDown[at] : 0);
    this.#totalUp += bytesUp - (restated ? this.#bytesUp[at] : 0);
    const removed = restated ? 1 : 0;
    this.#starts.splice(at, removed, start);
    this.#ends.splice(at, removed, end);
    this.#bytesDown.splice(at, removed, bytesDown);
    this.#bytesUp.splice(at, removed, bytesUp);
    this.#firstStart = Math.min(this.#firstStart, start);
    this.#lastEnd = Math.max(this.#lastEnd, end);
  }

  /** Drops the windows that end at or before `second`; nothing before it is accepted any more. */
  forgetUntil(second: number): void {
    if (second <= this.#forgottenUntil) return;
    this.#forgottenUntil = second;
    const count = this.#firstEndingAfter(second);
    if (count === 0) return;
    for (const column of [this.#starts, this.#ends, this.#bytesDown, this.#bytesUp]) column.splice(0, count);
  }

  /** All that a run changes here, not copied: for `World.snapshot`. */
  save() {
    return {
      starts: this.#starts,
      ends: this.#ends,
      bytesDown: this.#bytesDown,
      bytesUp: this.#bytesUp,
      firstStart: this.#firstStart,
      lastEnd: this.#lastEnd,
      forgottenUntil: this.#forgottenUntil,
      totalDown: this.#totalDown,
      totalUp: this.#totalUp,
    };
  }

  /** Takes over what another one of the same shape saved. */
  load(saved: ReturnType<LegWindows["save"]>): void {
    this.#starts = saved.starts;
    this.#ends = saved.ends;
    this.#bytesDown = saved.bytesDown;
    this.#bytesUp = saved.bytesUp;
    this.#firstStart = saved.firstStart;
    this.#lastEnd = saved.lastEnd;
    this.#forgottenUntil = saved.forgottenUntil;
    this.#totalDown = saved.totalDown;
    this.#totalUp = saved.totalUp;
  }

  /** Index of the first window whose end is after `second`; `count` where none is. Receipts mostly come in order, so from the end. */
  #firstEndingAfter(second: number): number {
    const ends = this.#ends;
    if (ends.length === 0 || ends[ends.length - 1] <= second) return ends.length;
    let low = 0;
    let high = ends.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (ends[middle] > second) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

export type WindowVerdict =
  | { readonly kind: "adds"; readonly bytesDown: number; readonly bytesUp: number }
  | { readonly kind: "refused"; readonly code: ReceiptCode & ("RECEIPT_WINDOW_OVERLAP" | "RECEIPT_REPLAYED") };
