import type { Invariant } from "./invariant.ts";
import { MONEY_INVARIANTS } from "./money-invariants.ts";
import { TRUST_INVARIANTS } from "./trust-invariants.ts";
import { WORK_INVARIANTS } from "./work-invariants.ts";

/** The ten invariants of docs/RELIABILITY.md, in its order. */
export const INVARIANTS: readonly Invariant[] = [...MONEY_INVARIANTS, ...TRUST_INVARIANTS, ...WORK_INVARIANTS].sort(
  (a, b) => a.number - b.number,
);

/** Those that hold in every world. The sixth is a question to the parameters: the seed's own leave stakes free too early. */
export const HELD_INVARIANTS: readonly Invariant[] = INVARIANTS.filter(({ number }) => number !== 6);
