import { hash32 } from "../../sim/random/counter-hash.ts";
import { climb } from "./climb.ts";
import { race } from "./race.ts";
import { type ScreenFacts, screenedProfitUsd } from "./screen.ts";
import type { Candidate, SearchWorlds } from "./search-worlds.ts";
import { SOBOL_DIMENSIONS_MAX, sobolPoints } from "./sobol.ts";
import { type AttackSpace, pointOf, textsAt } from "./space.ts";
import { profitsOf, SEED_FROM } from "./trials.ts";
import { estimateOf } from "./verdict.ts";

/** Which rungs of the ladder are climbed: all, points spread evenly alone, or the evolution strategy alone. */
export const METHODS = ["ladder", "sobol", "evolution"] as const;
export type Method = (typeof METHODS)[number];

/** How the budget is shared out; the race has what is left. */
const SHARES: Readonly<Record<Method, { readonly sobol: number; readonly evolution: number }>> = {
  ladder: { sobol: 0.45, evolution: 0.35 },
  sobol: { sobol: 0.85, evolution: 0 },
  evolution: { sobol: 0, evolution: 0.85 },
};
/** Strategies that the evolution strategy goes on with. */
const EVOLVED_MAX = 3;
/** Points of the closed form, and how many of the best go on. */
const SCREEN_POINTS = 512;
const SCREEN_KEEP = 3;
const RACERS_MAX = 12;
const RACE_ROUNDS = 6;
const RACE_KEEP = 5;
/** Seeds that generations take in turn: a point that pays on one seed alone does not lead for long. */
const EVOLUTION_SEEDS = 4;
const KEY = 0x7a77ac;

/** A point of a strategy's space and its mean profit so far, USD. */
interface Found {
  readonly space: AttackSpace;
  readonly point: readonly number[];
  readonly profitUsd: number;
}

/** What the hunt found of one strategy. */
export interface StrategyFound {
  readonly strategy: string;
  /** Worlds in which it was tried, before the race. */
  readonly tried: number;
  readonly bestUsd: number;
  /** Best of the closed form; undefined where it has nothing to say. */
  readonly closedFormUsd: number | undefined;
}

export interface Hunt {
  readonly strategies: readonly StrategyFound[];
  /** Those that stood to the race's end, surest first. */
  readonly finalists: readonly { readonly candidate: Candidate; readonly meanUsd: number; readonly seeds: number }[];
}

export interface HuntOptions {
  readonly method: Method;
  /** Worlds. */
  readonly budget: number;
  readonly facts: ScreenFacts | undefined;
  readonly onStage: (stage: string) => void;
}

/**
 * Looks for the attack that earns most: closed form, Sobol points, the climb (surrogate, evolution strategy, steps), race on common seeds.
 * @throws SearchInterrupted
 */
export async function hunt(worlds: SearchWorlds, spaces: readonly AttackSpace[], options: HuntOptions): Promise<Hunt> {
  const shares = SHARES[options.method];
  const found = await spread(worlds, spaces, options, Math.floor(options.budget * shares.sobol));
  const ranked = [...spaces].sort((a, b) => bestOf(found, b) - bestOf(found, a));
  const evolved = options.method === "evolution" ? ranked : ranked.slice(0, EVOLVED_MAX);
  const each = Math.floor((options.budget * shares.evolution) / Math.max(1, evolved.length));
  const surrogate = options.method !== "evolution";
  for (const [index, space] of evolved.entries()) {
    options.onStage(`climb ${index + 1}/${evolved.length}: ${space.strategy.name}`);
    if (space.axes.length > 0) found.push(...(await evolve(worlds, space, found, { budget: each, surrogate })));
  }
  options.onStage("race");
  const finalists = await raced(worlds, racersOf(found, spaces));
  return { strategies: spaces.map((space) => strategyFound(space, found, options.facts)), finalists };
}

function bestOf(found: readonly Found[], space: AttackSpace): number {
  return found.reduce(
    (best, own) => (own.space === space ? Math.max(best, own.profitUsd) : best),
    Number.NEGATIVE_INFINITY,
  );
}

function candidateAt(space: AttackSpace, point: readonly number[]): Candidate {
  return { strategy: space.strategy.name, texts: textsAt(space, point) };
}

