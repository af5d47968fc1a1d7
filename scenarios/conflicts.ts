import { strategyNamed } from "../agents/catalog.ts";
import { formatQuantity } from "../base/units.ts";
import { CHAIN_VERIFIERS_MAX, fitsOnChain } from "../chain/oracle-size.ts";
import { reportQuorum } from "../protocol/oracle/median.ts";
import { PROTOCOL_DEFAULTS } from "../protocol/params.ts";
import { PHASE3_PARAMS } from "../protocol/phase3-params.ts";
import { governanceProblems } from "./governance-problems.ts";
import { entryAt, type FieldPath, type Located, pathText, placeAt, plainValue } from "./located.ts";
import { networkEventProblems } from "./network-events.ts";
import type { ScenarioProblem } from "./problems.ts";
import { scheduleProblems } from "./published-schedule.ts";
import { attackerName } from "./resolve.ts";
import { settlesOnPrograms } from "./resolved-scenario.ts";
import type { CheckedScenario } from "./schema.ts";

interface Conflict {
  readonly path: FieldPath;
  readonly problem: string;
  /** By default what stands at the path. */
  readonly value?: string;
  readonly expected: string;
}

/** Fields that are right one by one and wrong together. */
export function conflictsOf(scenario: CheckedScenario, root: Located): ScenarioProblem[] {
  const conflicts = [
    ...phaseConflicts(scenario),
    ...ageConflicts(scenario),
    ...nameConflicts(scenario),
    ...scheduleConflicts(scenario),
    ...chainConflicts(scenario),
    ...governanceConflicts(scenario),
    ...committeeConflicts(scenario),
    ...committeeOnChainConflicts(scenario),
    ...burstConflicts(scenario),
    ...networkEventProblems(scenario.events).map(
      ({ path, ...rest }): Conflict => ({ path: ["events", ...path], ...rest }),
    ),
  ];
  return conflicts.map(({ path, problem, value, expected }) => {
    const { flag, ...place } = placeAt(root, path);
    const entry = entryAt(root, path);
    const got = value ?? (entry && plainValue(entry.node));
    const facts = { ...place, field: flag ?? pathText(path), value: got, expected };
    return { code: "SCENARIO_CONFLICT", problem, facts };
  });
}

const days = (us: number) => formatQuantity("duration", us);

function phaseConflicts({ phases, horizon }: CheckedScenario): Conflict[] {
  return phases.flatMap(({ from }, index): Conflict[] => {
    const path = ["phases", index, "from"];
    const before = phases[index - 1];
    if (before === undefined) {
      return from === 0 ? [] : [{ path, problem: "the first phase starts late", expected: "0d" }];
    }
    if (from <= before.from) {
      return [{ path, problem: "phases out of order", expected: `later than ${days(before.from)}` }];
    }
    if (from < horizon) return [];
    return [{ path, problem: "the phase never begins", expected: `before the horizon of ${days(horizon)}` }];
  });
}

function ageConflicts({ population: { ages } }: CheckedScenario): Conflict[] {
  const path = ["population", "ages", "max"];
  if (ages.distribution === "uniform" && ages.max < ages.min) {
    return [{ path, problem: "oldest below youngest", expected: `at least min, ${days(ages.min)}` }];
  }
  return [];
}

/** Thinning stands in for bursts: both at once would hold a leg to its peak twice. */
function burstConflicts({ params }: CheckedScenario): Conflict[] {
  if (params["demand.bursts"] !== true || Number(params["demand.burstFactor"] ?? 1) === 1) return [];
  const path = ["params", "demand.burstFactor"];
  return [{ path, problem: "legs thinned for bursts beside real bursts", expected: "1 with demand.bursts: true" }];
}

function scheduleConflicts({ emission, params }: CheckedScenario): Conflict[] {
  const poolBase = Number(params["emission.poolTotal"] ?? PROTOCOL_DEFAULTS["emission.poolTotal"]);
  const problems = scheduleProblems(emission.schedule ?? [], poolBase);
  return problems.map(({ path, problem, expected }) => ({
    path: ["emission", "schedule", ...path],
    problem,
    expected,
  }));
}

