import { LANTERN, US_PER_DAY } from "../base/units.ts";
import type { ProtocolParams } from "../protocol/params.ts";
import type { TierName } from "../scenarios/result.ts";

/** Tiers, lowest first. */
export const TIERS: readonly TierName[] = ["new", "bronze", "silver", "gold", "platinum"];
/** Tiers whose trust is bought with a stake. */
export const STAKED_TIERS = ["silver", "gold", "platinum"] as const;
export type StakedTier = (typeof STAKED_TIERS)[number];

/** Forging x10 gains nine honest incomes; a false geo multiplier of 3 triples that. */
export const FORGE_GAIN = 9;
export const GEO_GAIN = 3;

export type Verdict = "fails" | "break-even" | "thin" | "holds";

/** Within this share of the needed days a stake counts as break-even. */
const BREAK_EVEN_SHARE = 0.02;

/** Days of gain that a slash must take to deter at sampling share `s`: (1 - s)/s. Infinite at s = 0. Source: seed 004, inequality. */
export function daysNeeded(sampling: number): number {
  // Twelve digits: 0.95 / 0.05 is 19, not a hair below it.
  return sampling > 0 ? Number(((1 - sampling) / sampling).toPrecision(12)) : Number.POSITIVE_INFINITY;
}

/** What a tier asks for: the numbers that decide whether its stake deters. */
export interface TierTerms {
  readonly tier: StakedTier;
  readonly stakeLantern: number;
  readonly sampling: number;
  readonly daysNeeded: number;
  /** Slash in days of gain that the seed states (20 at Gold, 40 at Platinum); the need itself below Gold. */
  readonly daysStated: number;
  /** Daily gain above which the stake stops covering: stake * s/(1 - s), LANTERN. */
  readonly breakEvenDailyLantern: number;
}

export function tierTerms(tier: StakedTier, params: ProtocolParams): TierTerms {
  const stakeLantern = params[`tiers.${tier}.stake`] / LANTERN;
  const sampling = params[`tiers.${tier}.sampling`];
  const needed = daysNeeded(sampling);
  const stated = { silver: needed, gold: params["slash.multipleGold"], platinum: params["slash.multiplePlatinum"] }[
    tier
  ];
  return {
    tier,
    stakeLantern,
    sampling,
    daysNeeded: needed,
    daysStated: stated,
    breakEvenDailyLantern: stakeLantern / needed,
  };
}

/** Days of a daily gain that the stake covers, and what that is worth against the need. */
export interface Coverage {
  /** Null where there is no gain to cover. */
  readonly days: number | null;
  readonly verdict: Verdict;
}

/** Coverage of a cheat that gains `dailyLantern` a day. "Thin" covers the need but not the slash that the seed states. */
export function coverage(terms: TierTerms, dailyLantern: number): Coverage {
  if (!(dailyLantern > 0)) return { days: null, verdict: "holds" };
  const days = terms.stakeLantern / dailyLantern;
  if (Math.abs(days - terms.daysNeeded) <= BREAK_EVEN_SHARE * terms.daysNeeded) return { days, verdict: "break-even" };
  if (days < terms.daysNeeded) return { days, verdict: "fails" };
  return { days, verdict: days < terms.daysStated * (1 - BREAK_EVEN_SHARE) ? "thin" : "holds" };
}

/** LANTERN that the schedule's first period emits in a day. */
export function firstPeriodDailyLantern(params: ProtocolParams): number {
  return (params["emission.firstPeriodAmount"] / LANTERN) * (US_PER_DAY / params["emission.periodLength"]);
}

/** Network sizes of the table in the design; the size at which R is 25 LANTERN a day is where Silver breaks even. */
export const NETWORK_SIZES: readonly number[] = [300, 1_000, 3_078, 5_000, 6_840, 17_100];

/** Cumulative LANTERN of the schedule at `days`, linear inside each period; the tail and the pool's cap included. */
export function scheduledLantern(days: number, params: ProtocolParams): number {
  const period = params["emission.periodLength"] / US_PER_DAY;
  let sum = 0;
  let amount = params["emission.firstPeriodAmount"] / LANTERN;
  for (let index = 0; index < params["emission.periodCount"]; index += 1, amount /= 2) {
    sum += amount * Math.min(1, Math.max(0, days / period - index));
  }
  const tailDays = Math.max(0, days - period * params["emission.periodCount"]);
  const tail = (tailDays / 365) * (params["emission.tailPerYear"] / LANTERN);
  return Math.min(sum + tail, params["emission.poolTotal"] / LANTERN);
}
