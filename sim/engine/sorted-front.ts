import { comesBefore, KeyHeap } from "./key-heap.ts";
import type { SnapshotReader, SnapshotWriter } from "./queue-snapshot.ts";

/** Most events kept in order by insertion; more at once (a burst at one instant) go to a heap. */
const SORTED_MAX = 64;

/**
 * The sorted front of a ladder: (time, sequence) with the record they belong to. Normally it holds a handful of events, for which
 * insertion into a short sorted column costs fewer instructions than a heap; what does not fit overflows into one.
 */
export class SortedFront {
  /** Events in the column, at most `SORTED_MAX`; the last is the first to leave. */
  count = 0;
  readonly timesUs = new Float64Array(SORTED_MAX);
  readonly sequences = new Float64Array(SORTED_MAX);
  readonly records = new Int32Array(SORTED_MAX);
  readonly overflow: KeyHeap;

  constructor(capacity: number) {
    this.overflow = new KeyHeap(capacity);
  }

  push(atUs: number, sequence: number, record: number): void {
    const { timesUs, sequences, records } = this;
    let place = this.count;
    if (place === SORTED_MAX) {
      this.overflow.push(atUs, sequence, record);
      return;
    }
    this.count = place + 1;
    while (place > 0 && comesBefore(timesUs[place - 1], sequences[place - 1], atUs, sequence)) {
      timesUs[place] = timesUs[place - 1];
      sequences[place] = sequences[place - 1];
      records[place] = records[place - 1];
      place--;
    }
    timesUs[place] = atUs;
    sequences[place] = sequence;
    records[place] = record;
  }

  /**
   * With the column empty or behind the overflow, brings the overflow's first into the column's last place, which the column's own
   * last changes places with when there is no room. Afterwards the column's last is the first of all, unless nothing is left.
   */
  settle(): void {
    const { overflow, timesUs, sequences, records } = this;
    const last = this.count - 1;
    if (last >= 0 && comesBefore(timesUs[last], sequences[last], overflow.timesUs[0], overflow.sequences[0])) return;
    const atUs = overflow.timesUs[0];
    const sequence = overflow.sequences[0];
    const record = overflow.records[0];
    overflow.removeFirst();
    if (this.count === SORTED_MAX) {
      overflow.push(timesUs[last], sequences[last], records[last]);
      this.count--;
    }
    timesUs[this.count] = atUs;
    sequences[this.count] = sequence;
    records[this.count] = record;
    this.count++;
  }

  save(writer: SnapshotWriter): void {
    writer.numbers(this.count);
    writer.column(this.timesUs, this.count);
    writer.column(this.sequences, this.count);
    writer.column(this.records, this.count);
    this.overflow.save(writer);
  }

  load(reader: SnapshotReader): void {
    this.count = reader.numbers(1)[0];
    reader.column(this.timesUs, this.count);
    reader.column(this.sequences, this.count);
    reader.column(this.records, this.count);
    this.overflow.load(reader);
  }
}
