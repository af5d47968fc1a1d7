import { createHash } from "node:crypto";
import { TIER_NAMES, type TierName } from "../protocol/tiers/tier.ts";
import { loadScenario } from "../scenarios/load.ts";
import type { ResolvedScenario } from "../scenarios/resolved-scenario.ts";
import { medianOf } from "./confidence.ts";
import { replicationOf } from "./montecarlo.ts";
import { requireCount } from "./sweep-plan.ts";

/** Tiers that are not fully sampled, each with the median days to the first flag of forging x2 in the design note's experiment. */
export const FLAG_DAYS_MEDIAN: Readonly<Record<Exclude<TierName, "new">, number>> = {
  bronze: 8,
  silver: 11,
  gold: 19,
  platinum: 36,
};
/** How much longer than there it may take. */
export const FLAG_DAYS_RATIO_MAX = 1.5;
/** Identities of each tier in one world of forgers; four worlds make the experiment's 200 runs. */
const FORGERS_PER_TIER = 50;
/** Sessions of one forger a day, and claimed over moved bytes. Source: design note on attacks, experiment */
const FORGER = "factor: 2, sessionsPerDay: 60";
const FORGED_TIERS = TIER_NAMES.filter((name) => name !== "new");

/** What is asked: the same settings for honest worlds and for those with forgers. */
export interface FalseSlashRequest {
  /** File, or name of a case. */
  readonly scenario: string;
  readonly sets: readonly string[];
  /** Days on which an honest peer served a session, all worlds together. */
  readonly peerDays: number;
  /** Worlds with forgers, `FORGERS_PER_TIER` of each tier in each. */
  readonly forgeWorlds: number;
}

export interface FalseSlashPlan {
  readonly request: FalseSlashRequest;
  /** Nobody but honest peers; replications of it are run until the peer-days are there. */
  readonly honest: ResolvedScenario;
  readonly forged: ResolvedScenario;
  /** SHA-256 over all that decides a world's bytes but its index, hex. */
  readonly identity: string;
}

/** One world's counts of honest peers. */
export interface HonestWorld {
  readonly kind: "honest";
  readonly index: number;
  /** Peer-days: registered; with a session served; with a reconciliation test that had evidence on both sides. */
  readonly registered: number;
  readonly served: number;
  readonly tested: number;
  readonly sessions: number;
  readonly flags: number;
  readonly cleared: number;
  readonly slashes: number;
  /** Highest statistic of the reconciliation test at any peer and day. */
  readonly zMax: number;
}

/** One world's forgers: by tier the day of each identity's first flag, null where there was none within the horizon. */
export interface ForgedWorld {
  readonly kind: "forged";
  readonly index: number;
  readonly daysToFlag: Readonly<Record<string, readonly (number | null)[]>>;
  readonly slashedHonest: number;
}

export type FalseSlashWorld = HonestWorld | ForgedWorld;

/**
 * Lays out both halves.
 * @throws ScenarioError, TwinError SWEEP_COUNT
 */
export function planFalseSlash(request: FalseSlashRequest): FalseSlashPlan {
  requireCount("--peer-days", request.peerDays, 1e9);
  requireCount("--forge-worlds", request.forgeWorlds, 1_000);
  const attackers = FORGED_TIERS.map(
    (tier) =>
      `{ strategy: collusion-inflate, name: ${tier}, tier: ${tier}, identities: ${FORGERS_PER_TIER}, ${FORGER} }`,
  );
  const load = (own: readonly string[]): ResolvedScenario =>
    loadScenario(request.scenario, { sets: [...request.sets, "chain.cohort=none", ...own] });
  const honest = load(["population.attackers=[]"]);
  const forged = load([`population.attackers=[${attackers.join(", ")}]`]);
  const facts = JSON.stringify([1, honest.resolved, forged.resolved, process.version]);
  return { request, honest, forged, identity: createHash("sha256").update(facts).digest("hex") };
}

