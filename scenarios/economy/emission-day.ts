import { BPS_ONE, US_PER_DAY } from "../../base/units.ts";
import { publishedEpochBase } from "../../protocol/emission/published-schedule.ts";
import type { EconomyState } from "./economy-state.ts";
import { REGIONS } from "./peer-types.ts";
import { tierEfficiency } from "./service-day.ts";

/**
 * Splits the day's schedule among the active peers by weight = bytes x uptime x geo, to the base unit: each gets the difference of the
 * running totals floor(total x weight so far / all weight), so that the shares sum to the day's schedule exactly and nobody is
 * further than one base unit from the quotient. Nobody at work: carried or left unminted, as `emission.unspent` says.
 * Source: seed 004, reward calculation; ASSUMPTIONS.md#daily-split
 */
export function emit(state: EconomyState, day: number): void {
  const { operators, now, scenario, service, weights } = state;
  const { params } = scenario;
  const { active, regions, gbPerDay, uptimes, tiers, unclaimedBase, count } = operators;
  const scheduledBase = publishedEpochBase(scenario.schedule, day, US_PER_DAY);
  const totalBase = scheduledBase + now.carriedBase;
  const countsUptime = params["reward.uptimeCounts"] === "online-share";
  const efficiency = Float64Array.from(tierEfficiency(params));
  const rates = Float64Array.from(
    REGIONS,
    (_, region) => service.usedShare[region] * (service.geoBps[region] / BPS_ONE),
  );
  let weightTotal = 0;
  let last = -1;
  for (let peer = 0; peer < count; peer++) {
    if (active[peer] === 0) continue;
    const bytes = gbPerDay[peer] * efficiency[tiers[peer]] * rates[regions[peer]];
    const weight = countsUptime ? bytes * uptimes[peer] : bytes;
    weights[peer] = weight;
    weightTotal += weight;
    if (weight > 0) last = peer;
  }
  now.scheduledTotalBase += scheduledBase;
  if (last < 0) {
    now.carriedBase = params["emission.unspent"] === "carry" ? totalBase : 0;
    now.unspentBase += params["emission.unspent"] === "carry" ? 0 : totalBase;
    now.distributedBase = 0;
    return;
  }
  let running = 0;
  let givenBase = 0;
  for (let peer = 0; peer < count; peer++) {
    if (active[peer] === 0) continue;
    running += weights[peer];
    const uptoBase = peer === last ? totalBase : Math.min(totalBase, Math.floor(totalBase * (running / weightTotal)));
    unclaimedBase[peer] += uptoBase - givenBase;
    givenBase = uptoBase;
    if (peer === last) break;
  }
  now.carriedBase = 0;
  now.distributedBase = totalBase;
  now.distributedTotalBase += totalBase;
  expectPay(state, totalBase / weightTotal, rates, day);
}

/** What operators learn of a day's pay: LANTERN base units for a GB a day, by region, smoothed over `decisions.incomeMemory`. */
function expectPay(state: EconomyState, perWeightBase: number, rates: Float64Array, day: number): void {
  const memoryDays = state.scenario.params["decisions.incomeMemory"] / US_PER_DAY;
  const fresh = day === 0 ? 1 : Math.min(1, 1 / memoryDays);
  for (let region = 0; region < REGIONS.length; region++) {
    const seen = perWeightBase * rates[region];
    state.payPerGbBase[region] += fresh * (seen - state.payPerGbBase[region]);
  }
}
