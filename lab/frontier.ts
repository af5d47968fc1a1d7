import { LANTERN } from "../base/units.ts";
import type {
  FrontierAxis,
  FrontierCell,
  FrontierCurve,
  FrontierResult,
  FrontierSurface,
} from "../scenarios/frontier-result.ts";
import { expectedName } from "../scenarios/nearest-name.ts";
import type { ResolvedScenario } from "../scenarios/resolved-scenario.ts";
import { labError } from "./codes.ts";
import { defenceEffects } from "./search/cure.ts";
import type { EvaluationStore, WorldScore } from "./search/evaluation-store.ts";
import { reductionOf } from "./search/reduced-world.ts";
import { type Candidate, SearchWorlds, type WorldsSource } from "./search/search-worlds.ts";
import { SEED_FROM, SearchInterrupted, scoresOf } from "./search/trials.ts";
import { estimateOf } from "./search/verdict.ts";
import type { RunWorld } from "./search/world-pool.ts";
import { requireCount, shellQuoted } from "./sweep-plan.ts";

/** What a frontier is drawn over: values, and the overrides that put a value in force. */
interface AxisRule {
  readonly name: string;
  readonly label: string;
  readonly values: readonly number[];
  readonly sets: (value: number, base: ResolvedScenario) => readonly string[];
  readonly inForce: (base: ResolvedScenario) => number | null;
}

const STAKED = { silver: 0.2, gold: 1, platinum: 2 } as const;

/** The axes of the design note; values from where the seed stands to either side. Source: issue "attack lab", frontiers */
export const FRONTIER_AXES: readonly AxisRule[] = [
  {
    name: "sampling",
    label: "sampled share, all tiers above New",
    values: [0.01, 0.05, 0.1, 0.2, 0.5, 1],
    sets: (value) => ["bronze", "silver", "gold", "platinum"].map((tier) => `tiers.${tier}.sampling=${value}`),
    inForce: () => null,
  },
  {
    name: "slash",
    label: "slash multiple at Gold (Platinum twice that)",
    values: [0, 5, 10, 20, 40, 100],
    sets: (value) => [`slash.multipleGold=${value}`, `slash.multiplePlatinum=${value * 2}`],
    inForce: ({ params }) => params["slash.multipleGold"],
  },
  {
    name: "stake",
    label: "stake for Gold, LANTERN (Silver a fifth, Platinum twice that)",
    values: [0, 100, 500, 2_500, 12_500, 62_500],
    sets: (value) => Object.entries(STAKED).map(([tier, factor]) => `tiers.${tier}.stake=${value * factor} LANTERN`),
    inForce: ({ params }) => params["tiers.gold.stake"] / LANTERN,
  },
  {
    name: "price",
    label: "token price, USD",
    values: [0.00001, 0.0001, 0.001, 0.01, 0.1, 1],
    sets: (value) => [`token.price=${value} USD`],
    inForce: ({ token }) => (token.price.kind === "fixed" ? token.price.usd : null),
  },
  {
    name: "account",
    label: "cost of a client account, USD",
    values: [0, 0.5, 2, 5, 20, 100],
    sets: (value) => [`costs.clientAccountUsd=${value} USD`],
    inForce: ({ params }) => params["costs.clientAccountUsd"],
  },
  {
    name: "peers",
    label: "honest peers, with clients in proportion and the emission as it is",
    values: [10, 20, 40, 80, 160],
    sets: (value, { population }) => [
      `population.peers=${value}`,
      `population.clients=${Math.max(1, Math.round((population.clients / population.peers) * value))}`,
    ],
    inForce: () => null,
  },
];

export interface FrontierRequest extends WorldsSource {
  readonly candidate: Candidate;
  /** Names of axes; all where none is given. */
  readonly axes: readonly string[];
  /** Two axes of the surface; none where undefined. */
  readonly surface: readonly [x: string, y: string] | undefined;
  readonly seeds: number;
  readonly commit: string;
}

/**
 * The axis of that name.
 * @throws TwinError FRONTIER_AXIS
 */
export function frontierAxis(name: string): AxisRule {
  const names = FRONTIER_AXES.map((axis) => axis.name);
  const found = FRONTIER_AXES.find((axis) => axis.name === name);
  if (found !== undefined) return found;
  throw labError("FRONTIER_AXIS", "unknown axis", {
    field: "--axis",
    value: name,
    expected: expectedName(name, names),
  });
}

/**
 * Where an attack stops paying: its profit along each axis alone, over a pair of axes, and with each defence added or left out, on the same
 * seeds everywhere. Interrupted, finished curves come back with `complete: false`.
 * @throws ScenarioError, TwinError FRONTIER_AXIS, SWEEP_COUNT
 */
