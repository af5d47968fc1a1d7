import type { CheckResult } from "../result.ts";
import type { SettledEpoch } from "../world/settled-epoch.ts";
import type { World } from "../world/world.ts";

/** What a check may look at: the world at an epoch's end, and where the programs disagreed with the ledger. */
export interface CheckView {
  readonly world: World;
  readonly settled: SettledEpoch;
  readonly genesisSupplyBase: number;
  /** Undefined when no chain runs. */
  readonly chainDifferences: readonly string[] | undefined;
}

/** One invariant, looked at after every epoch. */
export interface Check {
  readonly name: string;
  readonly promise: string;
  /** A violation in words; undefined when the promise holds. */
  readonly look: (view: CheckView) => string | undefined;
}

/** Runs checks through a run and keeps the first violation of each. */
export class CheckRunner {
  readonly #checks: readonly Check[];
  readonly #violations = new Map<string, string>();
  #epochs = 0;

  constructor(checks: readonly Check[]) {
    this.#checks = checks;
  }

  look(view: CheckView): void {
    this.#epochs++;
    for (const check of this.#checks) {
      if (this.#violations.has(check.name)) continue;
      const violation = check.look(view);
      if (violation !== undefined) this.#violations.set(check.name, violation);
    }
  }

  results(): readonly CheckResult[] {
    return this.#checks.map(({ name, promise }) => {
      const violation = this.#violations.get(name);
      return {
        name,
        passed: violation === undefined,
        detail: violation ?? `${promise}: held after each of ${this.#epochs} epochs`,
      };
    });
  }
}
