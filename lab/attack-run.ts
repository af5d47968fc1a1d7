import { assert } from "../base/assert.ts";
import { LANTERN, US_PER_DAY } from "../base/units.ts";
import { samplingShares } from "../protocol/tiers/tier.ts";
import type { AttackSummary, Estimate } from "../scenarios/result.ts";
import { type AttackPlan, writtenAttackers } from "./attack-plan.ts";
import { pairedRatio } from "./confidence.ts";
import { cvar5, meanEstimate } from "./estimate.ts";
import { type Replication, replicationOf, runReplications } from "./montecarlo.ts";
import type { ReplicationSummary } from "./quantities.ts";
import { type DetectionSeen, detectionNotes } from "./rare-event-notes.ts";
import { type SweepOptions, WORKERS_MAX } from "./sweep.ts";
import { requireCount, worldLine } from "./sweep-plan.ts";

/** What an attack did over many worlds. Undefined estimates stand for a quantity that no world has. */
export interface AttackOutcome {
  readonly strategy: string;
  /** Its name among the scenario's attackers. */
  readonly attacker: string;
  readonly scenario: string;
  readonly seed: string;
  readonly seeds: number;
  /** Pairs of worlds finished, with the attacker and without. */
  readonly n: number;
  readonly complete: boolean;
  readonly chain: string;
  /** Parameters in force, as a scenario would write them. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly identities: number;
  readonly profitLantern: Estimate | null;
  readonly profitUsd: Estimate | null;
  /** Mean of the worst twentieth of the worlds; null below twenty. */
  readonly profitLanternCvar5: number | null;
  readonly profitUsdCvar5: number | null;
  /** Profit over cost in USD. */
  readonly returnOnCost: Estimate | null;
  readonly costUsd: Estimate | null;
  readonly rewardLantern: Estimate | null;
  readonly slashedLantern: Estimate | null;
  /** Price at which the worlds together come out even; null where no price does. The interval needs three worlds. */
  readonly breakEvenPriceUsd: Estimate | null;
  readonly tokenPriceUsd: Estimate | null;
  readonly detectedShare: Estimate | null;
  readonly daysToDetectionP50: Estimate | null;
  readonly maxUndetectedInflation: Estimate | null;
  /** Where the strategy runs beside an honest control. */
  readonly gainOverHonest: Estimate | null;
  /** What honest peers earned less than in the same worlds without the attacker; USD at those worlds' price. */
  readonly honestLoss: {
    readonly lantern: Estimate | null;
    readonly usd: Estimate | null;
    /** Of what they earned without it. */
    readonly share: Estimate | null;
  };
  readonly checks: readonly { readonly name: string; readonly failed: number; readonly worlds: number }[];
  readonly notes: readonly string[];
  readonly replay: string;
}

/** Two worlds of one seed. */
interface Pair {
  readonly attack: AttackSummary;
  readonly withAttack: ReplicationSummary;
  readonly without: ReplicationSummary;
}

/**
 * Runs the attack on every seed, and the same worlds without it. With a signal, finished pairs are reported with `complete: false`.
 * @throws TwinError SWEEP_COUNT; ReplicationFailure
 */
export async function runAttack(plan: AttackPlan, options: SweepOptions): Promise<AttackOutcome> {
  requireCount("--workers", options.workers, WORKERS_MAX);
  const { seeds, scenario } = plan.request;
  // The two worlds of a seed stand side by side, so that an interruption leaves pairs.
  const replications = Array.from({ length: seeds }, (_, index) => index).flatMap((index): Replication[] =>
    [plan.withAttack, plan.without].map((base, side) => {
      const own = replicationOf(base, index);
      const name = `${side === 0 ? "with" : "without"} ${plan.attacker}, seed ${own.seed}`;
      return { name, scenario: own, replay: worldLine(scenario, own) };
    }),
  );
  const summaries = await runReplications(replications, options);
  const pairs = Array.from({ length: seeds }, (_, index) => index).flatMap((index): Pair[] => {
    const [withAttack, without] = [summaries[2 * index], summaries[2 * index + 1]];
    if (withAttack === undefined || without === undefined) return [];
    const attack = withAttack.attacks.find((other) => other.strategy === plan.attacker);
    assert(attack !== undefined, `a world without books of ${plan.attacker}`);
    return [{ attack, withAttack, without }];
  });
  return outcomeOf(plan, pairs);
}

