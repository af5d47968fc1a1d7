import { createHash } from "node:crypto";
import { loadScenario } from "../../scenarios/load.ts";
import type { Estimate } from "../../scenarios/result.ts";
import { knownStrategies } from "../known-strategies.ts";
import { CHAIN_OFF, requireCount, shellQuoted } from "../sweep-plan.ts";
import { memberNames } from "./coalition.ts";
import { bindingDefence, type Cure, curesOf, type DefenceEffect, defenceEffects } from "./cure.ts";
import type { EvaluationStore, WorldScore } from "./evaluation-store.ts";
import { hunt, type Method, type StrategyFound } from "./hunt.ts";
import { reductionOf } from "./reduced-world.ts";
import { requestedFamilies } from "./requested-families.ts";
import { screenFacts } from "./screen.ts";
import { type Candidate, SearchWorlds, type WorldsSource } from "./search-worlds.ts";
import { shrunkAttack } from "./shrink.ts";
import { type AttackSpace, type AttackTexts, spaceOf } from "./space.ts";
import { profitsOf, SEED_FROM, SearchInterrupted, scoresOf } from "./trials.ts";
import { estimateOf, pays } from "./verdict.ts";
import type { RunWorld } from "./world-pool.ts";

/** What is asked of a search. */
export interface SearchRequest extends WorldsSource {
  /** Names of the catalogue, of the scenario's own strategies, or of coalitions of them; all strategies where none is given. */
  readonly strategies: readonly string[];
  /** Partners: with any, what is searched are the coalitions of each strategy with each of them. */
  readonly partners?: readonly string[];
  /** Worlds of the hunt; verdict, shrinking and cures come on top. */
  readonly budget: number;
  /** Fresh seeds on which finalists are judged. */
  readonly seeds: number;
  /** Seeds of the scenario as given, where it is larger than the search's world; 0: not run. */
  readonly givenSeeds: number;
  readonly method: Method;
  /** Whether the attack found is made minimal, and what would stop it looked for. */
  readonly explain: boolean;
}

/** An attack with its profit on seeds that did not pick it. */
export interface JudgedAttack {
  readonly strategy: string;
  readonly params: AttackTexts;
  /** Holds for all finalists together. */
  readonly profitUsd: Estimate;
  readonly identities: number;
  readonly costUsd: number;
  readonly detectedShare: number;
  /** Price at which these worlds together come out even; null where no price does. */
  readonly breakEvenPriceUsd: number | null;
  readonly replay: string;
}

export interface SearchResult {
  readonly format: 1;
  readonly scenario: string;
  readonly seed: string;
  readonly complete: boolean;
  /** An attack pays: its interval on fresh seeds lies above zero. */
  readonly found: boolean;
  /** Worlds scored, found in the store or run. */
  readonly evaluations: number;
  readonly reduced: readonly string[];
  readonly strategies: readonly StrategyFound[];
  /** The best of the hunt, judged; best first. */
  readonly finalists: readonly JudgedAttack[];
  readonly minimal: JudgedAttack | null;
  /** The minimal attack on the scenario as given, where that is larger. */
  readonly given: JudgedAttack | null;
  readonly defences: readonly DefenceEffect[];
  readonly binding: string | null;
  /** Cheapest first. */
  readonly cures: readonly Cure[];
  readonly notes: readonly string[];
  readonly replay: string;
}

export interface SearchHooks {
  readonly onStage?: (stage: string) => void;
  readonly onWorld?: (score: WorldScore) => void;
}

/** Finalists that are judged; each widens the intervals of all. */
const FINALISTS_MAX = 3;
const SHRINK_SEEDS = 4;
const CURE_SEEDS = 4;
const COUNT_MAX = 1_000_000;

/** The command's check before anything is opened. @throws ScenarioError, TwinError SEARCH_STRATEGIES */
export function requireFamilies({ scenario, sets, strategies, partners = [] }: SearchRequest): void {
  requestedFamilies(strategies, partners, knownStrategies(loadScenario(scenario, { sets })));
}

/** SHA-256 over all that decides a search's scores: the scenario, the strategies it brings along, the sources' commit, the versions. Hex. */
export function searchIdentity(
  source: WorldsSource,
  commit: string,
  versions: Readonly<Record<string, string>>,
): string {
  const base = loadScenario(source.scenario, {
    sets: [CHAIN_OFF, ...source.sets],
    ...(source.seed === undefined ? {} : { seed: source.seed }),
  });
  const own = base.strategyFiles.map(({ sha256 }) => sha256);
  const hashed = JSON.stringify({ format: 1, name: base.name, resolved: base.resolved, own, commit, versions });
  return createHash("sha256").update(hashed).digest("hex");
}

