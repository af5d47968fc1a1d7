import { loadScenario } from "../scenarios/load.ts";
import type { ValidationResult } from "../scenarios/validation-result.ts";
import { validationBody } from "./calibrate-validation.ts";
import { type WatchProgress, watchWorld } from "./calibrate-world.ts";
import { labError } from "./codes.ts";
import { commitOf, dependencyVersions } from "./provenance.ts";

export interface ValidationRequest {
  /** Scenario that is run: a YAML file, or the name of a case. */
  readonly scenario: string;
  readonly seed?: string;
  readonly sets?: readonly string[];
}

/** Days that a run needs so that a window of 24 h has another a day later. */
const DAYS_MIN = 2;

/**
 * Runs the scenario and sets its network against the shipped measurements; undefined where the signal ended it, since a part of a run
 * would answer another question.
 * @throws TwinError for a bad scenario, VALIDATE_SHORT for one of less than two days
 */
export async function validateNetwork(
  { scenario: name, seed, sets = [] }: ValidationRequest,
  onProgress: (progress: WatchProgress) => void,
  signal?: AbortSignal,
): Promise<ValidationResult | undefined> {
  const scenario = loadScenario(name, seed === undefined ? { sets } : { sets, seed });
  const days = scenario.horizonUs / 86_400e6;
  if (days < DAYS_MIN)
    throw labError("VALIDATE_SHORT", "too short a run to see who returns the next day", {
      field: "horizon",
      value: `${days}d`,
      expected: `at least ${DAYS_MIN}d`,
    });
  const seen = await watchWorld(scenario, onProgress, signal);
  if (seen === undefined) return undefined;
  const options = [...sets.map((set) => ` --set '${set}'`), seed === undefined ? "" : ` --seed '${seed}'`].join("");
  return {
    format: 1,
    scenario: scenario.name,
    seed: scenario.seed,
    days: seen.hours / 24,
    peers: seen.ordinaryPeers.length,
    clients: seen.state.population.clients.nats.length,
    month: seen.state.tables.month.month,
    command: `npm run twinlight -- validate-model ${name}${options}`,
    commit: commitOf(),
    versions: await dependencyVersions(),
    ...validationBody(seen),
  };
}
