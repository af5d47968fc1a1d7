import type { SnapshotReader, SnapshotWriter } from "./queue-snapshot.ts";

/** Whether (time, sequence) of a comes before that of b. */
export function comesBefore(aUs: number, aSequence: number, bUs: number, bSequence: number): boolean {
  return aUs < bUs || (aUs === bUs && aSequence < bSequence);
}

/** 4-ary heap of (time, sequence) with the record they belong to: what does not fit into a ladder's sorted front. */
export class KeyHeap {
  size = 0;
  /** By heap index: children of i are 4i + 1 to 4i + 4. */
  readonly timesUs: Float64Array;
  readonly sequences: Float64Array;
  readonly records: Int32Array;

  /** Pages of the arrays that are never touched cost no memory. */
  constructor(capacity: number) {
    this.timesUs = new Float64Array(capacity);
    this.sequences = new Float64Array(capacity);
    this.records = new Int32Array(capacity);
  }

  push(atUs: number, sequence: number, record: number): void {
    const { timesUs, sequences, records } = this;
    let hole = this.size++;
    while (hole > 0) {
      const parent = (hole - 1) >> 2;
      if (!comesBefore(atUs, sequence, timesUs[parent], sequences[parent])) break;
      timesUs[hole] = timesUs[parent];
      sequences[hole] = sequences[parent];
      records[hole] = records[parent];
      hole = parent;
    }
    timesUs[hole] = atUs;
    sequences[hole] = sequence;
    records[hole] = record;
  }

  /** Removes the first of at least one. */
  removeFirst(): void {
    const { timesUs, sequences, records } = this;
    const last = --this.size;
    if (last === 0) return;
    const atUs = timesUs[last];
    const sequence = sequences[last];
    let hole = 0;
    for (;;) {
      const first = hole * 4 + 1;
      if (first >= last) break;
      const end = Math.min(first + 4, last);
      let least = first;
      for (let child = first + 1; child < end; child++)
        if (comesBefore(timesUs[child], sequences[child], timesUs[least], sequences[least])) least = child;
      if (!comesBefore(timesUs[least], sequences[least], atUs, sequence)) break;
      timesUs[hole] = timesUs[least];
      sequences[hole] = sequences[least];
      records[hole] = records[least];
      hole = least;
    }
    timesUs[hole] = atUs;
    sequences[hole] = sequence;
    records[hole] = records[last];
  }

  save(writer: SnapshotWriter): void {
    writer.numbers(this.size);
    writer.column(this.timesUs, this.size);
    writer.column(this.sequences, this.size);
    writer.column(this.records, this.size);
  }

  load(reader: SnapshotReader): void {
    this.size = reader.numbers(1)[0];
    reader.column(this.timesUs, this.size);
    reader.column(this.sequences, this.size);
    reader.column(this.records, this.size);
  }
}
