import { CATALOGS } from "./catalogs.ts";
import { conflictsOf } from "./conflicts.ts";
import { type MergedSource, readScenario } from "./extends.ts";
import { entryAt, type Located, plainValue, withValueAt } from "./located.ts";
import { withOverride } from "./overrides.ts";
import { ownStrategiesOf } from "./own-strategies.ts";
import { SCENARIO_PARAMS } from "./param-tables.ts";
import { scenarioError } from "./problems.ts";
import { resolveScenario } from "./resolve.ts";
import type { ResolvedScenario } from "./resolved-scenario.ts";
import { type ScenarioCatalogs, scenarioSchema } from "./schema.ts";
import { problemsOf } from "./schema-issues.ts";
import { locateYaml } from "./yaml-source.ts";

export interface LoadOptions {
  /** `path=value`, in order; later ones win. */
  readonly sets?: readonly string[];
  /** Replaces the scenario's seed. */
  readonly seed?: string;
  /** Strategies and checks that the scenario may name; those of the project by default. */
  readonly catalogs?: ScenarioCatalogs;
}

/**
 * Reads a scenario by path or case name, with all that it extends, lays `sets` and `seed` on it, checks it and fills in defaults.
 * @throws ScenarioError (a `TwinError`) with one line for each mistake: file, line, field, value, expectation
 */
export function loadScenario(pathOrCase: string, options: LoadOptions = {}): ResolvedScenario {
  return checked(readScenario(pathOrCase), options);
}

/**
 * Reads a scenario back from its own `resolved`, as a run's manifest keeps it in `file`.
 * @throws ScenarioError where this version does not take it
 */
export function loadResolved(name: string, resolved: unknown, file: string): ResolvedScenario {
  const root = locateYaml(JSON.stringify(resolved) ?? "", { file });
  if (root === undefined) {
    const facts = { file, field: "resolved", expected: "the scenario as it ran" };
    throw scenarioError([{ code: "SCENARIO_EMPTY", problem: "no scenario", facts }]);
  }
  // The record names strategy files from where the command ran, not from where the record lies.
  return checked({ name, root }, {}, process.cwd());
}

function checked(
  source: Pick<MergedSource, "name" | "root">,
  options: LoadOptions,
  strategyFolder?: string,
): ResolvedScenario {
  const { sets = [], seed, catalogs: given = CATALOGS } = options;
  const settable = { fields: Object.keys(scenarioSchema(given).shape), params: Object.keys(SCENARIO_PARAMS) };
  const overridden = sets.reduce((root, set) => withOverride(root, set, settable), source.root);
  const taken = given.strategies.map(({ name }) => name);
  const own = ownStrategiesOf(overridden, taken, strategyFolder);
  const catalogs = own.files.length === 0 ? given : { ...given, strategies: [...given.strategies, ...own.strategies] };
  const schema = scenarioSchema(catalogs);
  const root = withSeed(overridden, seed);
  const result = schema.safeParse(plainValue(root));
  if (!result.success) throw scenarioError(problemsOf(result.error.issues, root, schema));
  const conflicts = conflictsOf(result.data, root);
  if (conflicts.length > 0) throw scenarioError(conflicts);
  return resolveScenario(source.name, result.data, catalogs.strategies, sets, own.files);
}

/** The seed is text: `seed: 007` means those three characters, not the number 7. */
function withSeed(root: Located, given: string | undefined): Located {
  if (given !== undefined) return seedNode(root, given, { flag: "--seed" });
  const node = entryAt(root, ["seed"])?.node;
  if (node?.kind !== "scalar" || typeof node.value !== "number") return root;
  return seedNode(root, node.source, node.place);
}

function seedNode(root: Located, value: string, place: Located["place"]): Located {
  return withValueAt(root, ["seed"], { kind: "scalar", value, source: value, place }) ?? root;
}