/** The default, the closed form's best and Sobol points of every strategy, each on the first seed. */
async function spread(
  worlds: SearchWorlds,
  spaces: readonly AttackSpace[],
  { facts, onStage }: HuntOptions,
  budget: number,
): Promise<Found[]> {
  const each = Math.max(1, Math.floor(budget / Math.max(1, spaces.length)));
  const found: Found[] = [];
  for (const [index, space] of spaces.entries()) {
    onStage(`points ${index + 1}/${spaces.length}: ${space.strategy.name}`);
    const screened = facts === undefined ? [] : screenedPoints(space, facts).slice(0, SCREEN_KEEP);
    const dimensions = Math.min(space.axes.length, SOBOL_DIMENSIONS_MAX);
    const sobol = dimensions === 0 ? [] : sobolPoints(dimensions, each, hash32(KEY, index, 0));
    const filled = sobol.map((point) => [...point, ...space.defaults.slice(dimensions)]);
    const points = [space.defaults, ...screened.map(({ point }) => point), ...filled].slice(0, each);
    const candidates = points.map((point) => candidateAt(space, point));
    const profits = await profitsOf(worlds, candidates, { from: SEED_FROM.hunt, count: 1 });
    found.push(...points.map((point, at) => ({ space, point, profitUsd: profits[at][0] })));
  }
  return found;
}

/** Sobol points by what the closed form says of them, best first; none where it has nothing to say. */
function screenedPoints(
  space: AttackSpace,
  facts: ScreenFacts,
): readonly { readonly point: readonly number[]; readonly usd: number }[] {
  if (space.axes.length > SOBOL_DIMENSIONS_MAX) return [];
  return sobolPoints(space.axes.length, SCREEN_POINTS, KEY)
    .flatMap((point) => {
      const usd = screenedProfitUsd(space.strategy.name, textsAt(space, point), facts);
      return usd === undefined ? [] : [{ point, usd }];
    })
    .sort((a, b) => b.usd - a.usd);
}

async function evolve(
  worlds: SearchWorlds,
  space: AttackSpace,
  before: readonly Found[],
  { budget, surrogate }: { readonly budget: number; readonly surrogate: boolean },
): Promise<readonly Found[]> {
  const known = before.flatMap(({ space: of, point, profitUsd }) =>
    of === space ? [{ point, value: profitUsd }] : [],
  );
  const found: Found[] = [];
  let generation = 0;
  const settled = (point: readonly number[]) => pointOf(space, textsAt(space, point));
  await climb({ start: space.defaults, known, budget, surrogate, key: KEY, settled }, async (rung, points) => {
    // A surface, and neighbours, are compared on the first seed alone; the race sees to the rest.
    const turn = rung === "evolution" ? generation++ % EVOLUTION_SEEDS : 0;
    const candidates = points.map((point) => candidateAt(space, point));
    const profits = await profitsOf(worlds, candidates, { from: SEED_FROM.hunt + turn, count: 1 });
    const values = profits.map(([value]) => value);
    found.push(...points.map((point, index) => ({ space, point, profitUsd: values[index] })));
    return values;
  });
  return found;
}

/** The best of each strategy first, then whatever is best of all. */
function racersOf(found: readonly Found[], spaces: readonly AttackSpace[]): readonly Candidate[] {
  const ranked = [...found].sort((a, b) => b.profitUsd - a.profitUsd);
  const leaders = spaces.flatMap((space) => ranked.find((own) => own.space === space) ?? []);
  leaders.sort((a, b) => b.profitUsd - a.profitUsd);
  const ordered = [...leaders.slice(0, RACERS_MAX / 2), ...ranked];
  const byText = new Map(
    ordered.map(({ space, point }) => [JSON.stringify(candidateAt(space, point)), candidateAt(space, point)]),
  );
  return [...byText.values()].slice(0, RACERS_MAX);
}

async function raced(worlds: SearchWorlds, racers: readonly Candidate[]): Promise<Hunt["finalists"]> {
  const ranking = await race(racers, { rounds: RACE_ROUNDS, keepMin: RACE_KEEP }, async (alive, round) =>
    (await profitsOf(worlds, alive, { from: SEED_FROM.hunt + round, count: 1 })).map(([value]) => value),
  );
  const all = (ranking ?? []).map(({ candidate, mean, values }) => ({ candidate, meanUsd: mean, values }));
  const seen = Math.max(0, ...all.map(({ values }) => values.length));
  const whole = all.filter(({ values }) => values.length === seen);
  return whole
    .map(({ candidate, meanUsd, values }) => ({ candidate, meanUsd, seeds: seen, sureness: surenessOf(values) }))
    .sort((a, b) => b.sureness - a.sureness);
}

/** Standard errors by which the mean is above zero: what a verdict on fresh seeds will ask for, where the mean alone favours the noisy. */
function surenessOf(values: readonly number[]): number {
  const { mean, ci95 } = estimateOf(values);
  const half = ci95 === null ? 1 : ci95[1] - mean;
  return half > 0 ? mean / half : mean * Number.MAX_VALUE;
}

function strategyFound(space: AttackSpace, found: readonly Found[], facts: ScreenFacts | undefined): StrategyFound {
  const own = found.filter((other) => other.space === space);
  return {
    strategy: space.strategy.name,
    tried: own.length,
    bestUsd: bestOf(own, space),
    closedFormUsd: facts === undefined ? undefined : screenedPoints(space, facts)[0]?.usd,
  };
}