/** What the in-memory ledger does and the mirror on the programs does not follow. */
function chainConflicts({ chain, emission, params, population }: CheckedScenario): Conflict[] {
  if (!settlesOnPrograms(chain)) return [];
  const expected = "chain: { cohort: none }: the programs do not follow it";
  const conflicts: Conflict[] = [];
  if (chain.oracle !== undefined && !fitsOnChain(chain.oracle))
    conflicts.push({
      path: ["chain", "oracle"],
      problem: "a verifier set that tolerates no such number of liars, or fits no transaction",
      value: `${chain.oracle.verifierCount} verifiers, faultLimit ${chain.oracle.faultLimit}`,
      expected: `more than three verifiers for each that may lie, at most ${CHAIN_VERIFIERS_MAX} of them`,
    });
  if (emission.schedule !== undefined)
    conflicts.push({ path: ["emission", "schedule"], problem: "a published schedule beside the programs", expected });
  if (Number(params["claims.unlock"] ?? 0) > 0)
    conflicts.push({ path: ["params", "claims.unlock"], problem: "locked claims beside the programs", expected });
  for (const [index, attacker] of population.attackers.entries()) {
    if (strategyNamed(attacker.strategy)?.movesTokens !== true) continue;
    const path = ["population", "attackers", index];
    const value = attacker.strategy;
    conflicts.push({ path, problem: "token transfers between identities beside the programs", value, expected });
  }
  return conflicts;
}

function governanceConflicts(scenario: CheckedScenario): Conflict[] {
  const { governance, emission, chain, horizon, params, population } = scenario;
  const problems = governanceProblems(governance, {
    horizonUs: horizon,
    onPrograms: settlesOnPrograms(chain),
    cooldownUs: Number(params["staking.cooldown"] ?? PROTOCOL_DEFAULTS["staking.cooldown"]),
    groups: ["honest", ...population.attackers.map(attackerName)],
  });
  const conflicts: Conflict[] = problems.map(({ path, ...rest }) => ({ path: ["governance", ...path], ...rest }));
  const setsEmission = governance.proposals.some(({ set }) =>
    Object.entries(set).some(([path, value]) => value !== undefined && /^emission\.(first|period|tail)/.test(path)),
  );
  if (emission.schedule !== undefined && setsEmission)
    conflicts.push({
      path: ["emission", "schedule"],
      problem: "a published schedule, and a proposal to change the halving rule",
      value: "schedule",
      expected: "one of the two",
    });
  return conflicts;
}

function nameConflicts({ population: { attackers } }: CheckedScenario): Conflict[] {
  const names = attackers.map(attackerName);
  return names.flatMap((name, index): Conflict[] => {
    if (names.indexOf(name) === index) return [];
    const path = ["population", "attackers", index];
    return [
      { path, problem: "two attackers of one name", value: name, expected: "a name of its own for each: name: text" },
    ];
  });
}

/** More liars, signatures or Freddies than there are operators; each stands alone within its bounds. */
function committeeConflicts({ params }: CheckedScenario): Conflict[] {
  const countOf = (path: keyof typeof PHASE3_PARAMS): number => Number(params[path] ?? PHASE3_PARAMS[path].value);
  const pairs = [
    ["verifiers.byzantine", "verifiers.count"],
    ["verifiers.threshold", "verifiers.count"],
    ["freddies.byzantine", "freddies.count"],
  ] as const;
  return pairs
    .filter(([part, whole]) => countOf(part) > countOf(whole))
    .map(([part, whole]) => ({
      path: ["params", params[part] === undefined ? whole : part],
      problem: `${part} ${countOf(part)} of ${countOf(whole)}`,
      expected: `${part} at most ${whole}`,
    }));
}

/** In phase 3 the program's verifiers are the world's: the same number, and as many reports that decide. */
function committeeOnChainConflicts({ chain, phases, params }: CheckedScenario): Conflict[] {
  const { oracle } = chain;
  // A set that the program would refuse is a conflict of its own.
  if (
    oracle === undefined ||
    !settlesOnPrograms(chain) ||
    !fitsOnChain(oracle) ||
    !phases.some(({ phase }) => phase === 3)
  )
    return [];
  const count = Number(params["verifiers.count"] ?? PHASE3_PARAMS["verifiers.count"].value);
  const threshold = Number(params["verifiers.threshold"] ?? PHASE3_PARAMS["verifiers.threshold"].value);
  if (oracle.verifierCount === count && reportQuorum(oracle) === threshold) return [];
  return [
    {
      path: ["chain", "oracle"],
      problem: "a verifier set other than phase 3's",
      value: `${oracle.verifierCount} verifiers, of whom ${reportQuorum(oracle)} decide`,
      expected: `verifiers.count ${count}, of whom verifiers.threshold ${threshold} decide`,
    },
  ];
}
