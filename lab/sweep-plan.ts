import { createHash } from "node:crypto";
import { loadScenario } from "../scenarios/load.ts";
import { ScenarioError, scenarioError } from "../scenarios/problems.ts";
import type { ResolvedScenario } from "../scenarios/resolved-scenario.ts";
import { labError } from "./codes.ts";
import { parseSweepAxis, type SweepAxis } from "./sweep-axis.ts";

/** Worlds of one sweep, all points and seeds together. */
const WORLDS_MAX = 1_000_000;
const SEEDS_MAX = 100_000;
/** Laid on the scenario before the caller's own sets: programs cost time, and money decides the same without them. */
export const CHAIN_OFF = "chain.cohort=none";

/** What is asked of a sweep. */
export interface SweepRequest {
  /** File, or name of a case. */
  readonly scenario: string;
  /** Each `path=v1,v2,…` or `path=a..b:n`; at least one. */
  readonly vary: readonly string[];
  /** Replications at each point. */
  readonly seeds: number;
  readonly sets?: readonly string[];
  /** Instead of the scenario's. */
  readonly seed?: string;
  /** Of the sources and packages: results of another version are another sweep's. */
  readonly commit: string;
  readonly versions: Readonly<Record<string, string>>;
}

/** One combination of values, ready to run but for the seed of a replication. */
export interface PlannedPoint {
  readonly values: Readonly<Record<string, string>>;
  readonly scenario: ResolvedScenario;
}

/** A sweep, checked and laid out: nothing has run yet. */
export interface SweepPlan {
  readonly request: SweepRequest;
  readonly axes: readonly SweepAxis[];
  /** Full factorial, first axis slowest. */
  readonly points: readonly PlannedPoint[];
  /** SHA-256 over all that decides a replication's bytes but its seed's index, hex: a store belongs to one identity. */
  readonly identity: string;
  /** The command that repeats the sweep. */
  readonly replay: string;
}

/**
 * Lays out a sweep: reads the scenario at every point, so that a bad value anywhere is told before anything runs.
 * @throws ScenarioError, TwinError SWEEP_VARY, SWEEP_COUNT, SWEEP_SIZE, SWEEP_SAME_POINTS
 */
export function planSweep(request: SweepRequest): SweepPlan {
  requireCount("--seeds", request.seeds, SEEDS_MAX);
  const axes = request.vary.map(parseSweepAxis);
  if (axes.length === 0) {
    throw labError("SWEEP_VARY", "nothing is varied", { field: "--vary", value: "", expected: "at least one axis" });
  }
  const twice = axes.find(({ path }, index) => axes.findIndex((axis) => axis.path === path) !== index);
  if (twice !== undefined) {
    const facts = { field: `--vary ${twice.path}`, value: twice.path, expected: "each path on one axis" };
    throw labError("SWEEP_VARY", "a path on two axes", facts);
  }
  const pointCount = axes.reduce((product, { values }) => product * values.length, 1);
  if (pointCount * request.seeds > WORLDS_MAX) {
    const facts = { field: "--vary", value: pointCount * request.seeds, expected: `at most ${WORLDS_MAX} worlds` };
    throw labError("SWEEP_SIZE", "too many worlds", facts);
  }
  const points = Array.from({ length: pointCount }, (_, index) => plannedPoint(request, axes, index));
  requireDifferent(points);
  const facts = {
    format: 1,
    points: points.map(({ scenario }) => [scenario.name, scenario.resolved, ...strategyDigests(scenario)]),
  };
  const hashed = JSON.stringify({ ...facts, axes, commit: request.commit, versions: request.versions });
  const identity = createHash("sha256").update(hashed).digest("hex");
  return { request, axes, points, identity, replay: replayLine(request) };
}

/** Own strategies by content: what a changed one earned is another sweep's. */
function strategyDigests({ strategyFiles }: ResolvedScenario): readonly string[] {
  return strategyFiles.map(({ sha256 }) => sha256);
}

/**
 * A whole number from 1 to `max`.
 * @throws TwinError SWEEP_COUNT
 */
export function requireCount(field: string, value: number, max: number): void {
  if (Number.isSafeInteger(value) && value >= 1 && value <= max) return;
  const shown = Number.isNaN(value) ? "not a number" : value;
  throw labError("SWEEP_COUNT", "not a count", { field, value: shown, expected: `a whole number from 1 to ${max}` });
}

function plannedPoint(request: SweepRequest, axes: readonly SweepAxis[], index: number): PlannedPoint {
  const values: Record<string, string> = {};
  let rest = index;
  for (const { path, values: choices } of axes.toReversed()) {
    values[path] = choices[rest % choices.length];
    rest = Math.floor(rest / choices.length);
  }
  const ordered = Object.fromEntries(axes.map(({ path }) => [path, values[path]]));
  return { values: ordered, scenario: scenarioWith(request, ordered) };
}

function scenarioWith({ scenario, sets = [], seed }: SweepRequest, values: PlannedPoint["values"]): ResolvedScenario {
  const varied = Object.entries(values).map(([path, value]) => `${path}=${value}`);
  const options = { sets: [CHAIN_OFF, ...sets, ...varied], ...(seed === undefined ? {} : { seed }) };
  try {
    return loadScenario(scenario, options);
  } catch (error) {
    if (error instanceof ScenarioError) throw namedForVary(error, Object.keys(values));
    throw error;
  }
}

/** The loader knows only `--set`; the reader wrote `--vary`. */
function namedForVary(error: ScenarioError, paths: readonly string[]): ScenarioError {
  return scenarioError(
    error.problems.map((problem) => {
      const path = paths.find((candidate) => problem.facts.field === `--set ${candidate}`);
      return path === undefined ? problem : { ...problem, facts: { ...problem.facts, field: `--vary ${path}` } };
    }),
  );
}

/** `0.1` and `10%` are one point: its second half would look like an independent sample and be none. */
function requireDifferent(points: readonly PlannedPoint[]): void {
  const seen = new Map<string, PlannedPoint>();
  for (const point of points) {
    const text = JSON.stringify(point.scenario.resolved);
    const same = seen.get(text);
    if (same !== undefined) {
      const facts = { field: "--vary", value: point.values, expected: `another scenario than at ${pointText(same)}` };
      throw labError("SWEEP_SAME_POINTS", "two points are one scenario", facts);
    }
    seen.set(text, point);
  }
}

/** `tiers.gold.stake=500 LANTERN, chain.cohort=none`. */
export function pointText({ values }: Pick<PlannedPoint, "values">): string {
  return Object.entries(values)
    .map(([path, value]) => `${path}=${value}`)
    .join(", ");
}

/** An argument as a POSIX shell takes it. */
export function shellQuoted(text: string): string {
  return /^[\w./:@%+,=#-]+$/.test(text) && !text.startsWith("#") ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function replayLine({ scenario, vary, seeds, sets = [], seed }: SweepRequest): string {
  const args = [
    ...vary.flatMap((axis) => ["--vary", axis]),
    ...sets.flatMap((set) => ["--set", set]),
    ...(seed === undefined ? [] : ["--seed", seed]),
    "--seeds",
    String(seeds),
  ];
  return `npm run twinlight -- sweep ${[scenario, ...args].map(shellQuoted).join(" ")}`;
}

/** The command that runs one replication alone. */
export function worldLine(scenario: string, { seed, sets }: ResolvedScenario): string {
  const args = ["--seed", seed, ...sets.flatMap((set) => ["--set", set])];
  return `npm run twinlight -- run ${[scenario, ...args].map(shellQuoted).join(" ")}`;
}
