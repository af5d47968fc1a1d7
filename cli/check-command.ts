import { join } from "node:path";
import type { Command } from "commander";
import type { CheckOutcome, CheckProgress, FailedWorld } from "../lab/check.ts";
import type { CheckPlan } from "../lab/check-plan.ts";
import { EXIT_DONE, EXIT_FAILED, EXIT_INTERRUPTED } from "./exit-code.ts";
import { interruptible } from "./interrupt.ts";
import type { Outcome } from "./outcome.ts";
import { type ProgressFacts, startProgressLine } from "./progress-line.ts";
import { type ScenarioOptions, withScenarioOptions } from "./scenario-options.ts";
import type { Terminal } from "./terminal.ts";
import { type WorldOptions, withWorldOptions, workersOf } from "./world-options.ts";

interface CheckCommandOptions extends ScenarioOptions, WorldOptions {
  readonly faults?: boolean;
  readonly shrink: boolean;
  readonly out?: string;
  readonly json?: boolean;
}

const SEEDS_DEFAULT = 20;
/** Failed worlds that are printed; all are in the object that `--json` prints. */
const SHOWN_MAX = 20;

/** `check SCENARIO…`: do the invariants hold for every seed and fault? */
export function addCheckCommand(program: Command, terminal: Terminal, outcome: Outcome): void {
  const command = withScenarioOptions(program.command("check"))
    .description("run scenarios over many seeds under the invariants of docs/RELIABILITY.md; resumable")
    .argument("<scenarios...>", "YAML files, or names of cases");
  withWorldOptions(command, SEEDS_DEFAULT)
    .option("--faults", "draw faults for each world: each kind off in half of them, with a drawn strength in the rest")
    .option("--no-shrink", "do not look for smaller worlds that fail alike")
    .option("--out <file>", "where verdicts are kept (default: runs/check-….jsonl)")
    .option("--json", "print the result as one object to standard output")
    .addHelpText(
      "after",
      "\nWith --seeds 1 the seed is taken as it is, so that a printed line repeats its world.\n\nExample:\n  twinlight check four-attackers lantern-phase2 --seeds 200 --faults\n",
    )
    .action(async (scenarios: readonly string[], options: CheckCommandOptions) => {
      outcome.exitCode = await check(scenarios, options, terminal);
    });
}

async function check(scenarios: readonly string[], options: CheckCommandOptions, terminal: Terminal): Promise<number> {
  const [{ planCheck }, { commitOf, dependencyVersions }, { CheckStore }] = await Promise.all([
    import("../lab/check-plan.ts"),
    import("../lab/provenance.ts"),
    import("../lab/check-store.ts"),
  ]);
  const { seeds, seed, set: sets = [], faults = false } = options;
  const origin = { commit: commitOf(), versions: await dependencyVersions() };
  const plan = planCheck({ scenarios, seeds, faults, sets, ...origin, ...(seed === undefined ? {} : { seed }) });
  const { identity } = plan;
  const store = CheckStore.open(options.out ?? join("runs", `check-${identity.slice(0, 12)}.jsonl`), identity);
  if (store.damaged > 0) terminal.err(`warning: ${store.damaged} damaged lines in ${store.file}; checked anew`);
  const finished = await run(plan, store, options, terminal);
  if (options.json === true) terminal.out(JSON.stringify({ ...finished, store: store.file }));
  else for (const line of checkLines(finished)) terminal.out(line);
  if (finished.failed.length > 0) return EXIT_FAILED;
  return finished.complete ? EXIT_DONE : EXIT_INTERRUPTED;
}

async function run(
  plan: CheckPlan,
  store: Parameters<typeof import("../lab/check.ts").runCheck>[1],
  options: CheckCommandOptions,
  terminal: Terminal,
): Promise<CheckOutcome> {
  const { runCheck } = await import("../lab/check.ts");
  const progress = startProgressLine(terminal, () => performance.now());
  const onInterrupt = () => {
    progress.stop();
    terminal.err(
      `stopping; verdicts are kept in ${store.file}, and the same command goes on (Ctrl-C again ends at once)`,
    );
  };
  return await interruptible(
    (signal) =>
      runCheck(plan, store, {
        workers: workersOf(options),
        shrink: options.shrink,
        signal,
        onProgress: (facts) => progress.update(progressOfCheck(facts)),
        onWarning: (text) => terminal.err(`warning: ${text}`),
      }),
    onInterrupt,
  ).finally(progress.stop);
}

function progressOfCheck({ worldsDone, worlds, failed, ...facts }: CheckProgress): ProgressFacts {
  return { ...facts, transactions: 0, stage: `world ${worldsDone}/${worlds}, ${failed} failed` };
}

function checkLines({ complete, worlds, checked, failed, faultShares, failureShareBound }: CheckOutcome): string[] {
  const shares = Object.entries(faultShares).map(([kind, share]) => `${kind} ${(100 * share).toFixed(0)}%`);
  const bound =
    failureShareBound === null
      ? ""
      : `; with 95% confidence fewer than ${failureShareBound.toExponential(1)} of worlds fail`;
  return [
    ...failed.slice(0, SHOWN_MAX).flatMap(failedLines),
    ...(failed.length > SHOWN_MAX ? [`and ${failed.length - SHOWN_MAX} more: --json has them all`] : []),
    `${checked} of ${worlds} worlds checked, ${failed.length} failed${bound}${complete ? "" : " (interrupted)"}`,
    ...(shares.length === 0 ? [] : [`faults struck in: ${shares.join(", ")}`]),
  ];
}

function failedLines({ world, failures, replay, shrunk }: FailedWorld): string[] {
  return [
    `FAILED ${world.base}, seed ${world.seed}`,
    ...failures.map(({ name, detail }) => `  ${name}: ${detail}`),
    `  replay: ${replay}`,
    ...(shrunk === undefined ? [] : [`  smaller: ${shrunk.replay}`]),
  ];
}
