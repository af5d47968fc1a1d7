import { assert } from "../../base/assert.ts";
import { LANTERN } from "../../base/units.ts";
import { loadScenario } from "../../scenarios/load.ts";
import type { ResolvedScenario } from "../../scenarios/resolved-scenario.ts";
import { writtenAttackers } from "../attack-plan.ts";
import type { ReplicationSummary } from "../quantities.ts";
import { CHAIN_OFF } from "../sweep-plan.ts";
import type { EvaluationStore, WorldScore } from "./evaluation-store.ts";
import type { Reduction } from "./reduced-world.ts";
import type { AttackTexts } from "./space.ts";
import type { RunWorld } from "./world-pool.ts";

/** What is tried: a strategy with parameters, and overrides of the scenario laid over all others. */
export interface Candidate {
  readonly strategy: string;
  readonly texts: AttackTexts;
  readonly sets?: readonly string[];
}

/** Where a candidate is tried: the small world of the search, or the scenario as given. */
export type WorldKind = "reduced" | "given";

/** One candidate in the world of one seed. */
export interface Trial {
  readonly candidate: Candidate;
  readonly seedIndex: number;
  readonly world: WorldKind;
}

export interface WorldsSource {
  /** File, or name of a case. */
  readonly scenario: string;
  readonly sets: readonly string[];
  readonly seed?: string;
}

/** The attacker under trial, in a list where others may be of its strategy. */
const ATTACKER = "searched";

/** Scores candidates: remembers what was run, runs the rest. */
export class SearchWorlds {
  readonly base: ResolvedScenario;
  readonly #source: WorldsSource;
  readonly #reduction: Reduction;
  readonly #run: RunWorld;
  readonly #store: EvaluationStore;
  readonly #onWorld: (score: WorldScore) => void;
  /** Worlds scored, run now or found. */
  evaluations = 0;

  constructor(
    source: WorldsSource,
    reduction: (base: ResolvedScenario) => Reduction,
    run: RunWorld,
    store: EvaluationStore,
    onWorld: (score: WorldScore) => void = () => undefined,
  ) {
    this.#source = source;
    this.base = load(source, [CHAIN_OFF, ...source.sets]);
    this.#reduction = reduction(this.base);
    this.#run = run;
    this.#store = store;
    this.#onWorld = onWorld;
  }

  get reduction(): Reduction {
    return this.#reduction;
  }

  /** Whether the small world is the scenario as given. */
  get whole(): boolean {
    return this.#reduction.sets.length === 0;
  }

  /** The overrides that make a candidate's world of the scenario, and in which order. */
  #setsOf({ candidate, world }: Trial): readonly string[] {
    const small = world === "reduced" ? this.#reduction.sets : [];
    const others = world === "reduced" && !this.whole ? [] : this.#others(candidate.strategy);
    const own = { strategy: candidate.strategy, name: ATTACKER, ...written(candidate.texts) };
    const attackers = `population.attackers=${JSON.stringify([...others, own])}`;
    return [CHAIN_OFF, ...this.#source.sets, ...small, attackers, ...(candidate.sets ?? [])];
  }

  /** The scenario's attackers but the first of the strategy that is tried: it takes that one's place, as `attack run` does. */
  #others(strategy: string): readonly Readonly<Record<string, unknown>>[] {
    const written = writtenAttackers(this.base);
    const first = written.findIndex((attacker) => attacker.strategy === strategy);
    return written.filter((_, index) => index !== first);
  }

  /** The world of a trial, ready to run. */
  scenarioOf(trial: Trial): ResolvedScenario {
    return load(this.#source, this.#setsOf(trial), `${this.base.seed}#${trial.seedIndex}`);
  }

  /** Scores in the order of `trials`; undefined where a world was cancelled. */
  async scores(trials: readonly Trial[]): Promise<readonly (WorldScore | undefined)[]> {
    return await Promise.all(
      trials.map(async (trial) => {
        const key = JSON.stringify([trial.seedIndex, this.#setsOf(trial)]);
        const known = this.#store.get(key);
        if (known !== undefined) {
          this.evaluations++;
          this.#onWorld(known);
          return known;
        }
        const summary = await this.#run(this.scenarioOf(trial));
        if (summary === undefined) return undefined;
        const score = scoreOf(summary);
        this.evaluations++;
        this.#store.put(key, score);
        this.#onWorld(score);
        return score;
      }),
    );
  }

  /** The same world without any attacker, for what closed forms need to know of it. */
  async honestWorld(): Promise<ReplicationSummary | undefined> {
    return await this.#run(this.honestScenario());
  }

  honestScenario(): ResolvedScenario {
    const sets = [CHAIN_OFF, ...this.#source.sets, ...this.#reduction.sets, "population.attackers=[]"];
    return load(this.#source, sets, `${this.base.seed}#0`);
  }
}

/** Parameters as YAML holds them: flags are no texts there. */
function written(texts: AttackTexts): Readonly<Record<string, string | boolean>> {
  const entries = Object.entries(texts).map(([name, text]) => [
    name,
    text === "true" || text === "false" ? text === "true" : text,
  ]);
  return Object.fromEntries(entries);
}

function load({ scenario, seed }: WorldsSource, sets: readonly string[], ownSeed = seed): ResolvedScenario {
  return loadScenario(scenario, ownSeed === undefined ? { sets } : { sets, seed: ownSeed });
}

function scoreOf({ attacks, peers, sampling, tokenPriceUsd }: ReplicationSummary): WorldScore {
  const own = attacks.find(({ strategy }) => strategy === ATTACKER);
  assert(own !== undefined, "a world without the books of the attack tried in it");
  return {
    profitUsd: own.profitUsd,
    profitLantern: Number(own.profitBase) / LANTERN,
    costUsd: own.costUsd,
    capitalUsd: own.costUsdByKind.capital,
    fixedUsd: own.costUsd - own.costUsdByKind.capital,
    priceUsd: tokenPriceUsd,
    inflation: own.maxUndetectedInflation,
    identities: own.identities,
    slashedLantern: Number(own.slashedBase) / LANTERN,
    detectedShare: own.detectedShare,
    honestLantern: Number(peers.honest.rewardBase) / LANTERN,
    egressShare: sampling.sampledShare,
  };
}