/**
 * Searches the scenario for the cheapest attack that pays. The same request gives the same result whatever the number of threads and
 * interruptions, since a world is run once and remembered in `store`. Interrupted, what is known so far comes back with `complete: false`.
 * @throws ScenarioError, TwinError SEARCH_STRATEGIES, SWEEP_COUNT
 */
export async function searchAttack(
  request: SearchRequest,
  run: RunWorld,
  store: EvaluationStore,
  hooks: SearchHooks = {},
): Promise<SearchResult> {
  requireCount("--budget", request.budget, COUNT_MAX);
  requireCount("--seeds", request.seeds, COUNT_MAX);
  const worlds = new SearchWorlds(request, reductionOf, run, store, hooks.onWorld);
  const families = requestedFamilies(request.strategies, request.partners ?? [], knownStrategies(worlds.base));
  const spaces = families.map((strategy) => spaceOf(strategy, worlds.reduction.peers));
  const search = new Search(request, worlds, spaces, hooks.onStage ?? (() => undefined));
  try {
    await search.climb();
    return search.result(true);
  } catch (error) {
    if (!(error instanceof SearchInterrupted)) throw error;
    return search.result(false);
  }
}

/** One search under way; its fields fill as it climbs. */
class Search {
  readonly #request: SearchRequest;
  readonly #worlds: SearchWorlds;
  readonly #spaces: readonly AttackSpace[];
  readonly #onStage: (stage: string) => void;
  #strategies: readonly StrategyFound[] = [];
  #finalists: readonly JudgedAttack[] = [];
  #minimal: JudgedAttack | null = null;
  #given: JudgedAttack | null = null;
  #defences: readonly DefenceEffect[] = [];
  #cures: readonly Cure[] = [];

  constructor(
    request: SearchRequest,
    worlds: SearchWorlds,
    spaces: readonly AttackSpace[],
    onStage: (stage: string) => void,
  ) {
    this.#request = request;
    this.#worlds = worlds;
    this.#spaces = spaces;
    this.#onStage = onStage;
  }

