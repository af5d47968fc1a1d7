import { assert } from "../../base/assert.ts";
import { bucketWidthUs, EVENTS_PER_BUCKET } from "./bucket-width.ts";
import { DelayLanes } from "./delay-lanes.ts";
import { type EventQueue, TIME_US_MAX } from "./event-queue.ts";
import { EventRecords, NO_RECORD } from "./event-records.ts";
import { SnapshotReader, SnapshotWriter } from "./queue-snapshot.ts";
import { Rung } from "./rung.ts";
import { SortedFront } from "./sorted-front.ts";

/** A bucket with more is spread over the fine rung instead of being sorted at once. */
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
 *     bottom (in order)     <- fine rung (only of a crowded bucket) <- coarse rung <- top (unsorted)
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
  readonly #bottom: SortedFront;
  readonly #fine: Rung;
  readonly #coarse: Rung;
  /** Records beyond the coarse rung, unsorted; the first `#topCount` are live. */
  readonly #top: Int32Array;
  #topCount = 0;
  /** Earliest time in the top; infinity when empty. */
  #topUs = Number.POSITIVE_INFINITY;
  /** Events that left the ladder since the coarse rung was laid out. */
  #poppedCount = 0;
  /** Nothing that is filed to the right of the bottom comes before this; minus infinity when not known. */
  #laterUs = Number.NEGATIVE_INFINITY;
  readonly #lanes = new DelayLanes();
  readonly #sample = new Float64Array(SAMPLE_LENGTH);

  /** `capacity`: most events pending at once, lanes included. */
  constructor(capacity: number) {
    assert(Number.isSafeInteger(capacity) && capacity > 0, "the event queue needs a positive capacity");
    this.#capacity = capacity;
    this.#records = new EventRecords(capacity);
    this.#bottom = new SortedFront(capacity);
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
    if (atUs < this.#laterUs) this.#laterUs = atUs;
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
    this.size++;
    this.#lanes.push(lane, this.atUs, this.#sequence++, code, subject, stamp);
  }

  pop(): boolean {
    const bottom = this.#bottom;
    const lanes = this.#lanes;
    if (this.size === 0) return false;
    this.size--;
    if (bottom.overflow.size > 0) bottom.settle();
    const some = bottom.count > 0 || (lanes.headUs >= this.#laterUs && this.#advance(lanes.headUs));
    const last = bottom.count - 1;
    const aheadUs = some ? lanes.headUs - bottom.timesUs[last] : -1;
    if (aheadUs > 0 || (aheadUs === 0 && !lanes.headPrecedes(bottom.sequences[last]))) this.#popBottom(last);
    else lanes.takeHead(this);
    return true;
  }

  /** Takes the column's last, which is the first of all. */
  #popBottom(last: number): void {
    const records = this.#records;
    const bottom = this.#bottom;
    const { narrow } = records;
    const record = bottom.records[last];
    this.atUs = bottom.timesUs[last];
    this.code = narrow[record * 8 + 4];
    this.subject = narrow[record * 8 + 5];
    this.stamp = narrow[record * 8 + 6];
    bottom.count = last;
    records.free(record);
    this.#poppedCount++;
  }

  #pushTop(atUs: number, record: number): void {
    this.#top[this.#topCount++] = record;
    if (atUs < this.#topUs) this.#topUs = atUs;
  }

  /** For a bucket of the coarse rung that has had its turn: the fine rung if it is what was spread there, else the bottom. */
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
   * draw later events into it. Whether the bottom holds anything then.
   */
  #advance(limitUs: number): boolean {
    const fine = this.#fine;
    const coarse = this.#coarse;
    this.#laterUs = Number.NEGATIVE_INFINITY;
    for (;;) {
      const fineBucket = fine.nextFilled();
      if (fineBucket < fine.bucketCount) {
        if (fine.position(limitUs) < fineBucket) return this.#wait(fine.startOfUs(fineBucket));
        this.#sort(fine.take(fineBucket));
        return true;
      }
      fine.close();
      const bucket = coarse.nextFilled();
      if (bucket < coarse.bucketCount) {
        if (coarse.position(limitUs) < bucket) return this.#wait(coarse.startOfUs(bucket));
        if (this.#isTooCoarse()) this.#foldCoarse();
        else this.#openBucket(coarse.take(bucket));
      } else {
        if (this.#topUs > limitUs) {
          this.#laterUs = this.#topUs;
          return false;
        }
        if (this.#topCount === 0) return false;
        this.#layOutCoarse();
      }
      if (this.#bottom.count > 0) return true;
    }
  }

  /** The lanes go first: notes before when the next bucket cannot begin. Always false. */
  #wait(laterUs: number): false {
    this.#laterUs = laterUs;
    return false;
  }

  /** Moves a chain of records into the bottom. */
  #sort(first: number): void {
    const { wide, narrow } = this.#records;
    for (let record = first; record !== NO_RECORD; record = narrow[record * 8 + 7])
      this.#bottom.push(wide[record * 4], wide[record * 4 + 1], record);
    if (this.#bottom.overflow.size > 0) this.#bottom.settle();
  }

  /** A coarse bucket's turn: sorted at once, in the empty bottom, or spread over the fine rung when it is crowded. */
  #openBucket(first: number): void {
    const { wide, narrow } = this.#records;
    const bottom = this.#bottom;
    for (let record = first; record !== NO_RECORD; record = narrow[record * 8 + 7]) {
      if (bottom.count === SPREAD_ABOVE) {
        bottom.count = 0;
        this.#spread(first);
        return;
      }
      bottom.push(wide[record * 4], wide[record * 4 + 1], record);
    }
  }

  /** Files a crowded bucket in the fine rung, unless all its times are equal. */
  #spread(first: number): void {
    const { wide, narrow } = this.#records;
    let count = 0;
    let leastUs = Number.POSITIVE_INFINITY;
    let mostUs = 0;
    for (let record = first; record !== NO_RECORD; record = narrow[record * 8 + 7]) {
      leastUs = Math.min(leastUs, wide[record * 4]);
      mostUs = Math.max(mostUs, wide[record * 4]);
      count++;
    }
    if (leastUs === mostUs) {
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

  /** Whether buckets have turned out crowded, for so many events that laying out anew costs less than they did. */
  #isTooCoarse(): boolean {
    const opened = this.#coarse.current + 1;
    return this.#poppedCount > SPREAD_ABOVE * opened && this.#poppedCount > 2 * this.size && opened > 0;
  }

  /** Moves what is left in the coarse rung back to the top and lays it out anew, at the rate seen meanwhile. */
  #foldCoarse(): void {
    const coarse = this.#coarse;
    const { wide, narrow } = this.#records;
    for (let bucket = coarse.nextFilled(); bucket < coarse.bucketCount; bucket = coarse.nextFilled())
      for (let record = coarse.take(bucket); record !== NO_RECORD; record = narrow[record * 8 + 7])
        this.#pushTop(wide[record * 4], record);
    this.#layOutCoarse();
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

  /** Width for a rung over the top, by a sample of it spread over its length and the rate since the last layout. */
  #chooseWidthUs(startUs: number): number {
    const { wide } = this.#records;
    const count = this.#topCount;
    const sample = this.#sample.subarray(0, Math.min(SAMPLE_LENGTH, count));
    for (let index = 0; index < sample.length; index++)
      sample[index] = wide[this.#top[Math.floor((index * count) / sample.length)] * 4] - startUs;
    return bucketWidthUs(sample, count, startUs - this.#coarse.startUs, this.#poppedCount);
  }

  snapshot(): ArrayBuffer {
    const writer = new SnapshotWriter();
    writer.numbers(SNAPSHOT_LADDER, this.#capacity, this.atUs, this.code, this.subject, this.stamp, this.size);
    writer.numbers(this.#sequence, this.#topCount, this.#topUs, this.#poppedCount, this.#laterUs);
    writer.column(this.#top, this.#topCount);
    for (const part of [this.#records, this.#bottom, this.#fine, this.#coarse, this.#lanes]) part.save(writer);
    return writer.finish();
  }

  restore(snapshot: ArrayBuffer): void {
    const reader = new SnapshotReader(snapshot);
    const [kind, capacity, atUs, code, subject, stamp, size] = reader.numbers(7);
    assert(kind === SNAPSHOT_LADDER && capacity === this.#capacity, "a snapshot of another queue");
    const [sequence, topCount, topUs, poppedCount, laterUs] = reader.numbers(5);
    this.atUs = atUs;
    this.code = code;
    this.subject = subject;
    this.stamp = stamp;
    this.size = size;
    this.#sequence = sequence;
    this.#topCount = topCount;
    this.#topUs = topUs;
    this.#poppedCount = poppedCount;
    this.#laterUs = laterUs;
    reader.column(this.#top, topCount);
    for (const part of [this.#records, this.#bottom, this.#fine, this.#coarse, this.#lanes]) part.load(reader);
    reader.finish();
  }
}
