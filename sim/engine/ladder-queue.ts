import { assert } from "../../base/assert.ts";
import { DelayLanes } from "./delay-lanes.ts";
import { type EventQueue, TIME_US_MAX } from "./event-queue.ts";
import { EventRecords, NO_RECORD } from "./event-records.ts";
import { comesBefore, KeyHeap } from "./key-heap.ts";
import { SnapshotReader, SnapshotWriter } from "./queue-snapshot.ts";
import { Rung } from "./rung.ts";

/** Events that a bucket should hold when its turn comes: fewer buckets to scan against less to sort. */
const EVENTS_PER_BUCKET = 2;
/** A bucket with more is spread over the fine rung instead of being sorted by the heap. */
const SPREAD_ABOVE = 40;
const FINE_BUCKETS_MAX = 4096;
const COARSE_BUCKETS_MIN = 64;
/** Events of the top that are looked at to choose a width. */
const SAMPLE_LENGTH = 64;
const SNAPSHOT_LADDER = 2;

/**
 * Two-tier ladder queue (after W. T. Tang, R. S. M. Goh and I. L.-J. Thng, "Ladder queue", TOMACS 15, 2005): amortised constant
 * time, where a heap pays the logarithm and its cache misses.
 *
 *     bottom (heap, sorted) <- fine rung (only of a crowded bucket) <- coarse rung <- top (unsorted)
 *     now ------------------------------------------------------------------------------> later
 *
 * An event is filed once by its time and moves left when its stretch of time comes. The coarse rung is laid out anew over the top
 * each time it is exhausted, with a bucket width from the density then pending and the rate last seen. Events with a constant
 * delay go to FIFO lanes and are merged by (time, sequence).
 */
export class LadderQueue implements EventQueue {
  atUs = 0;
  code = 0;
  subject = 0;
  stamp = 0;
  size = 0;
  readonly #capacity: number;
  #sequence = 0;
  readonly #records: EventRecords;
  readonly #bottom: KeyHeap;
  readonly #fine: Rung;
  readonly #coarse: Rung;
  /** Records beyond the coarse rung, unsorted; the first `#topCount` are live. */
  readonly #top: Int32Array;
  #topCount = 0;
  /** Earliest time in the top; infinity when empty. */
  #topUs = Number.POSITIVE_INFINITY;
  /** Events that left the ladder since the coarse rung was laid out. */
  #poppedCount = 0;
  readonly #lanes = new DelayLanes();
  readonly #sample = new Float64Array(SAMPLE_LENGTH);

  /** `capacity`: most events pending at once, lanes included. */
  constructor(capacity: number) {
    assert(Number.isSafeInteger(capacity) && capacity > 0, "the event queue needs a positive capacity");
    this.#capacity = capacity;
    this.#records = new EventRecords(capacity);
    this.#bottom = new KeyHeap(capacity);
    this.#fine = new Rung(FINE_BUCKETS_MAX, this.#records);
    this.#coarse = new Rung(Math.max(COARSE_BUCKETS_MIN, 2 * capacity), this.#records);
    this.#top = new Int32Array(capacity);
  }

