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

/** A change of the network's parameters that takes the attack's profit below zero. */
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
/** Shares of the way to a bound that are looked at: a limit for all, at its extreme, hits honest peers as much and cures nothing. */
const LOOKS = [0.15, 0.4, 1] as const;
/** Changes of one number that are worked out to the smallest one. */
const BISECTED_MAX = 4;
/** Changes that are tried in pairs. */
const PAIRED_MAX = 5;
/** Of a verifier set: its size and its threshold mean something only together, and only in phase 3. */
const VERIFIER_SET = /^verifiers\./;
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
 * governable number of the rules, moved towards either bound and then bisected back to the smallest move that is enough. Where no single change
 * is enough, pairs of those that help most.
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
  const enough = ends
    .filter(({ cure }) => loses(cure.profitUsd))
    .sort((a, b) => a.cure.cost - b.cure.cost)
    .filter(({ move }, index, all) => all.findIndex((other) => other.move.path === move.path) === index);
  for (const { move, cure } of enough.slice(0, BISECTED_MAX)) cures.push(await smallestMove(move, cure, judge));
  const enoughAlone = cures.filter(({ profitUsd }) => loses(profitUsd));
  if (enoughAlone.length > 0) return enoughAlone.sort((a, b) => a.cost - b.cost);
  const lowest = all
    .map((sets, index) => ({ sets, usd: firstLook[index][0].profitUsd }))
    .sort((a, b) => a.usd - b.usd)
    .map(({ sets }) => sets);
  return await pairedCures(lowest, judge);
}

/** Two changes together, of those that lower the profit most alone: looked for where no single one is enough. */
async function pairedCures(
  lowest: readonly (readonly string[])[],
  judge: (sets: readonly string[]) => Promise<Cure>,
): Promise<readonly Cure[]> {
  const pathOf = ([first]: readonly string[]): string => first.split("=")[0];
  const distinct = lowest.filter(
    (sets, index) => lowest.findIndex((other) => pathOf(other) === pathOf(sets)) === index,
  );
  const cures: Cure[] = [];
  for (const [index, one] of distinct.slice(0, PAIRED_MAX).entries())
    for (const other of distinct.slice(index + 1, PAIRED_MAX)) cures.push(await judge([...one, ...other]));
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
    if (!isNumberSpec(spec) || spec.governable !== true) return [];
    if (PAY_OF_ALL.test(path) || VERIFIER_SET.test(path)) return [];
    const value = Number(values[path]);
    const layer = LAYER_SWITCHES[path];
    const on = layer === undefined || layer.isOn(params) ? [] : [layer.set];
    const bounds = [spec.min, spec.max].filter((bound) => bound !== value);
    return bounds.flatMap((bound) =>
      LOOKS.map((share) => ({ path, spec, value, end: between(value, bound, share), with: on })),
    );
  });
}

/** The value `share` of the way from `from` to `to`: by ratio where both are positive. */
function between(from: number, to: number, share: number): number {
  return from > 0 && to > 0 ? from * (to / from) ** share : from + (to - from) * share;
}

function setsOf({ path, spec, with: on }: Move, value: number): readonly string[] {
  return [...on, `${path}=${numberText(spec, value)}`];
}

/** Halves the way from the value to the bound again and again; on a scale of ratios where both are positive. */
async function smallestMove(move: Move, atEnd: Cure, judge: (sets: readonly string[]) => Promise<Cure>): Promise<Cure> {
  const { spec, value, end } = move;
  let [fails, works, best] = [0, 1, atEnd];
  for (let step = 0; step < BISECTIONS; step++) {
    const share = (fails + works) / 2;
    const cure = await judge(setsOf(move, between(value, end, share)));
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
