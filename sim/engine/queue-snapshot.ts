import { assert } from "../../base/assert.ts";

type Column = Float64Array | Int32Array;

/** Collects the state of a queue's parts, in order, into one buffer: numbers, and the live parts of typed arrays. */
export class SnapshotWriter {
  readonly #parts: Uint8Array[] = [];
  #byteCount = 0;

  numbers(...values: readonly number[]): void {
    this.column(Float64Array.from(values), values.length);
  }

  /** The first `length` elements of `column`. */
  column(column: Column, length: number): void {
    const bytes = new Uint8Array(column.buffer, column.byteOffset, length * column.BYTES_PER_ELEMENT);
    this.#parts.push(bytes);
    this.#byteCount += bytes.length;
  }

  finish(): ArrayBuffer {
    const whole = new Uint8Array(this.#byteCount);
    let offset = 0;
    for (const part of this.#parts) {
      whole.set(part, offset);
      offset += part.length;
    }
    return whole.buffer;
  }
}

/** Reads what a `SnapshotWriter` wrote, in the same order. */
export class SnapshotReader {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(snapshot: ArrayBuffer) {
    this.#bytes = new Uint8Array(snapshot);
  }

  /** @throws AssertionFailure when the snapshot ends before. */
  numbers(count: number): Float64Array {
    const values = new Float64Array(count);
    this.column(values, count);
    return values;
  }

  /** Fills the first `length` elements of `column`. */
  column(column: Column, length: number): void {
    const byteCount = length * column.BYTES_PER_ELEMENT;
    assert(length <= column.length && this.#offset + byteCount <= this.#bytes.length, "a snapshot of another queue");
    const target = new Uint8Array(column.buffer, column.byteOffset, byteCount);
    target.set(this.#bytes.subarray(this.#offset, this.#offset + byteCount));
    this.#offset += byteCount;
  }

  /** @throws AssertionFailure when something is left over. */
  finish(): void {
    assert(this.#offset === this.#bytes.length, "a snapshot of another queue");
  }
}
