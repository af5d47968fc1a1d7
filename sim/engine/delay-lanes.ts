import { assert } from "../../base/assert.ts";
import { comesBefore } from "./key-heap.ts";
import type { SnapshotReader, SnapshotWriter } from "./queue-snapshot.ts";

/** Records a ring starts with; it doubles as it fills, and starts at its front again when it runs empty. */
const RING_LENGTH_MIN = 64;

/** A ring of records as in `EventRecords`, `length` a power of two. */
interface Ring {
  readonly delayUs: number;
  wide: Float64Array;
  narrow: Int32Array;
  mask: number;
  first: number;
  count: number;
}

/**
 * Events with a constant delay leave in the order in which they came, so each such delay has a FIFO ring and nothing is sorted.
 * The earliest head over all lanes, by (time, sequence), is kept at hand; there are few lanes.
 */
export class DelayLanes {
  /** Of the earliest event in any lane; infinity and 0 when all are empty. */
  headUs = Number.POSITIVE_INFINITY;
  headSequence = 0;
  #headLane = -1;
  readonly #rings: Ring[] = [];

  /** Id of the lane for this delay; the same delay gives the same lane. */
  lane(delayUs: number): number {
    assert(delayUs >= 0 && delayUs <= Number.MAX_SAFE_INTEGER, "a lane's delay is not negative");
    const known = this.#rings.findIndex((ring) => ring.delayUs === delayUs);
    if (known >= 0) return known;
    const ring = { delayUs, wide: new Float64Array(0), narrow: new Int32Array(0), mask: -1, first: 0, count: 0 };
    return this.#rings.push(ring) - 1;
  }

  /** Files an event at the lane's delay from `nowUs`; `nowUs` and `sequence` are not below those of the lane's last. */
  push(lane: number, nowUs: number, sequence: number, code: number, subject: number, stamp: number): void {
    const ring = this.#rings[lane];
    const atUs = nowUs + ring.delayUs;
    assert(atUs <= Number.MAX_SAFE_INTEGER, "an event lies beyond the end of time");
    if (ring.count > ring.mask) grow(ring);
    const { wide, narrow } = ring;
    const index = (ring.first + ring.count) & ring.mask;
    wide[index * 4] = atUs;
    wide[index * 4 + 1] = sequence;
    narrow[index * 8 + 4] = code;
    narrow[index * 8 + 5] = subject;
    narrow[index * 8 + 6] = stamp;
    // An equal time stays behind the head, whose sequence is lower.
    if (ring.count++ === 0 && atUs < this.headUs) this.#setHead(lane, atUs, sequence);
  }

  /** Moves the earliest event of at least one into `target`'s fields. */
  takeHead(target: { atUs: number; code: number; subject: number; stamp: number }): void {
    const ring = this.#rings[this.#headLane];
    const { first, narrow } = ring;
    target.atUs = this.headUs;
    target.code = narrow[first * 8 + 4];
    target.subject = narrow[first * 8 + 5];
    target.stamp = narrow[first * 8 + 6];
    ring.count--;
    ring.first = ring.count === 0 ? 0 : (first + 1) & ring.mask;
    this.#findHead();
  }

  #setHead(lane: number, atUs: number, sequence: number): void {
    this.headUs = atUs;
    this.headSequence = sequence;
    this.#headLane = lane;
  }

  #findHead(): void {
    const rings = this.#rings;
    let headLane = -1;
    let headUs = Number.POSITIVE_INFINITY;
    let headSequence = 0;
    for (let lane = 0; lane < rings.length; lane++) {
      const ring = rings[lane];
      if (ring.count === 0) continue;
      const atUs = ring.wide[ring.first * 4];
      const sequence = ring.wide[ring.first * 4 + 1];
      if (!comesBefore(atUs, sequence, headUs, headSequence)) continue;
      headLane = lane;
      headUs = atUs;
      headSequence = sequence;
    }
    this.#setHead(headLane, headUs, headSequence);
  }

  save(writer: SnapshotWriter): void {
    writer.numbers(this.#rings.length);
    for (const ring of this.#rings) {
      const untilEnd = Math.min(ring.count, ring.mask + 1 - ring.first);
      writer.numbers(ring.delayUs, ring.count);
      writer.column(ring.wide.subarray(ring.first * 4), untilEnd * 4);
      writer.column(ring.wide, (ring.count - untilEnd) * 4);
    }
  }

  load(reader: SnapshotReader): void {
    const laneCount = reader.numbers(1)[0];
    this.#rings.length = 0;
    for (let lane = 0; lane < laneCount; lane++) {
      const [delayUs, count] = reader.numbers(2);
      const ring = this.#rings[this.lane(delayUs)];
      while (ring.mask < count) grow(ring);
      reader.column(ring.wide, count * 4);
      ring.count = count;
    }
    this.#findHead();
  }
}

/** Doubles a ring's room and straightens it. */
function grow(ring: Ring): void {
  const length = Math.max(RING_LENGTH_MIN, 2 * (ring.mask + 1));
  const wide = new Float64Array(length * 4);
  const { first, mask } = ring;
  wide.set(ring.wide.subarray(first * 4));
  wide.set(ring.wide.subarray(0, first * 4), (mask + 1 - first) * 4);
  ring.wide = wide;
  ring.narrow = new Int32Array(wide.buffer);
  ring.mask = length - 1;
  ring.first = 0;
}
