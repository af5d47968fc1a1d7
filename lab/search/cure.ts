import type { NumberSpec, ParamSpec } from "../../base/param-spec.ts";
import { SCENARIO_PARAMS, type ScenarioParams } from "../../scenarios/param-tables.ts";
import type { Estimate } from "../../scenarios/result.ts";
import { isNumberSpec } from "../../scenarios/schema-fields.ts";
import { DEFENCES } from "./defences.ts";
import type { WorldScore } from "./evaluation-store.ts";
import type { Candidate, SearchWorlds } from "./search-worlds.ts";
import { numberText } from "./space.ts";
import { SEED_FROM, scoresOf } from "./trials.ts";
import { estimateOf, loses } from "./verdict.ts";

/** One change of the network's parameters that takes the attack's profit below zero. */
export interface Cure {
  /** Overrides, as `--set` takes them. */
  readonly sets: readonly string[];
  readonly what: string;
  /** The attack's profit under it, USD; the interval is below zero. */
  readonly profitUsd: Estimate;
  /** Share of their pay that honest peers lose by it, and by how much the share of sessions through the egress rises. */
  readonly honestLossShare: number;
  readonly egressRise: number;
  /** What it costs the network: the sum of the two where they are losses. Cheapest first. */
  readonly cost: number;
}

/** What one layer of defence does to the attack: profit under the change less profit as given, same seeds, USD. */
export interface DefenceEffect {
  readonly defence: string;
  readonly change: "added" | "left out";
  readonly profitUsd: Estimate;
  readonly differenceUsd: Estimate;
}

const BISECTIONS = 6;
/** Changes of one number that are worked out to the smallest one. */
const BISECTED_MAX = 4;
/** Cutting everybody's pay cures everything and is no defence. */
const PAY_OF_ALL = /^(emission\.|reward\.geoControl\.|reward\.fixed|claims\.min$)/;

/** Numbers that mean nothing until their layer is there: what switches it on. */
const LAYER_SWITCHES: Readonly<
  Record<string, { readonly isOn: (params: ScenarioParams) => boolean; readonly set: string }>
> = {
  "limits.clientBytesPerDay": { isOn: (params) => params["limits.perClient"], set: "limits.perClient=true" },
  "identity.datacenterWeight": {
    isOn: (params) => params["identity.ipScoring"] === "weigh",
    set: "identity.ipScoring=weigh",
  },
};

/** The layers one by one: those that are there left out, the others added. @throws SearchInterrupted */
export async function defenceEffects(
  worlds: SearchWorlds,
  candidate: Candidate,
  seeds: number,
): Promise<readonly DefenceEffect[]> {
  const { params } = worlds.base;
  const changes = DEFENCES.map((defence) => ({ defence, on: defence.isOn(params) }));
  const candidates = changes.map(({ defence, on }) => changed(candidate, on ? defence.without : defence.with));
  const [own, ...others] = await scoresOf(worlds, [candidate, ...candidates], { from: SEED_FROM.cure, count: seeds });
  return changes.map(({ defence, on }, index) => ({
    defence: defence.name,
    change: on ? "left out" : "added",
    profitUsd: estimateOf(others[index].map(({ profitUsd }) => profitUsd)),
    differenceUsd: estimateOf(others[index].map(({ profitUsd }, seed) => profitUsd - own[seed].profitUsd)),
  }));
}

function changed(candidate: Candidate, sets: readonly string[]): Candidate {
  return { ...candidate, sets: [...(candidate.sets ?? []), ...sets] };
}

/** The defence that binds: the one whose absence would raise the profit most, beyond chance; undefined where none does. */
export function bindingDefence(effects: readonly DefenceEffect[]): DefenceEffect | undefined {
  return effects
    .filter(({ change, differenceUsd: { ci95 } }) => change === "left out" && ci95 !== null && ci95[0] > 0)
    .sort((a, b) => b.differenceUsd.mean - a.differenceUsd.mean)[0];
}

/**
 * Single changes of the rules that make the upper end of the attack's interval negative, cheapest first: layers that are not there, and every
 * governable number of the rules, moved towards either bound and then bisected back to the smallest move that is enough.
 * @throws SearchInterrupted
 */
