import { formatQuantity } from "../base/units.ts";
import { entryAt, type FieldPath, type Located, pathText, placeAt, plainValue } from "./located.ts";
import type { ScenarioProblem } from "./problems.ts";
import { attackerName } from "./resolve.ts";
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
  const conflicts = [...phaseConflicts(scenario), ...ageConflicts(scenario), ...nameConflicts(scenario)];
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
