import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { FRONTIER_AXES } from "../lab/frontier.ts";
import { figureText } from "../reports/number-text.ts";
import type { FrontierResult } from "../scenarios/frontier-result.ts";
import { startSearchProgress } from "./attack-search-progress.ts";
import { EXIT_DONE, EXIT_INTERRUPTED } from "./exit-code.ts";
import { interruptible } from "./interrupt.ts";
import type { Outcome } from "./outcome.ts";
import { type ScenarioOptions, withScenarioOptions } from "./scenario-options.ts";
import type { Terminal } from "./terminal.ts";
import { type WorldOptions, withWorldOptions, workersOf } from "./world-options.ts";

interface FrontierOptions extends ScenarioOptions, WorldOptions {
  readonly scenario: string;
  readonly param?: readonly string[];
  readonly axis?: readonly string[];
  readonly surface: string;
  readonly out?: string;
  readonly json?: boolean;
}

const SEEDS_DEFAULT = 4;

/** `attack frontier STRATEGY`: where an attack stops paying, by sampling, slash, stake, price, account cost, peers, and by defence. */
export function addAttackFrontier(attack: Command, terminal: Terminal, outcome: Outcome): void {
  const collect = (value: string, before: readonly string[] = []) => [...before, value];
  const axes = FRONTIER_AXES.map(({ name }) => name).join(", ");
  const command = withScenarioOptions(attack.command("frontier"))
    .description(
      "where one strategy stops paying: along each axis, over two of them, and defence by defence; resumable",
    )
    .argument(
      "<strategy>",
      "a name of `attack list`, of the scenario's own `strategies:`, or a coalition such as collusion-match+wash-traffic",
    )
    .option("--scenario <scenario>", "a YAML file, or the name of a case", "lantern-phase2")
    .option(
      "--param <name=value>",
      "a parameter of the strategy (in a coalition NAME.parameter=value); may be repeated",
      collect,
    )
    .option("--axis <name>", `one of ${axes}; may be repeated (default: all)`, collect)
    .option("--surface <x,y>", "two axes of the surface, or none", "sampling,account");
  withWorldOptions(command, SEEDS_DEFAULT)
    .option("--out <dir>", "folder of store, table and report (default: runs/frontier- and the strategy's name)")
    .option("--json", "print the result as one object to standard output")
    .addHelpText("after", "\nExample:\n  twinlight attack frontier collusion-match --param identities=4 --seeds 4\n")
    .action(async (strategy: string, options: FrontierOptions) => {
      const { result, folder } = await frontier(strategy, options, terminal);
      if (options.json === true) terminal.out(JSON.stringify({ ...result, out: folder }));
      else for (const line of frontierLines(result, folder)) terminal.out(line);
      outcome.exitCode = result.complete ? EXIT_DONE : EXIT_INTERRUPTED;
    });
}

async function frontier(
  strategy: string,
  options: FrontierOptions,
  terminal: Terminal,
): Promise<{ readonly result: FrontierResult; readonly folder: string }> {
  const [{ attackFrontier, frontierAxis, frontierRows }, { writtenAttack }, { searchIdentity }, provenance] =
    await Promise.all([
      import("../lab/frontier.ts"),
      import("../lab/search/written-attack.ts"),
      import("../lab/search/search.ts"),
      import("../lab/provenance.ts"),
    ]);
  const { scenario, param: params = [], set: sets = [], seed, seeds, axis: axes = [] } = options;
  const seeded = seed === undefined ? {} : { seed };
  const candidate = writtenAttack({ strategy, scenario, params, sets, seeds, ...seeded });
  const surface = options.surface === "none" ? undefined : surfaceOf(options.surface);
  for (const name of [...axes, ...(surface ?? [])]) frontierAxis(name);
  const commit = provenance.commitOf();
  const request = { scenario, sets, ...seeded, candidate, axes, surface, seeds, commit };
  const identity = searchIdentity(request, commit, await provenance.dependencyVersions());
  const folder =
    options.out ?? join("runs", `frontier-${strategy.replaceAll(/[^\w-]+/g, "-")}-${identity.slice(0, 8)}`);
  const [{ EvaluationStore }, { WorldPool }, { csvText }, { renderFrontierReport }] = await Promise.all([
    import("../lab/search/evaluation-store.ts"),
    import("../lab/search/world-pool.ts"),
    import("../lab/csv.ts"),
    import("../reports/frontier-report.ts"),
  ]);
  const store = EvaluationStore.open(folder, identity);
  const progress = startSearchProgress(terminal, () => performance.now());
  const onInterrupt = () => {
    progress.stop();
    terminal.err(`stopping; worlds are kept in ${folder}, and the same command resumes (Ctrl-C again ends at once)`);
  };
  const result = await interruptible(async (signal) => {
    const pool = new WorldPool(workersOf(options), signal);
    try {
      return await attackFrontier(request, pool.run, store, progress.onStage, progress.onWorld);
    } finally {
      await pool.close();
    }
  }, onInterrupt).finally(progress.stop);
  await writeFile(join(folder, "frontier.json"), `${JSON.stringify(result, null, 2)}\n`);
  const rows = frontierRows(result);
  if (rows.length > 0) await writeFile(join(folder, "frontier.csv"), csvText(rows));
  await writeFile(join(folder, "report.html"), renderFrontierReport(result));
  return { result, folder };
}

/** Two names; a third, or none, is told by the axis check. */
function surfaceOf(text: string): readonly [string, string] {
  const [x = "", y = ""] = text.split(",").map((name) => name.trim());
  return [x, y];
}

function frontierLines(result: FrontierResult, folder: string): readonly string[] {
  const { strategy, scenario, seeds, asGiven, curves, defences, complete, reduced, replay } = result;
  const profit = asGiven === null ? "unknown" : `${figureText(asGiven.profitUsd.mean)} USD`;
  return [
    `frontier of ${strategy} on ${scenario}: ${seeds} worlds a value${complete ? "" : " (interrupted: the same command goes on from here)"}`,
    ...reduced.map((text) => `world      ${text}`),
    `as given   ${profit}, even at ${figureText(asGiven?.breakEvenPriceUsd ?? null)} USD a token`,
    ...curves.map(({ axis, cells, evenAt }) => {
      const ends = [cells[0], cells.at(-1)].map(
        (cell) => `${figureText(cell?.profitUsd.mean ?? null)} USD at ${cell?.x}`,
      );
      const even =
        evenAt.length === 0 ? "no sign change" : `even at ${evenAt.map((value) => figureText(value)).join(", ")}`;
      return `${axis.name.padEnd(10)} ${ends.join(" to ")}; ${even}`;
    }),
    ...defences
      .filter(({ differenceUsd: { ci95 } }) => ci95 !== null && (ci95[0] > 0 || ci95[1] < 0))
      .map(({ defence, change, profitUsd }) => `${change.padEnd(10)} ${defence}: ${figureText(profitUsd.mean)} USD`),
    `written    ${join(folder, "frontier.csv")}, frontier.json, report.html`,
    `replay     ${replay}`,
  ];
}
