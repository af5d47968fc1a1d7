import { assert } from "../../base/assert.ts";

/**
 * Pending events ordered by (time, sequence of insertion): equal times leave in the order in which they came.
 * An event is a code, a subject (an index, meaning by code) and a stamp by which a handler recognises an outdated event.
 * `pop` moves the earliest event into the fields `atUs`, `code`, `subject`, `stamp` and removes it: no object per event.
 */
export interface EventQueue {
  readonly size: number;
  /** Of the event last popped, microseconds since the scenario's epoch. */
  readonly atUs: number;
  readonly code: number;
  readonly subject: number;
  readonly stamp: number;
  /** @throws AssertionFailure when the event lies before the one last popped, or the queue is full. */
  push(atUs: number, code: number, subject: number, stamp: number): void;
  /** False when nothing is pending. */
  pop(): boolean;
}

const ARITY = 4;

/** 4-ary heap over parallel arrays (the layout follows mourner's flatqueue, with four children and a tie-break). */
export class HeapQueue implements EventQueue {
  atUs = 0;
  code = 0;
  subject = 0;
  stamp = 0;
  size = 0;
  readonly #capacity: number;
  #sequence = 0;
  readonly #times: Float64Array;
  readonly #sequences: Float64Array;
  readonly #codes: Int32Array;
  readonly #subjects: Int32Array;
  readonly #stamps: Int32Array;

  /** `capacity`: most events pending at once; the arrays never grow. */
  constructor(capacity: number) {
    assert(Number.isSafeInteger(capacity) && capacity > 0, "the event queue needs a positive capacity");
    this.#capacity = capacity;
    this.#times = new Float64Array(capacity);
    this.#sequences = new Float64Array(capacity);
    this.#codes = new Int32Array(capacity);
    this.#subjects = new Int32Array(capacity);
    this.#stamps = new Int32Array(capacity);
  }

  push(atUs: number, code: number, subject: number, stamp: number): void {
    assert(this.size < this.#capacity, "the event queue is full");
    assert(atUs >= this.atUs, "an event lies in the past");
    const times = this.#times;
    const sequence = this.#sequence++;
    let hole = this.size++;
    while (hole > 0) {
      const parent = (hole - 1) >> 2;
      // A new event has the highest sequence, so an equal time keeps its place above.
      if (atUs >= (times[parent] as number)) break;
      this.#move(parent, hole);
      hole = parent;
    }
    this.#place(hole, atUs, sequence, code, subject, stamp);
  }

  pop(): boolean {
    if (this.size === 0) return false;
    this.atUs = this.#times[0] as number;
    this.code = this.#codes[0] as number;
    this.subject = this.#subjects[0] as number;
    this.stamp = this.#stamps[0] as number;
    const last = --this.size;
    if (last > 0) this.#sinkFromRoot(last);
    return true;
  }

  /** Fills the root's hole with the event at index `last`, which has just left the live part. */
  #sinkFromRoot(last: number): void {
    const times = this.#times;
    const sequences = this.#sequences;
    const atUs = times[last] as number;
    const sequence = sequences[last] as number;
    let hole = 0;
    for (;;) {
      const first = hole * ARITY + 1;
      if (first >= last) break;
      const end = Math.min(first + ARITY, last);
      let least = first;
      for (let child = first + 1; child < end; child++) {
        if (
          before(times[child] as number, sequences[child] as number, times[least] as number, sequences[least] as number)
        )
          least = child;
      }
      if (!before(times[least] as number, sequences[least] as number, atUs, sequence)) break;
      this.#move(least, hole);
      hole = least;
    }
    this.#move(last, hole);
  }

  #move(from: number, to: number): void {
    this.#times[to] = this.#times[from] as number;
    this.#sequences[to] = this.#sequences[from] as number;
    this.#codes[to] = this.#codes[from] as number;
    this.#subjects[to] = this.#subjects[from] as number;
    this.#stamps[to] = this.#stamps[from] as number;
  }

  #place(index: number, atUs: number, sequence: number, code: number, subject: number, stamp: number): void {
    this.#times[index] = atUs;
    this.#sequences[index] = sequence;
    this.#codes[index] = code;
    this.#subjects[index] = subject;
    this.#stamps[index] = stamp;
  }
}

/** Whether (time, sequence) of a comes before that of b. */
function before(aUs: number, aSequence: number, bUs: number, bSequence: number): boolean {
  return aUs < bUs || (aUs === bUs && aSequence < bSequence);
}
