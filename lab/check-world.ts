import { AssertionFailure } from "../base/assert.ts";
import type { CheckView } from "../scenarios/checks/check.ts";
import { InvariantRunner } from "../scenarios/checks/invariant.ts";
import { HELD_INVARIANTS } from "../scenarios/checks/invariants.ts";
import type { ResolvedScenario } from "../scenarios/resolved-scenario.ts";
import type { FaultKind } from "../sim/faults/params.ts";
import { runScenario } from "./run.ts";

/** One invariant or check that did not hold, or `no-assertion` where the world stopped at one of its own. */
export interface Failure {
  readonly name: string;
  readonly detail: string;
}

/** What became of one world. */
export interface WorldVerdict {
  /** Of the last epoch; empty where the world stopped before one. */
  readonly stateHash: string;
  readonly epochs: number;
  readonly failures: readonly Failure[];
  /** Kinds of faults that struck. */
  readonly fired: readonly FaultKind[];
}

export interface CheckWorldOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly day: number; readonly events: number }) => void;
}

/**
 * Runs one world under every invariant that must hold, the scenario's own checks, and liveness: the run reaches its last epoch, and
 * once faults are healed claims are paid again. Undefined where it was cancelled.
 * @throws TwinError on bad input
 */
export async function checkWorld(
  scenario: ResolvedScenario,
  options: CheckWorldOptions = {},
): Promise<WorldVerdict | undefined> {
  const runner = new InvariantRunner(HELD_INVARIANTS);
  const seen = { stateHash: "", epochs: 0, unpaid: undefined as string | undefined, fired: [] as FaultKind[] };
  const { signal, onProgress } = options;
  let stopped: Failure | undefined;
  let ownChecks: readonly Failure[] = [];
  try {
    const { summary } = await runScenario(scenario, {
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined ? {} : { onProgress }),
      onView: (view) => {
        runner.look(view);
        seen.stateHash = view.settled.stateHash;
        seen.epochs++;
        const { faults } = view.world.state;
        if (faults === undefined) return;
        seen.fired = firedIn(faults.draws.fired);
        seen.unpaid = unpaidAt(view);
      },
    });
    ownChecks = summary.checks.filter(({ passed }) => !passed);
    if (!summary.complete && signal?.aborted === true) return undefined;
  } catch (error) {
    // The world's own assertions are what a check is for; anything else is not ours to judge.
    if (!(error instanceof AssertionFailure)) throw error;
    stopped = { name: "no-assertion", detail: error.message };
  }
  const failures = [
    ...runner.results().filter(({ passed }) => !passed),
    ...ownChecks,
    ...(stopped === undefined ? [] : [stopped]),
    ...(seen.unpaid === undefined || stopped !== undefined ? [] : [{ name: "claims-drain", detail: seen.unpaid }]),
  ].map(({ name, detail }) => ({ name, detail }));
  return { stateHash: seen.stateHash, epochs: seen.epochs, failures, fired: seen.fired };
}

function firedIn(counts: Readonly<Record<FaultKind, number>>): FaultKind[] {
  return (Object.keys(counts) as FaultKind[]).filter((kind) => counts[kind] > 0);
}

/** After the heal, what honest peers are due is claimed: nobody is left with more than the last epochs' pay. */
function unpaidAt({ world, settled }: CheckView): string | undefined {
  const { params, population, scenario } = world.state;
  const healedUs = params["faults.healAfter"] * scenario.horizonUs;
  // Whoever claims at an interval has had its turn once that and one more epoch have passed.
  const turnUs = healedUs + params["claims.interval"] + 2 * params["epoch.length"];
  if (settled.endUs < turnUs || params["claims.min"] > 0) return undefined;
  const claimed = settled.commands.some(({ command }) => command.kind === "claim");
  return claimed || population.peerCount === 0 || settled.leafCount === 0
    ? undefined
    : `epoch ${settled.epoch}: no claim was paid after the heal`;
}