function outcomeOf(plan: AttackPlan, pairs: readonly Pair[]): AttackOutcome {
  const { withAttack, strategy, attacker, request, replay } = plan;
  const of = (value: (pair: Pair) => number | null): Estimate | null =>
    meanEstimate(pairs.map(value).filter((sample) => sample !== null)) ?? null;
  const profitLantern = pairs.map(({ attack }) => Number(attack.profitBase) / LANTERN);
  const profitUsd = pairs.map(({ attack }) => attack.profitUsd);
  const { chain } = withAttack;
  return {
    strategy: strategy.name,
    attacker,
    scenario: withAttack.name,
    seed: withAttack.seed,
    seeds: request.seeds,
    n: pairs.length,
    complete: pairs.length === request.seeds,
    chain: chain.backend === "none" ? "none" : String(chain.cohort),
    params: paramsInForce(plan),
    identities: pairs[0]?.attack.identities ?? 0,
    profitLantern: meanEstimate(profitLantern) ?? null,
    profitUsd: meanEstimate(profitUsd) ?? null,
    profitLanternCvar5: cvar5(profitLantern),
    profitUsdCvar5: cvar5(profitUsd),
    returnOnCost: of(({ attack }) => (attack.costUsd > 0 ? attack.profitUsd / attack.costUsd : null)),
    costUsd: of(({ attack }) => attack.costUsd),
    rewardLantern: of(({ attack }) => Number(attack.rewardBase) / LANTERN),
    slashedLantern: of(({ attack }) => Number(attack.slashedBase) / LANTERN),
    breakEvenPriceUsd: breakEven(pairs),
    tokenPriceUsd: of((pair) => pair.withAttack.tokenPriceUsd),
    detectedShare: of(({ attack }) => attack.detectedShare),
    daysToDetectionP50: of(({ attack }) => attack.daysToDetectionP50),
    maxUndetectedInflation: of(({ attack }) => attack.maxUndetectedInflation),
    gainOverHonest: of(({ attack }) => attack.gainOverHonest?.ratio ?? null),
    honestLoss: {
      lantern: of(lossLantern),
      usd: of((pair) => lossLantern(pair) * pair.without.tokenPriceUsd),
      share: of((pair) => {
        const earned = honestLantern(pair.without);
        return earned > 0 ? lossLantern(pair) / earned : null;
      }),
    },
    checks: checksOf(pairs),
    notes: notesOf(plan, pairs),
    replay,
  };
}

function honestLantern(summary: ReplicationSummary): number {
  return Number(summary.peers.honest.rewardBase) / LANTERN;
}

function lossLantern({ withAttack, without }: Pair): number {
  return honestLantern(without) - honestLantern(withAttack);
}

/** What the attack is left with in tokens, LANTERN, before costs in money: profit at price p is this times p, less `moneyCostUsd`. */
function netLantern({ attack, withAttack }: Pair): number {
  const price = withAttack.tokenPriceUsd;
  return price > 0 ? (attack.profitUsd + moneyCostUsd(attack)) / price : Number(attack.profitBase) / LANTERN;
}

/** Costs that do not move with the token's price. */
function moneyCostUsd({ costUsdByKind: { bandwidth, addresses, accounts, fees } }: AttackSummary): number {
  return bandwidth + addresses + accounts + fees;
}

/** Costs of all worlds over tokens of all worlds: the mean of single worlds' prices would leave out those that no price saves. */
function breakEven(pairs: readonly Pair[]): Estimate | null {
  const costs = pairs.map(({ attack }) => moneyCostUsd(attack));
  const tokens = pairs.map(netLantern);
  const tokensTotal = tokens.reduce((sum, value) => sum + value, 0);
  if (tokensTotal <= 0) return null;
  const estimate = pairedRatio(costs, tokens);
  const mean = costs.reduce((sum, value) => sum + value, 0) / tokensTotal;
  return { mean, ci95: estimate?.ci95 ?? null, n: pairs.length };
}

function paramsInForce({ attacker, withAttack }: AttackPlan): Readonly<Record<string, unknown>> {
  const { strategy, name, ...params } = writtenAttackers(withAttack).find((entry) => entry.name === attacker) ?? {};
  return params;
}

function checksOf(pairs: readonly Pair[]): AttackOutcome["checks"] {
  const all = pairs.flatMap(({ withAttack, without }) => [...withAttack.checks, ...without.checks]);
  return [...new Set(all.map(({ name }) => name))].map((name) => {
    const own = all.filter((check) => check.name === name);
    return { name, failed: own.filter(({ passed }) => !passed).length, worlds: own.length };
  });
}

function notesOf(plan: AttackPlan, pairs: readonly Pair[]): readonly string[] {
  const { request, replaced, attacker } = plan;
  const notes = replaced
    ? [`${attacker} is among the scenario's attackers; parameters given here replace its own`]
    : [];
  if (pairs.some(({ attack }) => attack.gainOverHonest !== null))
    notes.push("the worlds without the attacker lack its honest control group too");
  if (request.seeds < 2) notes.push("one pair of worlds: no interval can be given");
  return [...notes, ...detectionNotes(detectionSeen(plan, pairs))];
}

/** What the worlds together saw of detection; sessions are those of phase 2, where there is something to evade. */
function detectionSeen({ strategy, attacker, withAttack }: AttackPlan, pairs: readonly Pair[]): DetectionSeen {
  const { horizonUs, params, phases, population } = withAttack;
  const own = population.attackers.find(({ name }) => name === attacker);
  const planned = own === undefined ? undefined : strategy.plan(own.params);
  const directUs = horizonUs - (phases.find(({ phase }) => phase === 2)?.fromUs ?? horizonUs);
  return {
    identities: pairs.reduce((sum, { attack }) => sum + attack.identities, 0),
    convicted: Math.round(pairs.reduce((sum, { attack }) => sum + attack.detectedShare * attack.identities, 0)),
    samplingShare: planned && samplingShares(params)[planned.tier],
    ownSessions: planned && Math.floor((planned.ownSessionsPerDay * directUs) / US_PER_DAY),
  };
}
