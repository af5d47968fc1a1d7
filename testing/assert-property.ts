import fc from "fast-check";
import { type CheckWorld, checkLine, scenarioOf } from "../lab/check-plan.ts";
import { checkWorld, type Failure } from "../lab/check-world.ts";

export interface PropertyOptions {
  /** Worlds that are drawn. */
  readonly runs?: number;
  /** 32-bit integer: which worlds are drawn. Without it fast-check's global seed, or a fresh one. */
  readonly seed?: number;
  /** Of a failure's message: begin with the shrunk counterexample. */
  readonly path?: string;
}

/** What a property looks at, beside the invariants: a problem in words, undefined when all is well. */
export type WorldProperty = (world: CheckWorld) => Promise<string | undefined>;

const RUNS_DEFAULT = 20;

/** What did not hold in the world, of invariants, own checks and liveness. */
export async function failuresOf(world: CheckWorld): Promise<readonly Failure[]> {
  const verdict = await checkWorld(scenarioOf(world));
  return verdict?.failures ?? [];
}

/**
 * Draws worlds and demands that every invariant holds in each.
 * @throws Error naming the invariant, fast-check's seed and path, and the one line that replays the smallest world found
 */
export async function assertInvariants(drawn: fc.Arbitrary<CheckWorld>, options: PropertyOptions = {}): Promise<void> {
  await assertWorlds(
    drawn,
    async (world) => {
      const failures = await failuresOf(world);
      return failures.length === 0 ? undefined : failures.map(({ name, detail }) => `${name}: ${detail}`).join("; ");
    },
    options,
  );
}

/**
 * Draws worlds and demands that `property` holds in each.
 * @throws Error as `assertInvariants`
 */
export async function assertWorlds(
  drawn: fc.Arbitrary<CheckWorld>,
  property: WorldProperty,
  { runs = RUNS_DEFAULT, seed, path }: PropertyOptions = {},
): Promise<void> {
  const problems = new Map<string, string>();
  const holds = fc.asyncProperty(drawn, async (world) => {
    const problem = await property(world);
    if (problem !== undefined) problems.set(checkLine(world), problem);
    return problem === undefined;
  });
  const details = await fc.check(holds, {
    numRuns: runs,
    ...(seed === undefined ? {} : { seed }),
    ...(path === undefined ? {} : { path }),
  });
  if (!details.failed) return;
  const [world] = details.counterexample ?? [];
  if (world === undefined) throw new Error("no world could be drawn", { cause: details.errorInstance });
  const line = checkLine(world);
  const problem = problems.get(line) ?? String(details.errorInstance);
  throw new Error(
    `${problem}\n  seed ${details.seed}, path "${details.counterexamplePath}", after ${details.numShrinks} shrinks\n  replay: ${line}`,
    details.errorInstance === null ? {} : { cause: details.errorInstance },
  );
}
