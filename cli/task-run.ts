import type { TaskStrategy } from "../agents/attacks/task-strategy.ts";
import { loadTask } from "../scenarios/task-world/load-task.ts";
import { EXIT_DONE, EXIT_FAILED, EXIT_INTERRUPTED } from "./exit-code.ts";
import { interruptible } from "./interrupt.ts";
import { startProgressLine } from "./progress-line.ts";
import { defaultOutDir, exitCodeOf } from "./run-command.ts";
import { loadOptionsOf, type ScenarioOptions } from "./scenario-options.ts";
import { taskAttackLines, taskLines } from "./task-lines.ts";
import type { Terminal } from "./terminal.ts";

interface TaskOptions extends ScenarioOptions {
  readonly out?: string;
  readonly json?: boolean;
}

/** `run` of a scenario of a model of rounds: its summary and its table. Returns the exit code. */
export async function runTaskCase(path: string, options: TaskOptions, terminal: Terminal): Promise<number> {
  const scenario = loadTask(path, loadOptionsOf(options));
  const outDir = options.out ?? defaultOutDir(scenario.name, options.seed);
  const { runTask } = await import("../lab/task-run.ts");
  const progress = startProgressLine(terminal, () => performance.now());
  const onInterrupt = () => {
    progress.stop();
    terminal.err("stopping; what was computed is being written (Ctrl-C again ends at once)");
  };
  const { summary } = await interruptible(
    (signal) => runTask(scenario, { outDir, signal, onProgress: progress.update }),
    onInterrupt,
  ).finally(progress.stop);
  if (options.json === true) terminal.out(JSON.stringify(summary));
  else for (const line of [...taskLines(summary), `results  ${outDir}`]) terminal.out(line);
  return exitCodeOf(summary);
}

interface TaskAttackOptions extends ScenarioOptions {
  readonly scenario?: string;
  readonly param?: readonly string[];
  readonly seeds: number;
  readonly json?: boolean;
}

/** `attack run` of a strategy that plays in a world of rounds. Returns the exit code. */
export async function runTaskStrategy(
  strategy: TaskStrategy,
  options: TaskAttackOptions,
  terminal: Terminal,
): Promise<number> {
  const { scenario, param: params = [], set: sets = [], seed, seeds } = options;
  const { runTaskAttack } = await import("../lab/task-attack.ts");
  const request = {
    strategy,
    params,
    sets,
    seeds,
    ...(scenario === undefined ? {} : { scenario }),
    ...(seed === undefined ? {} : { seed }),
  };
  const startedMs = performance.now();
  const progress = startProgressLine(terminal, () => performance.now());
  const onPair = (done: number, pairs: number): void => {
    const seconds = (performance.now() - startedMs) / 1000;
    const etaSeconds = (seconds * (pairs - done)) / done;
    const facts = {
      day: done,
      days: pairs,
      events: done,
      eventsPerSecond: done / seconds,
      transactions: 0,
      etaSeconds,
    };
    progress.update({ ...facts, stage: `pair ${done}/${pairs}` });
  };
  const onInterrupt = () => {
    progress.stop();
    terminal.err("stopping; finished pairs of worlds are reported (Ctrl-C again ends at once)");
  };
  const outcome = await interruptible((signal) => runTaskAttack(request, { signal, onPair }), onInterrupt).finally(
    progress.stop,
  );
  if (options.json === true) terminal.out(JSON.stringify(outcome));
  else for (const line of taskAttackLines(outcome)) terminal.out(line);
  if (!outcome.complete) return EXIT_INTERRUPTED;
  return outcome.checks.every(({ passed }) => passed) ? EXIT_DONE : EXIT_FAILED;
}