  push(atUs: number, code: number, subject: number, stamp: number): void {
    assert(this.size < this.#capacity, "the event queue is full");
    assert(atUs >= this.atUs, "an event lies in the past");
    assert(atUs <= TIME_US_MAX, "an event lies beyond the end of time");
    this.size++;
    const sequence = this.#sequence++;
    const record = this.#records.add(atUs, sequence, code, subject, stamp);
    const coarse = this.#coarse;
    const position = coarse.position(atUs);
    if (position >= coarse.bucketCount) this.#pushTop(atUs, record);
    else if ((position | 0) > coarse.current) coarse.link(position | 0, record);
    else this.#pushFront(position | 0, atUs, sequence, record);
  }

  lane(delayUs: number): number {
    return this.#lanes.lane(delayUs);
  }

  pushLane(lane: number, code: number, subject: number, stamp: number): void {
    assert(this.size < this.#capacity, "the event queue is full");
    const atUs = this.atUs + this.#lanes.delayUs(lane);
    assert(atUs <= TIME_US_MAX, "an event lies beyond the end of time");
    this.size++;
    this.#lanes.push(lane, atUs, this.#sequence++, code, subject, stamp);
  }

  pop(): boolean {
    const bottom = this.#bottom;
    const lanes = this.#lanes;
    if (this.size === 0) return false;
    this.size--;
    if (
      (bottom.size > 0 || this.#advance(lanes.headUs)) &&
      comesBefore(bottom.timesUs[0], bottom.sequences[0], lanes.headUs, lanes.headSequence)
    )
      this.#popBottom();
    else lanes.takeHead(this);
    return true;
  }

  #popBottom(): void {
    const records = this.#records;
    const { narrow } = records;
    const record = this.#bottom.records[0];
    this.atUs = this.#bottom.timesUs[0];
    this.code = narrow[record * 8 + 4];
    this.subject = narrow[record * 8 + 5];
    this.stamp = narrow[record * 8 + 6];
    this.#bottom.removeFirst();
    records.free(record);
    this.#poppedCount++;
  }

  #pushTop(atUs: number, record: number): void {
    this.#top[this.#topCount++] = record;
    if (atUs < this.#topUs) this.#topUs = atUs;
  }

  /** For a bucket of the coarse rung that has had its turn: the fine rung if it is what was spread there, else the heap. */
  #pushFront(bucket: number, atUs: number, sequence: number, record: number): void {
    const fine = this.#fine;
    if (bucket === this.#coarse.current && fine.bucketCount > 0) {
      const fineBucket = Math.min(fine.position(atUs), fine.bucketCount - 1) | 0;
      if (fineBucket > fine.current) {
        fine.link(fineBucket, record);
        return;
      }
    }
    this.#bottom.push(atUs, sequence, record);
  }

  /**
   * Fills the empty bottom from what comes next, if that can come before `limitUs` (the lanes' head): what is moved too early would
   * draw later events into the heap. Whether the bottom holds anything then.
   */
  #advance(limitUs: number): boolean {
    const fine = this.#fine;
    const coarse = this.#coarse;
    for (;;) {
      const fineBucket = fine.nextFilled();
      if (fineBucket < fine.bucketCount) {
        if (fine.position(limitUs) < fineBucket) return false;
        this.#sort(fine.take(fineBucket));
        return true;
      }
      fine.close();
      const bucket = coarse.nextFilled();
      if (bucket < coarse.bucketCount) {
        if (coarse.position(limitUs) < bucket) return false;
        this.#openBucket(coarse.take(bucket));
      } else {
        if (this.#topCount === 0 || this.#topUs > limitUs) return false;
        this.#layOutCoarse();
      }
      if (this.#bottom.size > 0) return true;
    }
  }

  /** Moves a chain of records into the bottom. */
  #sort(first: number): void {
    const { wide, narrow } = this.#records;
    for (let record = first; record !== NO_RECORD; record = narrow[record * 8 + 7])
      this.#bottom.push(wide[record * 4], wide[record * 4 + 1], record);
  }

  /** A coarse bucket's turn: sorted at once, or spread over the fine rung when it is crowded and its times differ. */
  #openBucket(first: number): void {
    const { wide, narrow } = this.#records;
    let count = 0;
    let leastUs = Number.POSITIVE_INFINITY;
    let mostUs = 0;
    for (let record = first; record !== NO_RECORD; record = narrow[record * 8 + 7]) {
      const atUs = wide[record * 4];
      if (atUs < leastUs) leastUs = atUs;
      if (atUs > mostUs) mostUs = atUs;
      count++;
    }
    if (count <= SPREAD_ABOVE || leastUs === mostUs) {
      this.#sort(first);
      return;
    }
    const fine = this.#fine;
    const widthUs = Math.max(
      ((mostUs - leastUs) * EVENTS_PER_BUCKET) / count,
      (mostUs - leastUs) / (FINE_BUCKETS_MAX - 1),
    );
    fine.open(leastUs, widthUs, Math.min(FINE_BUCKETS_MAX, 1 + Math.floor((mostUs - leastUs) / widthUs)));
    for (let record = first; record !== NO_RECORD; ) {
      const next = narrow[record * 8 + 7];
      fine.link(Math.min(fine.position(wide[record * 4]), fine.bucketCount - 1) | 0, record);
      record = next;
    }
  }

