import { reconcileZ, type SessionSums } from "../protocol/oracle/reconcile.ts";
import { PROTOCOL_DEFAULTS, type ProtocolParams } from "../protocol/params.ts";
import { isSampled } from "../protocol/routing/directive.ts";
import { samplingShares, type Tier } from "../protocol/tiers/tier.ts";
import { normalOf, subKey, uniform } from "../sim/random/counter-hash.ts";
import { breakEvenDailyLantern, sessionsForDetection, stakeCoverageDays } from "./attack-closed-form.ts";

/** The experiment of the design note: what is drawn, and how long it is watched. Source: design note on attacks, "The directive leaks twice" */
export const FLAG_EXPERIMENT = { sessionsPerDay: 60, sigma: 1.5, runs: 200, days: 365 } as const;

/** Staked tiers and Bronze, by index of `TIER_NAMES`. */
export const SAMPLED_TIERS = [1, 2, 3, 4] as const satisfies readonly Tier[];

/** One line of the published table by tier, Bronze to Platinum: median days to the flag, or the share flagged within the year. */
interface PublishedRow {
  readonly factor: number;
  readonly medianDays?: readonly number[];
  readonly flaggedShare?: readonly number[];
}

/** The table marked (computed) in the design note: forging only in direct sessions, by claimed over moved bytes. */
export const PUBLISHED_FLAGS: readonly PublishedRow[] = [
  { factor: 10, medianDays: [1, 2, 2, 4] },
  { factor: 2, medianDays: [8, 11, 19, 36] },
  { factor: 1.25, medianDays: [74, 105, 194, 352] },
  { factor: 1.1, flaggedShare: [0.425, 0.125, 0.035, 0.01] },
  { factor: 1, flaggedShare: [0, 0, 0, 0] },
];

/** Days from which each run was flagged, sorted; infinite where it was not within the year. */
export type FlagDays = readonly number[];

const KEY = 0x7ab1e5;
/**
 * The experiment has no allowance for the sampled path and remembers everything. Its published figures do not say from how many sessions the test
 * is read: from 2, short samples flag 1.5% of those who match; from 20, the network's own default, forging x10 at Platinum would take 7 days, not 4.
 */
const TEST_PARAMS: ProtocolParams = {
  ...PROTOCOL_DEFAULTS,
  "oracle.pathAllowance": 0,
  "oracle.reconcileSessionsMin": 10,
};

/**
 * Runs the experiment at one tier: sessions with log-normal bytes, the sampled ones true, the direct ones signed for `factor` times as much,
 * the oracle's own test at each day's end. `factor` 1 is what matching does: both kinds of sessions look the same.
 */
export function flagDays(tier: Tier, factor: number, runs: number = FLAG_EXPERIMENT.runs): FlagDays {
  const share = samplingShares(PROTOCOL_DEFAULTS)[tier];
  const z = PROTOCOL_DEFAULTS["oracle.reconcileZ"];
  return Array.from({ length: runs }, (_, run) =>
    flagDay(subKey(KEY, run, tier * 1_000 + factor * 100), share, factor, z),
  ).sort((a, b) => a - b);
}

function flagDay(key: number, share: number, factor: number, zFlag: number): number {
  const { sessionsPerDay, sigma, days } = FLAG_EXPERIMENT;
  const sums = { sampled: { count: 0, sum: 0, squares: 0 }, direct: { count: 0, sum: 0, squares: 0 } };
  const forged = Math.log(factor);
  for (let day = 1; day <= days; day++) {
    for (let session = 0; session < sessionsPerDay; session++) {
      const index = day * sessionsPerDay + session;
      const log = sigma * normalOf(uniform(key, index, 0));
      if (uniform(key, index, 1) < share) add(sums.sampled, log);
      else add(sums.direct, log + forged);
    }
    if (reconcileZ(sums.sampled, sums.direct, TEST_PARAMS) > zFlag) return day;
  }
  return Number.POSITIVE_INFINITY;
}

function add(sums: { -readonly [K in keyof SessionSums]: SessionSums[K] }, log: number): void {
  sums.count++;
  sums.sum += log;
  sums.squares += log * log;
}

/** A figure with the interval in which it lies with 95%. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** 97.5% quantile of the normal for the twenty cells of the table together (Bonferroni): one of twenty is outside its own interval by chance. */
const Z_TABLE = 3.0233;

