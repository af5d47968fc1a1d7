import { assert } from "../../base/assert.ts";
import { LANTERN } from "../../base/units.ts";
import { loadScenario } from "../../scenarios/load.ts";
import type { ResolvedScenario } from "../../scenarios/resolved-scenario.ts";
import type { AttackSummary } from "../../scenarios/result.ts";
import { writtenAttackers } from "../attack-plan.ts";
import type { ReplicationSummary } from "../quantities.ts";
import { CHAIN_OFF } from "../sweep-plan.ts";
import { memberAttacks, memberNames } from "./coalition.ts";
import type { EvaluationStore, WorldScore } from "./evaluation-store.ts";
import type { Reduction } from "./reduced-world.ts";
import type { AttackTexts } from "./space.ts";
import type { RunWorld } from "./world-pool.ts";

/** What is tried: a strategy, or a coalition of several, with parameters, and overrides of the scenario laid over all others. */
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

/** The attackers under trial, in a list where others may be of their strategies: one a member of the coalition. */
function attackerName(member: number): string {
  return member === 0 ? "searched" : `searched-${member + 1}`;
}

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
    const others = world === "reduced" && !this.whole ? [] : this.#others(memberNames(candidate.strategy));
    const own = memberAttacks(candidate).map(({ strategy, texts }, member) => ({
      strategy,
      name: attackerName(member),
      ...written(texts),
    }));
    const attackers = `population.attackers=${JSON.stringify([...others, ...own])}`;
    return [CHAIN_OFF, ...this.#source.sets, ...small, attackers, ...(candidate.sets ?? [])];
  }

  /** The scenario's attackers but the first of each strategy that is tried: it takes that one's place, as `attack run` does. */
  #others(strategies: readonly string[]): readonly Readonly<Record<string, unknown>>[] {
    const all = writtenAttackers(this.base);
    const replaced = strategies.map((strategy) => all.findIndex((attacker) => attacker.strategy === strategy));
    return all.filter((_, index) => !replaced.includes(index));
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
        const score = scoreOf(summary, memberNames(trial.candidate.strategy).length);
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

/** The books of all members added up: a coalition has one purse. */
function scoreOf({ attacks, peers, sampling, tokenPriceUsd }: ReplicationSummary, members: number): WorldScore {
  const books = Array.from({ length: members }, (_, member) => {
    const own = attacks.find(({ strategy }) => strategy === attackerName(member));
    assert(own !== undefined, "a world without the books of the attack tried in it");
    return own;
  });
  const sum = (value: (own: AttackSummary) => number): number => books.reduce((total, own) => total + value(own), 0);
  const identities = sum((own) => own.identities);
  return {
    profitUsd: sum((own) => own.profitUsd),
    profitLantern: sum((own) => Number(own.profitBase)) / LANTERN,
    costUsd: sum((own) => own.costUsd),
    capitalUsd: sum((own) => own.costUsdByKind.capital),
    fixedUsd: sum((own) => own.costUsd - own.costUsdByKind.capital),
    priceUsd: tokenPriceUsd,
    inflation: Math.max(...books.map((own) => own.maxUndetectedInflation)),
    identities,
    slashedLantern: sum((own) => Number(own.slashedBase)) / LANTERN,
    // A mean weighted by identities; as it stands where there is one, since a quotient of a product may differ in its last bit.
    detectedShare:
      members === 1 ? books[0].detectedShare : sum((own) => own.detectedShare * own.identities) / identities,
    honestLantern: Number(peers.honest.rewardBase) / LANTERN,
    egressShare: sampling.sampledShare,
  };
}
