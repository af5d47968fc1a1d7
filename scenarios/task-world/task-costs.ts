import { defaultValues, type ParamTable, type ParamValues } from "../../base/param-spec.ts";

const COSTS = "ASSUMPTIONS.md#task-worlds";

/** Prices in every world of rounds. */
export const TASK_COSTS = {
  "costs.tokenPriceUsd": { kind: "usd", value: 0.01, min: 0, max: 1_000_000, what: "price of a token", source: COSTS },
  "costs.poolDepthUsd": {
    kind: "usd",
    value: 500_000,
    min: 1,
    max: 1e12,
    what: "dollars in the pool that takes what an attacker sells: tokens worth v bring v D / (D + v)",
    source: COSTS,
  },
  "costs.identityUsdPerDay": {
    kind: "usd",
    value: 0.05,
    min: 0,
    max: 1_000,
    what: "an attacker's node with an address of its own, a day",
    source: COSTS,
  },
  "costs.bandwidthUsdPerGb": {
    kind: "usd",
    value: 0.01,
    min: 0,
    max: 100,
    what: "a GB that an attacker's node really moves",
    source: COSTS,
  },
} as const satisfies ParamTable;
export type TaskCosts = ParamValues<typeof TASK_COSTS>;
export const TASK_COST_DEFAULTS: TaskCosts = defaultValues(TASK_COSTS);