/** Width in standard errors of a sample of `n` that holds a published figure of `FLAG_EXPERIMENT.runs` runs, which has an error of its own. */
function widthFor(n: number): number {
  return Z_TABLE * Math.sqrt(1 + n / FLAG_EXPERIMENT.runs);
}

/** Median of sorted days with the interval, by order statistics, in which a published median is to lie: 95% for all cells together. */
export function medianInterval(sorted: FlagDays): Interval {
  const n = sorted.length;
  const half = (widthFor(n) * Math.sqrt(n)) / 2;
  const at = (rank: number): number => sorted[Math.min(n - 1, Math.max(0, Math.round(rank)))];
  return { value: at((n - 1) / 2), low: at((n - 1) / 2 - half), high: at((n - 1) / 2 + half) };
}

/** Share flagged within the year with the interval, by Wilson's score, in which a published share is to lie. */
export function flaggedInterval(sorted: FlagDays): Interval {
  const n = sorted.length;
  const value = sorted.filter(Number.isFinite).length / n;
  const z = widthFor(n);
  const centre = (value + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((value * (1 - value)) / n + (z * z) / (4 * n * n));
  return { value, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/** One row of the stake coverage table: LANTERN a day each, and days of it that the stakes of Silver, Gold and Platinum cover. */
export interface CoverageRow {
  readonly peers: number;
  readonly dailyLantern: number;
  readonly days: readonly number[];
}

/** Daily emission that the table splits, LANTERN. Source: seed 004, about 171,000 a day in year 1 */
export const TABLE_DAILY_LANTERN = 171_000;
export const TABLE_PEERS = [300, 1_000, 3_078, 5_000, 6_840, 17_100] as const;

/** The stake coverage table; `divisor`: what a cheat gains over honest income, (f - 1) for inflation by f. */
export function coverageTable(divisor = 1, params: ProtocolParams = PROTOCOL_DEFAULTS): readonly CoverageRow[] {
  return TABLE_PEERS.map((peers) => {
    const dailyLantern = (TABLE_DAILY_LANTERN / peers) * divisor;
    return { peers, dailyLantern, days: stakesLantern(params).map((stake) => stakeCoverageDays(stake, dailyLantern)) };
  });
}

function stakesLantern(params: ProtocolParams): readonly number[] {
  return (["silver", "gold", "platinum"] as const).map((tier) => params[`tiers.${tier}.stake`] / 1e6);
}

/** Break-even daily earnings of Silver, Gold and Platinum, LANTERN. */
export function breakEvenTable(params: ProtocolParams = PROTOCOL_DEFAULTS): readonly number[] {
  const shares = samplingShares(params);
  return stakesLantern(params).map((stake, index) => breakEvenDailyLantern(stake, shares[index + 2]));
}

/** Cheated sessions after which one was sampled with 99.9%, Bronze to Platinum. */
export function detectionTable(params: ProtocolParams = PROTOCOL_DEFAULTS): readonly number[] {
  const shares = samplingShares(params);
  return SAMPLED_TIERS.map((tier) => sessionsForDetection(shares[tier], 0.999));
}

/** What many cheats hauled and how long they lasted: means with their standard errors. */
export interface HaulMeasured {
  /** Unsampled cheats before the first sampled one. */
  readonly haul: number;
  readonly haulError: number;
  /** Sessions up to and with the sampled one. */
  readonly sessions: number;
  readonly sessionsError: number;
}

/** Lets `cheats` peers of a tier cheat until the routing rule samples them. The sampling is the network's own, draw by draw. */
export function measureHaul(tier: Tier, cheats: number): HaulMeasured {
  const shares = samplingShares(PROTOCOL_DEFAULTS);
  let [sum, squares] = [0, 0];
  for (let cheat = 0; cheat < cheats; cheat++) {
    let hauled = 0;
    while (!isSampled(2, tier, false, uniform(KEY + tier, cheat, hauled), shares)) hauled++;
    sum += hauled;
    squares += hauled * hauled;
  }
  const haul = sum / cheats;
  const error = Math.sqrt((squares / cheats - haul * haul) / (cheats - 1));
  return { haul, haulError: error, sessions: haul + 1, sessionsError: error };
}
