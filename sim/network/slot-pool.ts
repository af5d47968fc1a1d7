import { assert } from "../../base/assert.ts";

const OFFLINE = 0;
const IDLE = 1;
const BUSY = 2;

/**
 * Connection slots of all peers and the set of idle ones, in two lists by whether the peer's NAT is open. Slots of one peer are
 * numbered consecutively. A uniform pick among idle slots costs one draw; entering and leaving the set cost a swap.
 */
export class SlotPool {
  /** Index: slot; value: the peer that owns it. */
  readonly peers: Int32Array;
  /** Index: peer; value: its first slot; one more entry at the end. */
  readonly firstSlots: Int32Array;
  /** Index: slot; value: `OFFLINE`, `IDLE` or `BUSY`. */
  readonly #states: Uint8Array;
  /** Index: slot; value: position in its idle list, meaningless unless idle. */
  readonly #positions: Int32Array;
  /** Index: slot; value: list it enters when idle, 0 open NAT, 1 others. */
  readonly #lists: Uint8Array;
  readonly #idle: readonly [Int32Array, Int32Array];
  readonly #idleCounts: [number, number] = [0, 0];

  /** `slotCounts` and `natIsOpen` by peer. All slots begin offline. */
  constructor(slotCounts: ArrayLike<number>, natIsOpen: ArrayLike<number>) {
    const peerCount = slotCounts.length;
    this.firstSlots = new Int32Array(peerCount + 1);
    for (let peer = 0; peer < peerCount; peer++)
      this.firstSlots[peer + 1] = (this.firstSlots[peer] as number) + (slotCounts[peer] as number);
    const slotCount = this.firstSlots[peerCount] as number;
    this.peers = new Int32Array(slotCount);
    this.#states = new Uint8Array(slotCount);
    this.#positions = new Int32Array(slotCount);
    this.#lists = new Uint8Array(slotCount);
    this.#idle = [new Int32Array(slotCount), new Int32Array(slotCount)];
    for (let peer = 0; peer < peerCount; peer++) {
      const [from, to] = [this.firstSlots[peer] as number, this.firstSlots[peer + 1] as number];
      this.peers.fill(peer, from, to);
      this.#lists.fill((natIsOpen[peer] as number) === 1 ? 0 : 1, from, to);
    }
  }

  get slotCount(): number {
    return this.peers.length;
  }

  /** Slots of one peer, in whatever state. */
  slotCountOf(peer: number): number {
    return this.firstSlots[peer + 1] - this.firstSlots[peer];
  }

  /** Idle slots behind an open NAT, then all others. */
  get idleOpenCount(): number {
    return this.#idleCounts[0];
  }

  get idleCount(): number {
    return this.#idleCounts[0] + this.#idleCounts[1];
  }

  /** The idle slot at `u` (0 to 1) of the idle ones, `openOnly` among those behind an open NAT; -1 when there is none. */
  pick(u: number, openOnly: boolean): number {
    const open = this.#idleCounts[0];
    const count = openOnly ? open : open + this.#idleCounts[1];
    if (count === 0) return -1;
    const rank = Math.min(count - 1, Math.floor(u * count));
    return rank < open ? (this.#idle[0][rank] as number) : (this.#idle[1][rank - open] as number);
  }

  isOffline(slot: number): boolean {
    return this.#states[slot] === OFFLINE;
  }

  isIdle(slot: number): boolean {
    return this.#states[slot] === IDLE;
  }

  isBusy(slot: number): boolean {
    return this.#states[slot] === BUSY;
  }

  /** An offline or busy slot begins to announce itself. */
  makeIdle(slot: number): void {
    assert(this.#states[slot] !== IDLE, "a slot that is idle cannot become idle");
    const list = this.#lists[slot] as 0 | 1;
    const position = this.#idleCounts[list]++;
    this.#idle[list][position] = slot;
    this.#positions[slot] = position;
    this.#states[slot] = IDLE;
  }

  /** Takes a slot: an idle one, or an offline one that its owner keeps for its own clients. */
  makeBusy(slot: number): void {
    if (this.#states[slot] === IDLE) this.#leave(slot);
    this.#states[slot] = BUSY;
  }

  makeOffline(slot: number): void {
    if (this.#states[slot] === IDLE) this.#leave(slot);
    this.#states[slot] = OFFLINE;
  }

  /** All that a run changes here, not copied: for `World.snapshot`. */
  save() {
    return {
      states: this.#states,
      positions: this.#positions,
      idle: this.#idle,
      idleCounts: this.#idleCounts,
    };
  }

  /** Takes over what another one of the same shape saved. */
  load(saved: ReturnType<SlotPool["save"]>): void {
    this.#states.set(saved.states);
    this.#positions.set(saved.positions);
    for (const list of [0, 1] as const) {
      this.#idle[list].set(saved.idle[list]);
      this.#idleCounts[list] = saved.idleCounts[list];
    }
  }

  #leave(slot: number): void {
    const list = this.#lists[slot] as 0 | 1;
    const idle = this.#idle[list];
    const last = --this.#idleCounts[list];
    const moved = idle[last] as number;
    const position = this.#positions[slot] as number;
    idle[position] = moved;
    this.#positions[moved] = position;
  }
}
