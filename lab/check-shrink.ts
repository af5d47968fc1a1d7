import { type CheckWorld, scenarioOf } from "./check-plan.ts";
import { checkWorld } from "./check-world.ts";

/** Worlds that one shrinking may run. */
const RUNS_MAX = 40;
const PEERS_MIN = 5;
const CLIENTS_MIN = 5;

/** A smaller world that fails the same way. */
export interface Shrunk {
  readonly world: CheckWorld;
  /** Worlds that were run for it. */
  readonly runs: number;
}

/**
 * Looks for a smaller world that fails the invariant `name` too: without each fault, without each attacker, half the time, half the
 * peers and clients, again and again until nothing smaller fails or `RUNS_MAX` worlds have run.
 */
export async function shrinkFailure(world: CheckWorld, name: string, signal?: AbortSignal): Promise<Shrunk> {
  let smallest = world;
  let runs = 0;
  for (let found = true; found && runs < RUNS_MAX; ) {
    found = false;
    for (const candidate of smallerThan(smallest)) {
      if (runs >= RUNS_MAX || signal?.aborted === true) break;
      runs++;
      if (!(await failsAlike(candidate, name, signal))) continue;
      smallest = candidate;
      found = true;
      break;
    }
  }
  return { world: smallest, runs };
}

async function failsAlike(world: CheckWorld, name: string, signal: AbortSignal | undefined): Promise<boolean> {
  const verdict = await checkWorld(scenarioOf(world), signal === undefined ? {} : { signal });
  return verdict?.failures.some((failure) => failure.name === name) === true;
}

/** Candidates, the ones that drop most first. */
function smallerThan(world: CheckWorld): readonly CheckWorld[] {
  const { population, horizonUs, params } = scenarioOf(world);
  const halved = (path: string, value: number, min: number): readonly CheckWorld[] =>
    value > min ? [withSet(world, path, String(Math.max(min, Math.floor(value / 2))))] : [];
  const epochs = Math.floor(horizonUs / params["epoch.length"]);
  const shorter =
    epochs > 1 ? [withSet(world, "horizon", `${(Math.ceil(epochs / 2) * params["epoch.length"]) / 1_000_000}s`)] : [];
  const faults = world.sets.filter((set) => set.startsWith("faults."));
  const withoutFault = faults.map((fault) => ({ ...world, sets: world.sets.filter((set) => set !== fault) }));
  const withoutAttackers = population.attackers.length > 0 ? [withSet(world, "population.attackers", "[]")] : [];
  return [
    ...(faults.length > 1 ? [{ ...world, sets: world.sets.filter((set) => !set.startsWith("faults.")) }] : []),
    ...withoutFault,
    ...withoutAttackers,
    ...shorter,
    ...halved("population.peers", population.peers, PEERS_MIN),
    ...halved("population.clients", population.clients, CLIENTS_MIN),
  ];
}

/** The world with `path` set anew; an earlier set of the same path is dropped. */
function withSet(world: CheckWorld, path: string, value: string): CheckWorld {
  return { ...world, sets: [...world.sets.filter((set) => !set.startsWith(`${path}=`)), `${path}=${value}`] };
}