  /** Lays the coarse rung over the front of the top, and files there what it covers. */
  #layOutCoarse(): void {
    const coarse = this.#coarse;
    const top = this.#top;
    const { wide } = this.#records;
    const count = this.#topCount;
    const startUs = this.#topUs;
    const bucketCount = Math.min(coarse.bucketCountMax, Math.max(COARSE_BUCKETS_MIN, 2 * count));
    coarse.open(startUs, this.#chooseWidthUs(startUs), bucketCount);
    this.#poppedCount = 0;
    this.#topCount = 0;
    this.#topUs = Number.POSITIVE_INFINITY;
    for (let index = 0; index < count; index++) {
      const record = top[index];
      const position = coarse.position(wide[record * 4]);
      if (position < bucketCount) coarse.link(position | 0, record);
      else this.#pushTop(wide[record * 4], record);
    }
  }

  /**
   * Width at which a bucket would hold `EVENTS_PER_BUCKET`: by the density of the nearer half of the top, or by the rate at which
   * events left during the last rung, whichever is denser (short delays are never pending for long, but they pass). At least 1 us.
   */
  #chooseWidthUs(startUs: number): number {
    const { wide } = this.#records;
    const count = this.#topCount;
    const taken = Math.min(SAMPLE_LENGTH, count);
    const sample = this.#sample.subarray(0, taken);
    for (let index = 0; index < taken; index++) {
      const record = this.#top[Math.floor((index * count) / taken)];
      sample[index] = wide[record * 4] - startUs;
    }
    sample.sort();
    const pendingGapUs = (2 * sample[taken >> 1]) / count;
    const passedUs = startUs - this.#coarse.startUs;
    const seenGapUs = this.#poppedCount > 0 && passedUs > 0 ? passedUs / this.#poppedCount : Number.POSITIVE_INFINITY;
    return Math.max(1, EVENTS_PER_BUCKET * Math.min(pendingGapUs, seenGapUs));
  }

  snapshot(): ArrayBuffer {
    const writer = new SnapshotWriter();
    writer.numbers(SNAPSHOT_LADDER, this.#capacity, this.atUs, this.code, this.subject, this.stamp, this.size);
    writer.numbers(this.#sequence, this.#topCount, this.#topUs, this.#poppedCount);
    writer.column(this.#top, this.#topCount);
    for (const part of [this.#records, this.#bottom, this.#fine, this.#coarse, this.#lanes]) part.save(writer);
    return writer.finish();
  }

  restore(snapshot: ArrayBuffer): void {
    const reader = new SnapshotReader(snapshot);
    const [kind, capacity, atUs, code, subject, stamp, size] = reader.numbers(7);
    assert(kind === SNAPSHOT_LADDER && capacity === this.#capacity, "a snapshot of another queue");
    const [sequence, topCount, topUs, poppedCount] = reader.numbers(4);
    this.atUs = atUs;
    this.code = code;
    this.subject = subject;
    this.stamp = stamp;
    this.size = size;
    this.#sequence = sequence;
    this.#topCount = topCount;
    this.#topUs = topUs;
    this.#poppedCount = poppedCount;
    reader.column(this.#top, topCount);
    for (const part of [this.#records, this.#bottom, this.#fine, this.#coarse, this.#lanes]) part.load(reader);
    reader.finish();
  }
}