export async function attackFrontier(
  request: FrontierRequest,
  run: RunWorld,
  store: EvaluationStore,
  onStage: (stage: string) => void,
  onWorld?: () => void,
): Promise<FrontierResult> {
  requireCount("--seeds", request.seeds, 100_000);
  const rules = request.axes.length === 0 ? FRONTIER_AXES : request.axes.map(frontierAxis);
  const pair = request.surface?.map(frontierAxis);
  const worlds = new SearchWorlds(request, reductionOf, run, store, onWorld);
  const curves: FrontierCurve[] = [];
  const parts: { asGiven?: FrontierCell; surface?: FrontierSurface; defences?: FrontierResult["defences"] } = {};
  let complete = true;
  try {
    onStage("as given");
    [parts.asGiven] = await cellsAt(worlds, request, [{ x: 0, y: null, sets: [] }]);
    for (const rule of rules) {
      onStage(rule.label);
      curves.push(await curveOf(worlds, request, rule));
    }
    if (pair !== undefined) {
      onStage("surface");
      parts.surface = await surfaceOf(worlds, request, pair[0], pair[1]);
    }
    onStage("defences one by one");
    parts.defences = await defenceEffects(worlds, request.candidate, request.seeds);
  } catch (error) {
    if (!(error instanceof SearchInterrupted)) throw error;
    complete = false;
  }
  const { base, reduction } = worlds;
  return {
    format: 1,
    scenario: base.name,
    question: base.question,
    strategy: request.candidate.strategy,
    params: request.candidate.texts,
    seed: base.seed,
    seeds: request.seeds,
    complete,
    reduced: reduction.notes,
    asGiven: parts.asGiven ?? null,
    curves,
    surface: parts.surface ?? null,
    defences: parts.defences ?? [],
    commit: request.commit,
    replay: replayLine(request),
  };
}

interface Place {
  readonly x: number;
  readonly y: number | null;
  readonly sets: readonly string[];
}

async function cellsAt(
  worlds: SearchWorlds,
  { candidate, seeds }: FrontierRequest,
  places: readonly Place[],
): Promise<readonly FrontierCell[]> {
  const candidates = places.map(({ sets }) => ({ ...candidate, sets: [...(candidate.sets ?? []), ...sets] }));
  const scores = await scoresOf(worlds, candidates, { from: SEED_FROM.cure, count: seeds });
  return places.map(({ x, y }, index) => cellOf(x, y, scores[index]));
}

function cellOf(x: number, y: number | null, scores: readonly WorldScore[]): FrontierCell {
  const fixedUsd = scores.reduce((sum, score) => sum + score.fixedUsd, 0);
  const netLantern = scores.reduce(
    (sum, { priceUsd, profitUsd, fixedUsd: own }) => sum + (priceUsd > 0 ? (profitUsd + own) / priceUsd : 0),
    0,
  );
  return {
    x,
    y,
    profitUsd: estimateOf(scores.map(({ profitUsd }) => profitUsd)),
    breakEvenPriceUsd: netLantern > 0 ? fixedUsd / netLantern : null,
  };
}

async function curveOf(worlds: SearchWorlds, request: FrontierRequest, rule: AxisRule): Promise<FrontierCurve> {
  const places = rule.values.map((x) => ({ x, y: null, sets: rule.sets(x, worlds.base) }));
  const cells = await cellsAt(worlds, request, places);
  return { axis: axisOf(rule, worlds.base), cells, evenAt: signChanges(cells) };
}

function axisOf({ name, label, inForce }: AxisRule, base: ResolvedScenario): FrontierAxis {
  return { name, label, inForce: inForce(base) };
}

/** Values at which the mean profit crosses zero, on the line between neighbours. */
export function signChanges(cells: readonly FrontierCell[]): readonly number[] {
  return cells.slice(1).flatMap((cell, index) => {
    const before = cells[index];
    const [from, to] = [before.profitUsd.mean, cell.profitUsd.mean];
    return from < 0 === to < 0 ? [] : [before.x + ((cell.x - before.x) * from) / (from - to)];
  });
}

async function surfaceOf(
  worlds: SearchWorlds,
  request: FrontierRequest,
  x: AxisRule,
  y: AxisRule,
): Promise<FrontierSurface> {
  const places = y.values.flatMap((row) =>
    x.values.map((column) => ({
      x: column,
      y: row,
      sets: [...x.sets(column, worlds.base), ...y.sets(row, worlds.base)],
    })),
  );
  const cells = await cellsAt(worlds, request, places);
  return { x: axisOf(x, worlds.base), y: axisOf(y, worlds.base), cells };
}

/** The rows of `frontier.csv`: one a cell of every curve and of the surface, and one a defence. */
export function frontierRows({ curves, surface, defences }: FrontierResult): readonly object[] {
  const row = (table: string, cell: FrontierCell, x: string, y: string) => ({
    table,
    x_axis: x,
    x: cell.x,
    y_axis: y,
    y: cell.y,
    profit_usd: cell.profitUsd.mean,
    profit_usd_low: cell.profitUsd.ci95?.[0] ?? null,
    profit_usd_high: cell.profitUsd.ci95?.[1] ?? null,
    worlds: cell.profitUsd.n,
    break_even_price_usd: cell.breakEvenPriceUsd,
  });
  return [
    ...curves.flatMap(({ axis, cells }) => cells.map((cell) => row("curve", cell, axis.name, ""))),
    ...(surface?.cells.map((cell) => row("surface", cell, surface.x.name, surface.y.name)) ?? []),
    ...defences.map(({ defence, change, profitUsd }) => ({
      ...row("defence", { x: 0, y: null, profitUsd, breakEvenPriceUsd: null }, defence, change),
      x: null,
    })),
  ];
}

function replayLine({ scenario, sets, seed, candidate, axes, surface, seeds }: FrontierRequest): string {
  const args = [
    candidate.strategy,
    "--scenario",
    scenario,
    ...Object.entries(candidate.texts).flatMap(([name, text]) => ["--param", `${name}=${text}`]),
    ...sets.flatMap((set) => ["--set", set]),
    ...(seed === undefined ? [] : ["--seed", seed]),
    ...axes.flatMap((axis) => ["--axis", axis]),
    ...(surface === undefined ? [] : ["--surface", surface.join(",")]),
    ...["--seeds", String(seeds)],
  ];
  return `npm run twinlight -- attack frontier ${args.map(shellQuoted).join(" ")}`;
}
