import { type EventRecords, NO_RECORD } from "./event-records.ts";
import type { SnapshotReader, SnapshotWriter } from "./queue-snapshot.ts";

/** More than the error of `position`, as a share of it: a few units in the last place. */
const ROUNDING_SHARE = 1e-15;

/**
 * One rung of a ladder: equal stretches of time ("buckets"), each an unsorted chain of records. Buckets up to `current` have been
 * emptied for good: what still comes for them belongs to whatever sorts the front.
 */
export class Rung {
  startUs = 0;
  /** Buckets a microsecond: the inverse of a bucket's width. */
  perUs = 0;
  /** Live buckets, at most `bucketCountMax`; 0 = closed. */
  bucketCount = 0;
  current = -1;
  readonly bucketCountMax: number;
  /** No bucket before this one holds anything. */
  #next = 0;
  /** By bucket: first record of its chain, -1 = empty. */
  readonly #heads: Int32Array;
  readonly #records: EventRecords;

  constructor(bucketCountMax: number, records: EventRecords) {
    this.bucketCountMax = bucketCountMax;
    this.#heads = new Int32Array(bucketCountMax);
    this.#records = records;
  }

  /** Lays the rung out anew; it must be exhausted. */
  open(startUs: number, widthUs: number, bucketCount: number): void {
    this.startUs = startUs;
    this.perUs = 1 / widthUs;
    this.bucketCount = bucketCount;
    this.current = -1;
    this.#next = bucketCount;
    this.#heads.fill(NO_RECORD, 0, bucketCount);
  }

  close(): void {
    this.bucketCount = 0;
    this.current = -1;
    this.#next = 0;
  }

  /** Where a time falls, as a real number of buckets from the start; never falls as time rises. */
  position(atUs: number): number {
    return (atUs - this.startUs) * this.perUs;
  }

  link(bucket: number, record: number): void {
    const heads = this.#heads;
    this.#records.narrow[record * 8 + 7] = heads[bucket];
    heads[bucket] = record;
    if (bucket < this.#next) this.#next = bucket;
  }

  /** First bucket that holds something; `bucketCount` when none does. */
  nextFilled(): number {
    const heads = this.#heads;
    const end = this.bucketCount;
    let bucket = this.#next;
    while (bucket < end && heads[bucket] === NO_RECORD) bucket++;
    this.#next = bucket;
    return bucket;
  }

  /** A time that nothing in the bucket comes before: its start, less what rounding may have filed too far to the right. */
  startOfUs(bucket: number): number {
    return this.startUs + (bucket / this.perUs) * (1 - ROUNDING_SHARE) - 1;
  }

  /** Empties the bucket that `nextFilled` gave and makes it current: the first record of its chain. */
  take(bucket: number): number {
    const first = this.#heads[bucket];
    this.#heads[bucket] = NO_RECORD;
    this.current = bucket;
    this.#next = bucket + 1;
    return first;
  }

  save(writer: SnapshotWriter): void {
    writer.numbers(this.startUs, this.perUs, this.bucketCount, this.current, this.#next);
    writer.column(this.#heads, this.bucketCount);
  }

  load(reader: SnapshotReader): void {
    const [startUs, perUs, bucketCount, current, next] = reader.numbers(5);
    this.startUs = startUs;
    this.perUs = perUs;
    this.bucketCount = bucketCount;
    this.current = current;
    this.#next = next;
    reader.column(this.#heads, bucketCount);
  }
}
