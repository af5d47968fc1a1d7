import { assert } from "../../base/assert.ts";
import { comesBefore } from "./key-heap.ts";
import { SnapshotReader, SnapshotWriter } from "./queue-snapshot.ts";

/** Latest time of an event, microseconds: beyond it whole microseconds are no longer exact. */
export const TIME_US_MAX = Number.MAX_SAFE_INTEGER;

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
  /** @throws AssertionFailure when the event lies before the one last popped or after `TIME_US_MAX`, or the queue is full. */
  push(atUs: number, code: number, subject: number, stamp: number): void;
  /** Id of the lane of a constant delay, microseconds: for `pushLane`. The same delay gives the same id. */
  lane(delayUs: number): number;
  /** `push` at the lane's delay from now; cheaper than `push` where the queue knows how. The order is the same. */
  pushLane(lane: number, code: number, subject: number, stamp: number): void;
  /** False when nothing is pending. */
  pop(): boolean;
  /** The whole state as a copy, lanes included: another run may continue from it. */
  snapshot(): ArrayBuffer;
  /**
   * Takes over a state that a queue of the same class and capacity gave; lane ids stay valid.
   * @throws AssertionFailure when the snapshot comes from another
   */
  restore(snapshot: ArrayBuffer): void;
}

const ARITY = 4;
const SNAPSHOT_HEAP = 1;

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
  /** By lane: its delay. Here a lane is no more than that. */
  #laneDelaysUs: number[] = [];

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
    assert(atUs <= TIME_US_MAX, "an event lies beyond the end of time");
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

  lane(delayUs: number): number {
    assert(delayUs >= 0 && delayUs <= TIME_US_MAX, "a lane's delay is not negative");
    const known = this.#laneDelaysUs.indexOf(delayUs);
    return known >= 0 ? known : this.#laneDelaysUs.push(delayUs) - 1;
  }

  pushLane(lane: number, code: number, subject: number, stamp: number): void {
    this.push(this.atUs + (this.#laneDelaysUs[lane] as number), code, subject, stamp);
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
          comesBefore(
            times[child] as number,
            sequences[child] as number,
            times[least] as number,
            sequences[least] as number,
          )
        )
          least = child;
      }
      if (!comesBefore(times[least] as number, sequences[least] as number, atUs, sequence)) break;
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

  snapshot(): ArrayBuffer {
    const writer = new SnapshotWriter();
    writer.numbers(SNAPSHOT_HEAP, this.#capacity, this.atUs, this.code, this.subject, this.stamp, this.size);
    writer.numbers(this.#sequence, this.#laneDelaysUs.length, ...this.#laneDelaysUs);
    for (const column of this.#columns()) writer.column(column, this.size);
    return writer.finish();
  }

  restore(snapshot: ArrayBuffer): void {
    const reader = new SnapshotReader(snapshot);
    const [kind, capacity, atUs, code, subject, stamp, size] = reader.numbers(7);
    assert(kind === SNAPSHOT_HEAP && capacity === this.#capacity, "a snapshot of another queue");
    const [sequence, laneCount] = reader.numbers(2);
    this.atUs = atUs;
    this.code = code;
    this.subject = subject;
    this.stamp = stamp;
    this.size = size;
    this.#sequence = sequence;
    this.#laneDelaysUs = Array.from(reader.numbers(laneCount));
    for (const column of this.#columns()) reader.column(column, size);
    reader.finish();
  }

  #columns(): readonly (Float64Array | Int32Array)[] {
    return [this.#times, this.#sequences, this.#codes, this.#subjects, this.#stamps];
  }
}
