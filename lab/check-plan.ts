import { createHash } from "node:crypto";
import { US_PER_DAY } from "../base/units.ts";
import { loadScenario } from "../scenarios/load.ts";
import type { ResolvedScenario } from "../scenarios/resolved-scenario.ts";
import { drawSwarm } from "../sim/faults/swarm.ts";
import { CHAIN_OFF, requireCount, shellQuoted } from "./sweep-plan.ts";

const SEEDS_MAX = 1_000_000;
/** Under faults a drawn share of the receipts must be real ones, or there is nothing to lose. */
const AUDITED_UNDER_FAULTS = "receipts.auditedShare=0.02";

/** What is asked of a check. */
export interface CheckRequest {
  /** Files, or names of cases. */
  readonly scenarios: readonly string[];
  /** Worlds of each. */
  readonly seeds: number;
  /** Draws faults for each world by its seed. */
  readonly faults: boolean;
  readonly sets?: readonly string[];
  /** Instead of the scenarios' own; with one seed asked, of the one world itself. */
  readonly seed?: string;
  readonly commit: string;
  readonly versions: Readonly<Record<string, string>>;
}

/** One world to check: all that a replay needs. */
export interface CheckWorld {
  readonly base: string;
  readonly seed: string;
  readonly sets: readonly string[];
}

/** A check, laid out: nothing has run yet. */
export interface CheckPlan {
  readonly request: CheckRequest;
  /** Seed by seed, the scenarios in their order. */
  readonly worlds: readonly CheckWorld[];
  /** Simulated days of all worlds together. */
  readonly days: number;
  /** SHA-256 over all that decides the verdicts, hex. */
  readonly identity: string;
}

/**
 * Lays out a check. Every scenario is read once, so that a bad one is told before anything runs.
 * @throws ScenarioError, TwinError SWEEP_COUNT
 */
export function planCheck(request: CheckRequest): CheckPlan {
  requireCount("--seeds", request.seeds, SEEDS_MAX);
  const { sets = [], seed } = request;
  const bases = request.scenarios.map((base) => {
    const scenario = scenarioOf({ base, seed: seed ?? "", sets });
    return {
      base,
      seed: seed ?? loadScenario(base, { sets }).seed,
      days: scenario.horizonUs / US_PER_DAY,
      resolved: scenario.resolved,
    };
  });
  const worlds: CheckWorld[] = [];
  for (let index = 0; index < request.seeds; index++) {
    for (const { base, seed: own } of bases) {
      const worldSeed = request.seeds === 1 ? own : `${own}#${index}`;
      worlds.push({ base, seed: worldSeed, sets: [...faultSets(request, worldSeed), ...sets] });
    }
  }
  const { commit, versions, seeds, faults } = request;
  const hashed = JSON.stringify({ format: 1, bases, seeds, faults, commit, versions });
  const days = seeds * bases.reduce((sum, one) => sum + one.days, 0);
  return { request, worlds, days, identity: createHash("sha256").update(hashed).digest("hex") };
}

function faultSets({ faults }: CheckRequest, seed: string): readonly string[] {
  if (!faults) return [];
  const strengths = Object.entries(drawSwarm(seed)).map(([kind, strength]) => `faults.${kind}=${strength}`);
  return [AUDITED_UNDER_FAULTS, ...strengths];
}

/**
 * The world's scenario, on the in-memory ledger unless a set says otherwise.
 * @throws ScenarioError
 */
export function scenarioOf({ base, seed, sets }: CheckWorld): ResolvedScenario {
  return loadScenario(base, { sets: [CHAIN_OFF, ...sets], ...(seed === "" ? {} : { seed }) });
}

/** The command that checks this world alone. */
export function checkLine({ base, seed, sets }: CheckWorld): string {
  const args = [base, "--seeds", "1", "--seed", seed, ...sets.flatMap((set) => ["--set", set])];
  return `npm run twinlight -- check ${args.map(shellQuoted).join(" ")}`;
}
