import { assert } from "../../base/assert.ts";
import { US_PER_S } from "../../base/units.ts";
import type { ProtocolParams } from "../../protocol/params.ts";
import type { SettlementOptions } from "./twin-genesis.ts";

/** What the programs are initialised with that comes out of the protocol's parameters. */
export type SettlementRules = Pick<
  SettlementOptions,
  "epochLengthSeconds" | "challengeWindowSeconds" | "unstakeCooldownSeconds" | "schedule" | "tiers"
>;

/** The programs' share of `params`. Asserts that the durations are whole seconds, the only ones that a chain's clock knows. */
export function settlementRules(params: ProtocolParams): SettlementRules {
  return {
    epochLengthSeconds: wholeSeconds(params["epoch.length"]),
    challengeWindowSeconds: wholeSeconds(params["settlement.challengeWindow"]),
    unstakeCooldownSeconds: wholeSeconds(params["staking.cooldown"]),
    schedule: {
      firstPeriodAmountBase: params["emission.firstPeriodAmount"],
      periodLengthSeconds: wholeSeconds(params["emission.periodLength"]),
      periodCount: params["emission.periodCount"],
      tailPerYearBase: params["emission.tailPerYear"],
      poolTotalBase: params["emission.poolTotal"],
    },
    tiers: {
      bronze: { ageSeconds: wholeSeconds(params["tiers.bronze.age"]), stakeBase: 0 },
      silver: { ageSeconds: wholeSeconds(params["tiers.silver.age"]), stakeBase: params["tiers.silver.stake"] },
      gold: { ageSeconds: wholeSeconds(params["tiers.gold.age"]), stakeBase: params["tiers.gold.stake"] },
      platinum: { ageSeconds: wholeSeconds(params["tiers.platinum.age"]), stakeBase: params["tiers.platinum.stake"] },
    },
  };
}

function wholeSeconds(durationUs: number): number {
  assert(durationUs % US_PER_S === 0, `a chain's clock cannot hold ${durationUs} microseconds`);
  return durationUs / US_PER_S;
}
