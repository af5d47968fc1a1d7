import { assert } from "../../base/assert.ts";

/** Most verifiers of a set. */
export const VERIFIERS_MAX = 32;

/** How many verify, and how many of them may lie. */
export interface VerifierSetSize {
  readonly verifierCount: number;
  readonly faultLimit: number;
}

/** Whether the set tolerates its fault limit: at least 3f + 1 verifiers are needed. Source: seed 004, phase 3; byzantine agreement */
export function toleratesFaults({ verifierCount, faultLimit }: VerifierSetSize): boolean {
  return verifierCount >= 1 && verifierCount <= VERIFIERS_MAX && faultLimit >= 0 && verifierCount > 3 * faultLimit;
}

/**
 * Reports that decide: any two quorums share an honest verifier, so they never decide two roots. 2f + 1 of 3f + 1, more in a larger set.
 * @throws AssertionFailure where the set does not tolerate its fault limit
 * Source: the programs' `rules/src/median.rs`, by the same vectors
 */
export function reportQuorum(size: VerifierSetSize): number {
  assert(toleratesFaults(size), "a verifier set needs at least 3f + 1 verifiers");
  return Math.floor((size.verifierCount + size.faultLimit) / 2) + 1;
}

/**
 * The lower median: the middle value, or the lower of the two middle ones. Among a quorum's values f liars cannot move it out of the
 * honest range. Source: seed 004, phase 3 (median consensus)
 * @throws AssertionFailure without values
 */
export function lowerMedian(values: readonly number[]): number {
  assert(values.length > 0, "a median needs a value");
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1] as number;
}

/** What a quorum of reports agrees on. */
export interface AgreedRoot {
  readonly root: string;
  readonly agreeingCount: number;
}

/** The root (hexadecimal) that at least `quorum` reports name; undefined where none does. Source: seed 004, phase 3 (threshold consensus) */
export function agreedRoot(roots: readonly string[], quorum: number): AgreedRoot | undefined {
  const counts = new Map<string, number>();
  for (const root of roots) counts.set(root, (counts.get(root) ?? 0) + 1);
  for (const [root, agreeingCount] of counts) if (agreeingCount >= quorum) return { root, agreeingCount };
  return undefined;
}
