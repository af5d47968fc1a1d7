import { defaultValues, type ParamTable, type ParamValues } from "../base/param-spec.ts";

const SOLANA = "Solana, fee and rent constants";

/**
 * What peers, attackers and the chain cost outside the protocol: read by profit and cost accounting, never by a rule. A scenario
 * overrides them under `costs:` (the path without its first segment).
 */
export const COST_PARAMS = {
  "costs.bandwidthResidentialUsdPerGb": {
    kind: "usd",
    value: 0,
    min: 0,
    max: 10,
    what: "one GB over a home line, which is billed flat",
    source: "ASSUMPTIONS.md#bandwidth-cost",
  },
  "costs.bandwidthDatacenterUsdPerGb": {
    kind: "usd",
    value: 0.01,
    min: 0,
    max: 10,
    what: "one GB out of a data centre, between flat-rate hosts (about 0.001) and hyperscalers (about 0.09)",
    source: "ASSUMPTIONS.md#bandwidth-cost",
  },
  "costs.ipResidentialUsdPerMonth": {
    kind: "usd",
    value: 3,
    min: 0,
    max: 1000,
    what: "a residential proxy address for 30 days",
    source: "ASSUMPTIONS.md#address-cost",
  },
  "costs.ipDatacenterUsdPerMonth": {
    kind: "usd",
    value: 1,
    min: 0,
    max: 1000,
    what: "an address of a data centre's own for 30 days",
    source: "ASSUMPTIONS.md#address-cost",
  },
  "costs.geoExitUsdPerMonth": {
    kind: "usd",
    value: 5,
    min: 0,
    max: 1000,
    what: "what an address in a region of choice costs on top, for 30 days",
    source: "ASSUMPTIONS.md#address-cost",
  },
  "costs.beaconUsdPerMonth": {
    kind: "usd",
    value: 4,
    min: 0,
    max: 1000,
    what: "a small rented machine that answers for a peer at home while it is off, for 30 days",
    source: "ASSUMPTIONS.md#beacons",
  },
  "costs.clientAccountUsd": {
    kind: "usd",
    value: 0.5,
    min: 0,
    max: 1000,
    what: "a client account that passes registration",
    source: "ASSUMPTIONS.md#account-cost",
  },
  "costs.capitalUsdShareYear": {
    kind: "share",
    value: 0.1,
    min: 0,
    max: 1,
    what: "yearly cost of staked capital as a share of its value",
    source: "ASSUMPTIONS.md#capital-cost",
  },
  "costs.solPriceUsd": {
    kind: "usd",
    value: 150,
    min: 0,
    max: 100_000,
    what: "price of one SOL, for fees and rent in USD",
    source: "ASSUMPTIONS.md#sol-price",
  },
  "costs.lamportsPerSignature": {
    kind: "count",
    value: 5000,
    min: 0,
    max: 1_000_000_000,
    what: "base fee of a transaction for each signature",
    source: SOLANA,
  },
  "costs.rentLamportsPerByte": {
    kind: "count",
    value: 6960,
    min: 0,
    max: 1_000_000,
    what: "rent exemption for each byte of an account: 3,480 a byte-year for two years",
    source: SOLANA,
  },
  "costs.rentOverheadBytes": {
    kind: "count",
    value: 128,
    min: 0,
    max: 10_000,
    what: "bytes charged for an account beside its data",
    source: SOLANA,
  },
} as const satisfies ParamTable;

export type CostParams = ParamValues<typeof COST_PARAMS>;
export const COST_DEFAULTS: CostParams = defaultValues(COST_PARAMS);
