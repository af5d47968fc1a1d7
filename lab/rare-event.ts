import { assert } from "../base/assert.ts";
import { subKey, uniform } from "../sim/random/counter-hash.ts";
import { tQuantile975 } from "./confidence.ts";

/**
 * Probabilities too small to count: 0 of n says only that p is below about 3/n. Two ways, each with its interval: splitting, where the rare
 * event is the end of a chain of likelier ones, and importance sampling, where single draws can be made likelier and weighed back.
 * Source: design note on attacks, rare events; M. Garvels, The splitting method in rare event simulation (2000)
 */
export interface RareEstimate {
  readonly probability: number;
  /** 95%, on a logarithmic scale: it never reaches zero unless the estimate does. */
  readonly ci95: readonly [number, number];
  /** Replicas (splitting: of the whole ladder; importance sampling: weighed draws). */
  readonly n: number;
}

/** A process that is watched on its way to a rare event, one step at a time, with its own random numbers. */
export interface SplitProcess<State> {
  readonly start: State;
  /** One step; undefined where the process has ended without the event. `draw(label)` gives uniforms of this step. */
  readonly step: (state: State, draw: (label: number) => number) => State | undefined;
  /** How far the state has come. The event is the last level; a level is passed when the score reaches it. */
  readonly score: (state: State) => number;
}

export interface SplitOptions {
  /** Scores to pass, rising, the last one the event. */
  readonly levels: readonly number[];
  /** Trajectories begun at every level. */
  readonly perLevel: number;
  /** Independent ladders: the spread between them gives the interval. At least 3. */
  readonly replicas: number;
  readonly key: number;
  /** Bound of one trajectory. */
  readonly stepsMax: number;
}

/**
 * Multilevel splitting with fixed effort: `perLevel` trajectories begin at states in which earlier ones reached the level before, chosen by
 * draw; the product of the shares that go on estimates the probability, without bias. The interval is from the replicas.
 * @throws AssertionFailure where a trajectory needs more than `stepsMax` steps
 */
export function splittingProbability<State>(process: SplitProcess<State>, options: SplitOptions): RareEstimate {
  assert(options.replicas >= 3, "an interval needs three replicas");
  const products = Array.from({ length: options.replicas }, (_, replica) => ladder(process, options, replica));
  return rareEstimate(products);
}

function ladder<State>(process: SplitProcess<State>, options: SplitOptions, replica: number): number {
  const { levels, perLevel, key, stepsMax } = options;
  let entrances: readonly State[] = [process.start];
  let product = 1;
  for (const [index, level] of levels.entries()) {
    const levelKey = subKey(key, replica, index);
    const reached: State[] = [];
    for (let path = 0; path < perLevel; path++) {
      const from = entrances[Math.floor(uniform(levelKey, path, 0) * entrances.length)];
      const end = climb(process, from, level, subKey(levelKey, path, 1), stepsMax);
      if (end !== undefined) reached.push(end);
    }
    product *= reached.length / perLevel;
    if (reached.length === 0) return 0;
    entrances = reached;
  }
  return product;
}

/** Follows one trajectory until it passes `level`; undefined where it ends before. */
function climb<State>(
  { step, score }: SplitProcess<State>,
  from: State,
  level: number,
  key: number,
  stepsMax: number,
): State | undefined {
  let state = from;
  for (let count = 0; score(state) < level; count++) {
    assert(count < stepsMax, `a trajectory of more than ${stepsMax} steps`);
    const next = step(state, (label) => uniform(key, count, label));
    if (next === undefined) return undefined;
    state = next;
  }
  return state;
}

/**
 * Importance sampling: `sample(draw)` draws under a law that makes the event likely and returns its likelihood ratio where the event happened,
 * 0 where not. The mean of the ratios is the probability.
 */
export function importanceProbability(
  sample: (draw: (label: number) => number) => number,
  { n, key }: { readonly n: number; readonly key: number },
): RareEstimate {
  return rareEstimate(Array.from({ length: n }, (_, index) => sample((label) => uniform(key, index, label))));
}

/** Mean with a 95% interval by the delta method on its logarithm. Of nothing but zeros: zero up to the rule of three. */
function rareEstimate(values: readonly number[]): RareEstimate {
  const n = values.length;
  const probability = values.reduce((sum, value) => sum + value, 0) / n;
  if (probability === 0) return { probability, ci95: [0, 3 / n], n };
  const variance = values.reduce((sum, value) => sum + (value - probability) ** 2, 0) / (n - 1);
  const quantile = tQuantile975(n - 1);
  const half = (quantile * Math.sqrt(variance / n)) / probability;
  return { probability, ci95: [probability * Math.exp(-half), Math.min(1, probability * Math.exp(half))], n };
}

/** How many of `n` were seen, where it is none or all: the one-sided 95% bound that counting allows (exact binomial, "rule of three"). */
export function countBound(n: number): number {
  return 1 - 0.05 ** (1 / n);
}

/** A cheat that forges `sessions` sessions, each sampled with `share`: what must be estimated, and how often a sampled one is let pass. */
export interface EvasionFacts {
  readonly share: number;
  readonly sessions: number;
  /** Chance that a sampled forgery is overlooked, such as below the meter's tolerance. */
  readonly overlooked: number;
}

/**
 * Probability that a cheat is never caught, by importance sampling: each session is drawn as unsampled more often than it is, and weighed back.
 * Closed form for checking: (1 - s (1 - o))^k.
 */
export function evasionByTilting(
  { share, sessions, overlooked }: EvasionFacts,
  options: { readonly n: number; readonly key: number },
): RareEstimate {
  const caught = share * (1 - overlooked);
  // About one catch in all sessions together: the event is then likely, and weights stay of one size.
  const tilted = Math.min(caught, 1 / sessions);
  const ratio = (1 - caught) / (1 - tilted);
  return importanceProbability((draw) => {
    for (let session = 0; session < sessions; session++) if (draw(session) < tilted) return 0;
    return ratio ** sessions;
  }, options);
}

/** The same by splitting: a level every few sessions survived. */
export function evasionBySplitting(
  { share, sessions, overlooked }: EvasionFacts,
  options: Pick<SplitOptions, "perLevel" | "replicas" | "key">,
): RareEstimate {
  const caught = share * (1 - overlooked);
  // Levels that about a fifth of the trajectories reach are near the optimum.
  const stride = Math.max(1, Math.round(Math.log(0.2) / Math.log(1 - Math.min(caught, 0.999))));
  const levels = Array.from({ length: Math.ceil(sessions / stride) }, (_, index) =>
    Math.min(sessions, (index + 1) * stride),
  );
  const process: SplitProcess<number> = {
    start: 0,
    step: (survived, draw) => (draw(0) < share && draw(1) >= overlooked ? undefined : survived + 1),
    score: (survived) => survived,
  };
  return splittingProbability(process, { ...options, levels, stepsMax: sessions + 1 });
}
