import { assert } from "../../base/assert.ts";
import { comesBefore } from "./key-heap.ts";
import type { SnapshotReader, SnapshotWriter } from "./queue-snapshot.ts";

/** Records a ring starts with; it doubles as it fills. */
const RING_LENGTH_MIN = 64;

/** Most events that may ever be pushed: a sequence and a code share one float64. */
const SEQUENCE_MAX = 2 ** 45;
const CODES = 256;

/**
 * A ring of records of 24 bytes, `mask + 1` of them, a power of two:
 *
 *     byte 0       8                     16       20
 *          time    sequence * 256 + code  subject  stamp
 *
 * `wide` sees the buffer as float64 (3 a record), `narrow` as int32 (6 a record).
 */
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
  /** Time of the earliest event in any lane; infinity when all are empty. */
  headUs = Number.POSITIVE_INFINITY;
  /** The ring that it heads. */
  #head: Ring = emptyRing(0);
  readonly #rings: Ring[] = [];

  /** Id of the lane for this delay; the same delay gives the same lane. */
  lane(delayUs: number): number {
    assert(delayUs >= 0 && delayUs <= Number.MAX_SAFE_INTEGER, "a lane's delay is not negative");
    const known = this.#rings.findIndex((ring) => ring.delayUs === delayUs);
    return known >= 0 ? known : this.#rings.push(emptyRing(delayUs)) - 1;
  }

  /** Files an event at the lane's delay from `nowUs`; `nowUs` and `sequence` are not below those of the lane's last. */
  push(lane: number, nowUs: number, sequence: number, code: number, subject: number, stamp: number): void {
    const ring = this.#rings[lane];
    const atUs = nowUs + ring.delayUs;
    assert(atUs <= Number.MAX_SAFE_INTEGER, "an event lies beyond the end of time");
    assert(
      code >>> 0 < CODES && sequence < SEQUENCE_MAX,
      "a lane's event has a code below 256 and a sequence below 2^45",
    );
    if (ring.count > ring.mask) grow(ring);
    const { wide, narrow } = ring;
    const index = (ring.first + ring.count) & ring.mask;
    wide[index * 3] = atUs;
    wide[index * 3 + 1] = sequence * CODES + code;
    narrow[index * 6 + 4] = subject;
    narrow[index * 6 + 5] = stamp;
    // An equal time stays behind the head, whose sequence is lower.
    if (ring.count++ === 0 && atUs < this.headUs) {
      this.headUs = atUs;
      this.#head = ring;
    }
  }

  /** Whether the earliest event, of at least one, comes before one at the same time with this sequence. */
  headPrecedes(sequence: number): boolean {
    const ring = this.#head;
    return ring.wide[ring.first * 3 + 1] < sequence * CODES;
  }

  /** Moves the earliest event of at least one into `target`'s fields. */
  takeHead(target: { atUs: number; code: number; subject: number; stamp: number }): void {
    const ring = this.#head;
    const { first, wide, narrow } = ring;
    target.atUs = this.headUs;
    target.code = wide[first * 3 + 1] & (CODES - 1);
    target.subject = narrow[first * 6 + 4];
    target.stamp = narrow[first * 6 + 5];
    const next = (first + 1) & ring.mask;
    ring.first = next;
    ring.count--;
    if (this.#rings.length > 1) this.#findHead();
    else this.headUs = ring.count === 0 ? Number.POSITIVE_INFINITY : wide[next * 3];
  }

  #findHead(): void {
    let headUs = Number.POSITIVE_INFINITY;
    let headSequence = 0;
    for (const ring of this.#rings) {
      if (ring.count === 0) continue;
      const atUs = ring.wide[ring.first * 3];
      const sequence = ring.wide[ring.first * 3 + 1];
      if (!comesBefore(atUs, sequence, headUs, headSequence)) continue;
      this.#head = ring;
      headUs = atUs;
      headSequence = sequence;
    }
    this.headUs = headUs;
  }

  save(writer: SnapshotWriter): void {
    writer.numbers(this.#rings.length);
    for (const ring of this.#rings) {
      const untilEnd = Math.min(ring.count, ring.mask + 1 - ring.first);
      writer.numbers(ring.delayUs, ring.count);
      writer.column(ring.wide.subarray(ring.first * 3), untilEnd * 3);
      writer.column(ring.wide, (ring.count - untilEnd) * 3);
    }
  }

  load(reader: SnapshotReader): void {
    const laneCount = reader.numbers(1)[0];
    this.#rings.length = 0;
    for (let lane = 0; lane < laneCount; lane++) {
      const [delayUs, count] = reader.numbers(2);
      const ring = this.#rings[this.lane(delayUs)];
      while (ring.mask < count) grow(ring);
      reader.column(ring.wide, count * 3);
      ring.count = count;
    }
    this.#findHead();
  }
}

/** Doubles a ring's room and straightens it. */
function grow(ring: Ring): void {
  const length = Math.max(RING_LENGTH_MIN, 2 * (ring.mask + 1));
  const wide = new Float64Array(length * 3);
  const { first, mask } = ring;
  wide.set(ring.wide.subarray(first * 3));
  wide.set(ring.wide.subarray(0, first * 3), (mask + 1 - first) * 3);
  ring.wide = wide;
  ring.narrow = new Int32Array(wide.buffer);
  ring.mask = length - 1;
  ring.first = 0;
}

function emptyRing(delayUs: number): Ring {
  return { delayUs, wide: new Float64Array(0), narrow: new Int32Array(0), mask: -1, first: 0, count: 0 };
}
