import { type LanternBase, US_PER_DAY } from "../../base/units.ts";
import type { ProtocolParams } from "../params.ts";
import type { Tier } from "../tiers/tier.ts";

/**
 * Slash for a conviction, LANTERN base units, rounded down: the tier's multiple of R, where R is what the peer earned over
 * `slash.rewardWindow` at its recent rate (`earnedPerDayBase`, whole base units). With `slash.cap: staked` it cannot exceed
 * `stakedBase`, the stake including what is being unstaked. Source: seed 004, inequality; ASSUMPTIONS.md#what-is-R, #slash-cap
 */
export function slashAmount(
  tier: Tier,
  earnedPerDayBase: LanternBase,
  stakedBase: LanternBase,
  params: ProtocolParams,
): LanternBase {
  const multiple = tier === 4 ? params["slash.multiplePlatinum"] : params["slash.multipleGold"];
  const wanted = Math.floor((multiple * earnedPerDayBase * params["slash.rewardWindow"]) / US_PER_DAY);
  return params["slash.cap"] === "uncapped" ? wanted : Math.min(wanted, stakedBase);
}
