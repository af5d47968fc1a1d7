import { reportQuorum, toleratesFaults, type VerifierSetSize } from "../protocol/oracle/median.ts";

/** Members that one transaction of `set_verifiers` names beside its other accounts and its signature. */
export const CHAIN_VERIFIERS_MAX = 25;

/** Whether the oracle program takes a set of this size: it tolerates its liars, and one transaction names it. */
export function fitsOnChain(size: VerifierSetSize): boolean {
  return toleratesFaults(size) && size.verifierCount <= CHAIN_VERIFIERS_MAX;
}

/**
 * The set of the program in which `threshold` of `verifierCount` decide: the one with the most liars tolerated. undefined where the
 * program has none: its quorum is more than half, and at most what leaves a third of the set to lie.
 */
export function sizeWithQuorum(verifierCount: number, threshold: number): VerifierSetSize | undefined {
  for (let faultLimit = Math.ceil(verifierCount / 3) - 1; faultLimit >= 0; faultLimit--) {
    const size = { verifierCount, faultLimit };
    if (fitsOnChain(size) && reportQuorum(size) === threshold) return size;
  }
  return undefined;
}
