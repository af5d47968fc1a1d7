import type { DeskReport } from "./oracle-desk.ts";

/** How often each peer's cases went which way, over the run. Arrays by peer; who deserved it is for whoever knows the roles. */
export class CaseLog {
  readonly opened: Uint16Array;
  /** Verdicts of guilty before any appeal: executed at once, or with a dispute window to run. */
  readonly guilty: Uint16Array;
  readonly cleared: Uint16Array;
  readonly appealed: Uint16Array;
  readonly overturned: Uint16Array;
  /** Most cases that were due at one epoch's end and that nobody had time for. */
  backlogMax = 0;
  /** Peers with a dispute under way: their conviction, when it comes, was counted already. */
  #disputed = new Set<number>();

  constructor(peerCount: number) {
    this.opened = new Uint16Array(peerCount);
    this.guilty = new Uint16Array(peerCount);
    this.cleared = new Uint16Array(peerCount);
    this.appealed = new Uint16Array(peerCount);
    this.overturned = new Uint16Array(peerCount);
  }

  record({ flagged, convicted, cleared, disputed, appealed, overturned, backlog }: DeskReport): void {
    for (const { peer } of convicted) if (!this.#disputed.delete(peer)) this.guilty[peer]++;
    for (const peer of overturned) {
      this.#disputed.delete(peer);
      this.overturned[peer]++;
    }
    for (const peer of disputed) {
      this.#disputed.add(peer);
      this.guilty[peer]++;
    }
    for (const peer of flagged) this.opened[peer]++;
    for (const peer of cleared) this.cleared[peer]++;
    for (const peer of appealed) this.appealed[peer]++;
    this.backlogMax = Math.max(this.backlogMax, backlog);
  }

  /** All that a run changes here, not copied: for `World.snapshot`. */
  save() {
    return {
      columns: [this.opened, this.guilty, this.cleared, this.appealed, this.overturned],
      backlogMax: this.backlogMax,
      disputed: this.#disputed,
    };
  }

  /** Takes over what another one of the same shape saved. */
  load(saved: ReturnType<CaseLog["save"]>): void {
    const columns = [this.opened, this.guilty, this.cleared, this.appealed, this.overturned];
    for (const [index, column] of columns.entries()) column.set(saved.columns[index]);
    this.backlogMax = saved.backlogMax;
    this.#disputed = saved.disputed;
  }
}
