import type { Check } from "./check.ts";

/** The programs agree with the in-memory ledger. Source: docs/RELIABILITY.md, invariant 9 */
export const chainAgrees: Check = {
  name: "chain-agrees",
  promise: "outcomes, accounts and totals of the cohort on the programs equal the ledger's to the base unit",
  look: ({ chainDifferences }) => chainDifferences?.[0],
};