  async climb(): Promise<void> {
    const { budget, method, seeds } = this.#request;
    this.#onStage("closed form");
    const honest = await this.#worlds.honestWorld();
    if (honest === undefined) throw new SearchInterrupted("the search was interrupted");
    const facts = screenFacts(this.#worlds.honestScenario(), honest);
    const found = await hunt(this.#worlds, this.#spaces, { method, budget, facts, onStage: this.#onStage });
    this.#strategies = found.strategies;
    const finalists = found.finalists.slice(0, FINALISTS_MAX).map(({ candidate }) => candidate);
    this.#onStage("verdict on fresh seeds");
    const judged = await this.#judged(finalists, { from: SEED_FROM.verdict, count: seeds, tests: finalists.length });
    this.#finalists = [...judged].sort((a, b) => b.profitUsd.mean - a.profitUsd.mean);
    const winner = this.#finalists.find(({ profitUsd }) => pays(profitUsd));
    if (winner !== undefined && this.#request.explain) await this.#explain(winner);
  }

  /** Candidates with their profit on `count` seeds from `from`. */
  async #judged(
    candidates: readonly Candidate[],
    seeds: { readonly from: number; readonly count: number; readonly tests?: number; readonly world?: "given" },
  ): Promise<readonly JudgedAttack[]> {
    const scores = await scoresOf(this.#worlds, candidates, seeds);
    return candidates.map((candidate, index) => this.#judgedAttack(candidate, scores[index], seeds.tests ?? 1));
  }

  #judgedAttack(candidate: Candidate, scores: readonly WorldScore[], tests: number): JudgedAttack {
    const mean = (value: (score: WorldScore) => number): number =>
      scores.reduce((sum, score) => sum + value(score), 0) / scores.length;
    const fixedUsd = mean(({ fixedUsd: usd }) => usd);
    const netLantern = mean((score) => (score.priceUsd > 0 ? (score.profitUsd + score.fixedUsd) / score.priceUsd : 0));
    return {
      strategy: candidate.strategy,
      params: candidate.texts,
      profitUsd: estimateOf(
        scores.map(({ profitUsd }) => profitUsd),
        tests,
      ),
      identities: mean(({ identities }) => identities),
      costUsd: mean(({ costUsd }) => costUsd),
      detectedShare: mean(({ detectedShare }) => detectedShare),
      breakEvenPriceUsd: netLantern > 0 ? fixedUsd / netLantern : null,
      replay: this.#replayOf(candidate),
    };
  }

  #replayOf({ strategy, texts }: Candidate): string {
    const { scenario, sets, seed, seeds } = this.#request;
    // A coalition's books are added up by the frontier, whose first line is the profit as given.
    const joint = memberNames(strategy).length > 1;
    const args = [
      strategy,
      "--scenario",
      scenario,
      ...Object.entries(texts).flatMap(([name, text]) => ["--param", `${name}=${text}`]),
      ...sets.flatMap((set) => ["--set", set]),
      ...(seed === undefined ? [] : ["--seed", seed]),
      "--seeds",
      String(seeds),
    ];
    const command = joint ? "attack frontier" : "attack run";
    return `npm run twinlight -- ${command} ${args.map(shellQuoted).join(" ")}`;
  }

  async #explain(winner: JudgedAttack): Promise<void> {
    const { seeds, givenSeeds } = this.#request;
    const space = this.#spaces.find((own) => own.strategy.name === winner.strategy);
    if (space === undefined) return;
    this.#onStage("shrinking");
    const texts = await shrunkAttack(space, winner.params, async (candidates) => {
      const profits = await profitsOf(this.#worlds, candidates, { from: SEED_FROM.shrink, count: SHRINK_SEEDS });
      return profits.map((own) => pays(estimateOf(own)));
    });
    const minimal: Candidate = { strategy: winner.strategy, texts };
    const [judged] = await this.#judged([minimal], { from: SEED_FROM.minimal, count: seeds });
    // Shrinking picks too, and may end on a lucky edge: then the winner stays the answer.
    this.#minimal = pays(judged.profitUsd) ? judged : winner;
    const kept: Candidate = { strategy: winner.strategy, texts: this.#minimal.params };
    this.#onStage("defences one by one");
    this.#defences = await defenceEffects(this.#worlds, kept, CURE_SEEDS);
    this.#onStage("cures");
    this.#cures = await curesOf(this.#worlds, kept, CURE_SEEDS);
    if (this.#worlds.whole || givenSeeds === 0) return;
    this.#onStage("scenario as given");
    const given = await this.#judged([kept], { from: SEED_FROM.given, count: givenSeeds, world: "given" });
    this.#given = given[0];
  }

  result(complete: boolean): SearchResult {
    const { base, evaluations, reduction } = this.#worlds;
    return {
      format: 1,
      scenario: base.name,
      seed: base.seed,
      complete,
      found: this.#finalists.some(({ profitUsd }) => pays(profitUsd)),
      evaluations,
      reduced: reduction.notes,
      strategies: this.#strategies,
      finalists: this.#finalists,
      minimal: this.#minimal,
      given: this.#given,
      defences: this.#defences,
      binding: bindingDefence(this.#defences)?.defence ?? null,
      cures: this.#cures,
      notes: this.#notes(complete),
      replay: this.#searchLine(),
    };
  }

  #notes(complete: boolean): readonly string[] {
    const { budget, strategies, partners = [] } = this.#request;
    const all = `all ${this.#spaces.length} ${partners.length === 0 ? "strategies" : "coalitions"}`;
    const names = strategies.length === 0 ? all : this.#spaces.map(({ strategy }) => strategy.name).join(", ");
    const notes = [
      `${names}; numbers from a tenth of their defaults to ten times them, at most half as many identities as peers`,
    ];
    if (complete && !this.#finalists.some(({ profitUsd }) => pays(profitUsd)))
      notes.push(`nothing that pays was found with ${budget} worlds: evidence, not proof`);
    return notes;
  }

  #searchLine(): string {
    const { scenario, sets, seed, strategies, partners = [], budget, seeds, method } = this.#request;
    const args = [
      scenario,
      ...(strategies.length === 0 ? [] : ["--strategy", strategies.join(",")]),
      ...(partners.length === 0 ? [] : ["--with", partners.join(",")]),
      ...sets.flatMap((set) => ["--set", set]),
      ...(seed === undefined ? [] : ["--seed", seed]),
      ...["--budget", String(budget), "--seeds", String(seeds), "--method", method],
    ];
    return `npm run twinlight -- attack search ${args.map(shellQuoted).join(" ")}`;
  }
}