/** The scenario of one world of the plan. */
export function worldScenario(plan: FalseSlashPlan, kind: FalseSlashWorld["kind"], index: number): ResolvedScenario {
  return replicationOf(kind === "honest" ? plan.honest : plan.forged, index);
}

/** A tier's forgers, all worlds together. */
export interface TierDelay {
  readonly tier: string;
  readonly forgers: number;
  readonly flaggedShare: number;
  /** Infinity where fewer than half were flagged. */
  readonly daysMedian: number;
  readonly daysExpected: number;
  readonly ratio: number;
  readonly holds: boolean;
}

export interface FalseSlashResult {
  readonly scenario: string;
  readonly worlds: number;
  readonly registered: number;
  readonly served: number;
  readonly tested: number;
  readonly sessions: number;
  readonly flags: number;
  readonly cleared: number;
  readonly slashes: number;
  readonly zMax: number;
  /** Upper end of the 95% interval of slashes in a peer-day served. */
  readonly slashesPerDayMax: number;
  readonly tiers: readonly TierDelay[];
  /** The peer-days are there, nobody honest was slashed, and every tier's forgers were flagged in time. */
  readonly holds: boolean;
}

/** Adds the worlds up. */
export function falseSlashResult(plan: FalseSlashPlan, worlds: readonly FalseSlashWorld[]): FalseSlashResult {
  const honest = worlds.filter((world) => world.kind === "honest");
  const forged = worlds.filter((world) => world.kind === "forged");
  const sum = (value: (world: HonestWorld) => number): number =>
    honest.reduce((total, world) => total + value(world), 0);
  const served = sum((world) => world.served);
  const slashes = sum((world) => world.slashes) + forged.reduce((total, world) => total + world.slashedHonest, 0);
  const tiers = FORGED_TIERS.map((tier) =>
    tierDelay(
      tier,
      forged.flatMap((world) => world.daysToFlag[tier] ?? []),
    ),
  );
  return {
    scenario: plan.honest.name,
    worlds: worlds.length,
    registered: sum((world) => world.registered),
    served,
    tested: sum((world) => world.tested),
    sessions: sum((world) => world.sessions),
    flags: sum((world) => world.flags),
    cleared: sum((world) => world.cleared),
    slashes,
    zMax: Math.max(0, ...honest.map((world) => world.zMax)),
    slashesPerDayMax: served === 0 ? Number.POSITIVE_INFINITY : poissonUpper95(slashes) / served,
    tiers,
    holds: served >= plan.request.peerDays && slashes === 0 && tiers.every(({ holds }) => holds),
  };
}

function tierDelay(tier: Exclude<TierName, "new">, days: readonly (number | null)[]): TierDelay {
  const flagged = days.filter((day) => day !== null);
  const daysMedian = medianOf(days.map((day) => day ?? Number.POSITIVE_INFINITY)) ?? Number.POSITIVE_INFINITY;
  const daysExpected = FLAG_DAYS_MEDIAN[tier];
  const ratio = daysMedian / daysExpected;
  return {
    tier,
    forgers: days.length,
    flaggedShare: days.length === 0 ? 0 : flagged.length / days.length,
    daysMedian,
    daysExpected,
    ratio,
    holds: ratio <= FLAG_DAYS_RATIO_MAX,
  };
}

/**
 * Upper end of the one-sided 95% interval of a Poisson mean of which `count` events were seen: 2.996 for none (the rule of three). By
 * bisection on the distribution's tail, to nine digits.
 */
export function poissonUpper95(count: number): number {
  const atMost = (mean: number): number => {
    let term = Math.exp(-mean);
    let total = term;
    for (let k = 1; k <= count; k++) {
      term *= mean / k;
      total += term;
    }
    return total;
  };
  let [low, high] = [count, 3 * count + 10];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (atMost(middle) > 0.05) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
