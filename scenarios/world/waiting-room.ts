/**
 * Clients that wait for Freddie to hand them a slot, first come, first served, in two lines: those whose NAT needs an open peer, and
 * all others. Each client waits at most once; a line is a ring over client indices.
 */
export class WaitingRoom {
  /** Whether the queue holds an event at which waits are looked through: one at a time. */
  watched = false;
  /** Index: place in the ring; value: client. */
  readonly #rings: readonly [Int32Array, Int32Array];
  readonly #heads: [number, number] = [0, 0];
  readonly #counts: [number, number] = [0, 0];

  constructor(clientCount: number) {
    this.#rings = [new Int32Array(clientCount), new Int32Array(clientCount)];
  }

  /** Clients waiting now. */
  get count(): number {
    return this.#counts[0] + this.#counts[1];
  }

  /** The client joins at the end of its line. */
  join(client: number, openOnly: boolean): void {
    const line = openOnly ? 0 : 1;
    const ring = this.#rings[line];
    ring[(this.#heads[line] + this.#counts[line]++) % ring.length] = client;
  }

  /**
   * The client at the head that has waited longest by `sinceUs` (by client): of the line that needs an open peer, of the other, or of
   * both; -1 when nobody waits there. It stays in its line.
   */
  first(sinceUs: Float64Array, lines: "open-only" | "any-peer" | "both"): number {
    const open = lines === "any-peer" ? -1 : this.#headOf(0);
    const any = lines === "open-only" ? -1 : this.#headOf(1);
    if (open < 0 || any < 0) return Math.max(open, any);
    return sinceUs[open] <= sinceUs[any] ? open : any;
  }

  /** Takes the head of whichever line it leads. */
  leave(client: number): void {
    const line = this.#headOf(0) === client ? 0 : 1;
    this.#heads[line] = (this.#heads[line] + 1) % this.#rings[line].length;
    this.#counts[line]--;
  }

  /** All that a run changes here, not copied: for `World.snapshot`. */
  save() {
    return { watched: this.watched, rings: this.#rings, heads: this.#heads, counts: this.#counts };
  }

  /** Takes over what another one of the same shape saved. */
  load(saved: ReturnType<WaitingRoom["save"]>): void {
    this.watched = saved.watched;
    for (const line of [0, 1] as const) {
      this.#rings[line].set(saved.rings[line]);
      this.#heads[line] = saved.heads[line];
      this.#counts[line] = saved.counts[line];
    }
  }

  #headOf(line: 0 | 1): number {
    return this.#counts[line] === 0 ? -1 : this.#rings[line][this.#heads[line]];
  }
}
