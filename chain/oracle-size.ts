import { toleratesFaults, type VerifierSetSize } from "../protocol/oracle/median.ts";

/** Members that one transaction of `set_verifiers` names beside its other accounts and its signature. */
export const CHAIN_VERIFIERS_MAX = 25;

/** Whether the oracle program takes a set of this size: it tolerates its liars, and one transaction names it. */
export function fitsOnChain(size: VerifierSetSize): boolean {
  return toleratesFaults(size) && size.verifierCount <= CHAIN_VERIFIERS_MAX;
}
