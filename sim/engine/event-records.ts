import type { SnapshotReader, SnapshotWriter } from "./queue-snapshot.ts";

/** End of a chain of records. */
export const NO_RECORD = -1;

/**
 * Pending events as records of 32 bytes, so that one event is half a cache line:
 *
 *     byte 0        8          16     20        24      28
 *          time     sequence   code   subject   stamp   next record, -1 = none
 *
 * `wide` sees the buffer as float64 (4 a record), `narrow` as int32 (8 a record). A freed record is the first to be used again:
 * it is still in the cache.
 */
export class EventRecords {
  readonly wide: Float64Array;
  readonly narrow: Int32Array;
  /** Records ever used; those from here on are untouched. */
  #used = 0;
  #free = NO_RECORD;

  constructor(capacity: number) {
    const buffer = new ArrayBuffer(capacity * 32);
    this.wide = new Float64Array(buffer);
    this.narrow = new Int32Array(buffer);
  }

  /** Index of the new record. The caller keeps the capacity. */
  add(atUs: number, sequence: number, code: number, subject: number, stamp: number): number {
    const { wide, narrow } = this;
    let record = this.#free;
    if (record === NO_RECORD) record = this.#used++;
    else this.#free = narrow[record * 8 + 7] as number;
    wide[record * 4] = atUs;
    wide[record * 4 + 1] = sequence;
    narrow[record * 8 + 4] = code;
    narrow[record * 8 + 5] = subject;
    narrow[record * 8 + 6] = stamp;
    return record;
  }

  /** Gives the record back; its fields stay readable until the next `add`. */
  free(record: number): void {
    this.narrow[record * 8 + 7] = this.#free;
    this.#free = record;
  }

  save(writer: SnapshotWriter): void {
    writer.numbers(this.#used, this.#free);
    writer.column(this.wide, this.#used * 4);
  }

  load(reader: SnapshotReader): void {
    const [used, free] = reader.numbers(2);
    this.#used = used;
    this.#free = free;
    reader.column(this.wide, this.#used * 4);
  }
}
