import type { CheckResult } from "../result.ts";
import type { CheckView } from "./check.ts";

/** Says what is wrong at one epoch's end, in words; undefined when all is well. */
export type Watch = (view: CheckView) => string | undefined;

/**
 * One of the ten invariants of docs/RELIABILITY.md. Unlike a check it may remember what it saw, and may knock at the ledger's door with
 * commands that must be refused: a refused command changes nothing, so a watched run has the bytes of an unwatched one.
 */
export interface Invariant {
  /** In docs/RELIABILITY.md. */
  readonly number: number;
  readonly name: string;
  readonly promise: string;
  /** Begins to watch one run. */
  readonly start: () => Watch;
}

/** Watches one run; keeps the first violation of each invariant. */
export class InvariantRunner {
  readonly #watched: readonly { readonly invariant: Invariant; readonly watch: Watch }[];
  readonly #violations = new Map<string, string>();
  #epochs = 0;

  constructor(invariants: readonly Invariant[]) {
    this.#watched = invariants.map((invariant) => ({ invariant, watch: invariant.start() }));
  }

  look(view: CheckView): void {
    this.#epochs++;
    for (const { invariant, watch } of this.#watched) {
      if (this.#violations.has(invariant.name)) continue;
      const violation = watch(view);
      if (violation !== undefined) this.#violations.set(invariant.name, violation);
    }
  }

  results(): readonly CheckResult[] {
    return this.#watched.map(({ invariant: { name, promise } }) => {
      const violation = this.#violations.get(name);
      const held = `${promise}: held after each of ${this.#epochs} epochs`;
      return { name, passed: violation === undefined, detail: violation ?? held };
    });
  }
}
