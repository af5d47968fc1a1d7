import { assert } from "../base/assert.ts";

/**
 * What can be said of an attack with paper and pencil. `s` is the sampled share of a tier, `k` a number of cheated sessions, each sampled
 * independently. Source: design note on attacks, "The seed's inequality" and "Independent checks"
 */

/** Days of earnings that a stake covers. */
export function stakeCoverageDays(stakeLantern: number, dailyLantern: number): number {
  return stakeLantern / dailyLantern;
}

/** Slash, in multiples of what one cheated session gains, from which cheating loses on average: (1 - s)/s. */
export function deterringMultiple(samplingShare: number): number {
  return (1 - samplingShare) / samplingShare;
}

/** Daily earnings at which a stake just deters, LANTERN: stake x s/(1 - s). */
export function breakEvenDailyLantern(stakeLantern: number, samplingShare: number): number {
  return (stakeLantern * samplingShare) / (1 - samplingShare);
}

/** Whether the stake covers what deterrence needs: below 1 it fails. */
export function deterrenceMargin(stakeLantern: number, dailyLantern: number, samplingShare: number): number {
  return stakeCoverageDays(stakeLantern, dailyLantern) / deterringMultiple(samplingShare);
}

/** What is hauled before the first sampled cheat, at `reward` a session: reward x (1 - s)/s. Mean of a geometric law. */
export function haulBeforeDetection(reward: number, samplingShare: number): number {
  return reward * deterringMultiple(samplingShare);
}

/** Cheated sessions up to and with the first sampled one, on average: 1/s. */
export function sessionsToDetection(samplingShare: number): number {
  return 1 / samplingShare;
}

/** Probability that none of `k` cheated sessions is sampled: (1 - s)^k. */
export function evasionProbability(samplingShare: number, sessions: number): number {
  return (1 - samplingShare) ** sessions;
}

/** Fewest cheated sessions after which one was sampled with at least `probability`. */
export function sessionsForDetection(samplingShare: number, probability: number): number {
  return Math.ceil(Math.log(1 - probability) / Math.log(1 - samplingShare) - 1e-9);
}

/** Claimed over real bytes of a coalition that moves bytes only when sampled: 1/s. */
export function matchingGain(samplingShare: number): number {
  return 1 / samplingShare;
}

/** Largest claimed over true traffic where a share of the reports is trusted: 1/(1 - r). Source: FlashFlow */
export function trustedShareInflation(trustedShare: number): number {
  return 1 / (1 - trustedShare);
}

/** What the network pays and costs, as the inequality of a coalition needs it. */
export interface NetworkFacts {
  /** LANTERN a day that the pool splits, or that caps the rate. */
  readonly emissionLanternPerDay: number;
  /** LANTERN a GB, or undefined where the pool is split by weight. */
  readonly rateLanternPerGb: number | undefined;
  readonly honestGbPerDay: number;
  readonly priceUsd: number;
  readonly days: number;
}

/** A coalition of own clients and own peers, all identities together. */
export interface CoalitionFacts {
  /** GB a day that are paid for. */
  readonly claimedGbPerDay: number;
  /** GB a day that really move; with matching, the sampled share of the claimed ones. */
  readonly realGbPerDay: number;
  readonly bandwidthUsdPerGb: number;
  /** Accounts, registrations and rent, once. */
  readonly onceUsd: number;
  /** Addresses and machines. */
  readonly usdPerDay: number;
}

/** LANTERN a GB when `claimedGbPerDay` come on top of the honest traffic. */
export function payLanternPerGb(network: NetworkFacts, claimedGbPerDay: number): number {
  const total = network.honestGbPerDay + claimedGbPerDay;
  const shared = total > 0 ? network.emissionLanternPerDay / total : 0;
  return network.rateLanternPerGb === undefined ? shared : Math.min(network.rateLanternPerGb, shared);
}

/**
 * Profit of an undetected coalition over the network's days, USD: D p V/(H + V) - c x real - addresses - accounts. Positive iff the design
 * note's inequality D p/(H + V) > s c + (accounts + addresses)/V holds.
 */
export function coalitionProfitUsd(network: NetworkFacts, coalition: CoalitionFacts): number {
  assert(coalition.realGbPerDay <= coalition.claimedGbPerDay, "nobody moves more than is paid for");
  const payUsd = payLanternPerGb(network, coalition.claimedGbPerDay) * coalition.claimedGbPerDay * network.priceUsd;
  const dailyUsd = payUsd - coalition.realGbPerDay * coalition.bandwidthUsdPerGb - coalition.usdPerDay;
  return dailyUsd * network.days - coalition.onceUsd;
}

/** Token price at which that profit is zero, USD; infinite where nothing is paid. */
export function coalitionBreakEvenUsd(network: NetworkFacts, coalition: CoalitionFacts): number {
  const paid = payLanternPerGb(network, coalition.claimedGbPerDay) * coalition.claimedGbPerDay * network.days;
  const costs = -coalitionProfitUsd({ ...network, priceUsd: 0 }, coalition);
  return paid > 0 ? costs / paid : Number.POSITIVE_INFINITY;
}
