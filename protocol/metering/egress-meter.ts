import { assert } from "../../base/assert.ts";
import type { PeerIndex } from "../../base/units.ts";
import { judgeCounters } from "./counter-rule.ts";

/**
 * Egress metering without reports on the wire: the same rule as `egress-tally.ts`, on indices and typed arrays, for a caller that
 * holds meter and tally in one process. A leg is a slot that the caller chooses; `openLeg` makes it new.
 */
export class EgressMeter {
  /** By leg slot: newest cumulative counters, and the number of the reading that gave them (0: none yet). */
  readonly #legBytesDown: Float64Array;
  readonly #legBytesUp: Float64Array;
  readonly #legSequences: Uint32Array;
  /** By `PeerIndex`: metered since the last `takeEpoch`. */
  readonly #peerBytesDown: Float64Array;
  readonly #peerBytesUp: Float64Array;

  /** @param legCapacity legs that can be open at once */
  constructor(peerCount: number, legCapacity: number) {
    this.#legBytesDown = new Float64Array(legCapacity);
    this.#legBytesUp = new Float64Array(legCapacity);
    this.#legSequences = new Uint32Array(legCapacity);
    this.#peerBytesDown = new Float64Array(peerCount);
    this.#peerBytesUp = new Float64Array(peerCount);
  }

  openLeg(leg: number): void {
    assert(leg >= 0 && leg < this.#legSequences.length, "no such leg slot");
    this.#legBytesDown[leg] = 0;
    this.#legBytesUp[leg] = 0;
    this.#legSequences[leg] = 0;
  }

  /**
   * The leg's counters stand at these cumulative bytes: credits the growth to `peer`.
   * @throws AssertionFailure when a counter fell or is not whole
   */
  read(leg: number, peer: PeerIndex, bytesDown: number, bytesUp: number): void {
    const lastSequence = this.#legSequences[leg];
    const lastDown = this.#legBytesDown[leg];
    const lastUp = this.#legBytesUp[leg];
    const verdict = judgeCounters(lastSequence, lastDown, lastUp, false, lastSequence + 1, bytesDown, bytesUp);
    assert(verdict === "counts", verdict);
    this.#legSequences[leg] = lastSequence + 1;
    this.#legBytesDown[leg] = bytesDown;
    this.#legBytesUp[leg] = bytesUp;
    this.#peerBytesDown[peer] += bytesDown - lastDown;
    this.#peerBytesUp[peer] += bytesUp - lastUp;
  }

  /** Ends the epoch: copies what each peer carried in it to the two arrays (by `PeerIndex`); counting goes on from zero. */
  takeEpoch(outBytesDown: Float64Array, outBytesUp: Float64Array): void {
    outBytesDown.set(this.#peerBytesDown);
    outBytesUp.set(this.#peerBytesUp);
    this.#peerBytesDown.fill(0);
    this.#peerBytesUp.fill(0);
  }

  /** All that a run changes here, not copied: for `World.snapshot`. */
  save() {
    return {
      legBytesDown: this.#legBytesDown,
      legBytesUp: this.#legBytesUp,
      legSequences: this.#legSequences,
      peerBytesDown: this.#peerBytesDown,
      peerBytesUp: this.#peerBytesUp,
    };
  }

  /** Takes over what another one of the same shape saved. */
  load(saved: ReturnType<EgressMeter["save"]>): void {
    this.#legBytesDown.set(saved.legBytesDown);
    this.#legBytesUp.set(saved.legBytesUp);
    this.#legSequences.set(saved.legSequences);
    this.#peerBytesDown.set(saved.peerBytesDown);
    this.#peerBytesUp.set(saved.peerBytesUp);
  }
}