export async function curesOf(worlds: SearchWorlds, candidate: Candidate, seeds: number): Promise<readonly Cure[]> {
  const from = SEED_FROM.cure;
  const { params } = worlds.base;
  const switches = DEFENCES.filter((defence) => !defence.isOn(params)).map((defence) => defence.with);
  const moves = governedNumbers(params);
  const all = [...switches, ...moves.map((move) => setsOf(move, move.end))];
  const firstLook = await scoresOf(
    worlds,
    all.map((sets) => changed(candidate, sets)),
    { from, count: 1 },
  );
  const hopeful = all.map((_, index) => firstLook[index][0].profitUsd < 0);
  const [own] = await scoresOf(worlds, [candidate], { from, count: seeds });
  const judge = async (sets: readonly string[]): Promise<Cure> => {
    const [scores] = await scoresOf(worlds, [changed(candidate, sets)], { from, count: seeds });
    return cureOf(sets, scores, own);
  };
  const cures: Cure[] = [];
  for (const [index, sets] of switches.entries()) if (hopeful[index]) cures.push(await judge(sets));
  const ends: { readonly move: Move; readonly cure: Cure }[] = [];
  for (const [index, move] of moves.entries()) {
    if (hopeful[switches.length + index]) ends.push({ move, cure: await judge(all[switches.length + index]) });
  }
  const enough = ends.filter(({ cure }) => loses(cure.profitUsd)).sort((a, b) => a.cure.cost - b.cure.cost);
  for (const { move, cure } of enough.slice(0, BISECTED_MAX)) cures.push(await smallestMove(move, cure, judge));
  return cures.filter(({ profitUsd }) => loses(profitUsd)).sort((a, b) => a.cost - b.cost);
}

interface Move {
  readonly path: string;
  readonly spec: NumberSpec;
  readonly value: number;
  readonly end: number;
  /** Overrides that the number needs to mean anything. */
  readonly with: readonly string[];
}

function governedNumbers(params: ScenarioParams): readonly Move[] {
  const values: Readonly<Record<string, number | string | boolean>> = params;
  return Object.entries<ParamSpec>(SCENARIO_PARAMS).flatMap(([path, spec]): readonly Move[] => {
    if (!isNumberSpec(spec) || spec.governable !== true || PAY_OF_ALL.test(path)) return [];
    const value = Number(values[path]);
    const layer = LAYER_SWITCHES[path];
    const on = layer === undefined || layer.isOn(params) ? [] : [layer.set];
    return [spec.min, spec.max].filter((end) => end !== value).map((end) => ({ path, spec, value, end, with: on }));
  });
}

function setsOf({ path, spec, with: on }: Move, value: number): readonly string[] {
  return [...on, `${path}=${numberText(spec, value)}`];
}

/** Halves the way from the value to the bound again and again; on a scale of ratios where both are positive. */
async function smallestMove(move: Move, atEnd: Cure, judge: (sets: readonly string[]) => Promise<Cure>): Promise<Cure> {
  const { spec, value, end } = move;
  let [fails, works, best] = [0, 1, atEnd];
  const ratio = value > 0 && end > 0;
  for (let step = 0; step < BISECTIONS; step++) {
    const share = (fails + works) / 2;
    const at = ratio ? value * (end / value) ** share : value + (end - value) * share;
    const cure = await judge(setsOf(move, at));
    if (loses(cure.profitUsd)) [works, best] = [share, cure];
    else fails = share;
  }
  return { ...best, what: `${best.sets.join(" ")} (now ${numberText(spec, value)})` };
}

function cureOf(sets: readonly string[], scores: readonly WorldScore[], own: readonly WorldScore[]): Cure {
  const sum = (of: readonly WorldScore[], value: (score: WorldScore) => number): number =>
    of.reduce((total, score) => total + value(score), 0);
  const paidBefore = sum(own, ({ honestLantern }) => honestLantern);
  const paidAfter = sum(scores, ({ honestLantern }) => honestLantern);
  const honestLossShare = paidBefore > 0 ? (paidBefore - paidAfter) / paidBefore : 0;
  const egressRise =
    sum(scores, ({ egressShare }) => egressShare) / scores.length -
    sum(own, ({ egressShare }) => egressShare) / own.length;
  return {
    sets,
    what: sets.join(" "),
    profitUsd: estimateOf(scores.map(({ profitUsd }) => profitUsd)),
    honestLossShare,
    egressRise,
    cost: Math.max(0, honestLossShare) + Math.max(0, egressRise),
  };
}
