import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Command, Option } from "commander";
import { METHODS, type Method } from "../lab/search/hunt.ts";
import type { SearchResult } from "../lab/search/search.ts";
import { searchLines } from "./attack-search-lines.ts";
import { startSearchProgress } from "./attack-search-progress.ts";
import { EXIT_DONE, EXIT_INTERRUPTED } from "./exit-code.ts";
import { interruptible } from "./interrupt.ts";
import type { Outcome } from "./outcome.ts";
import { type ScenarioOptions, withScenarioOptions } from "./scenario-options.ts";
import type { Terminal } from "./terminal.ts";
import { type WorldOptions, withWorldOptions, workersOf } from "./world-options.ts";

interface AttackSearchOptions extends ScenarioOptions, WorldOptions {
  readonly strategy?: string;
  readonly with?: string;
  readonly budget: string;
  readonly givenSeeds: string;
  readonly method: Method;
  readonly explain: boolean;
  readonly out?: string;
  readonly json?: boolean;
}

const SEEDS_DEFAULT = 12;
const BUDGET_DEFAULT = 300;
const GIVEN_SEEDS_DEFAULT = 3;
const RESULT_FILE = "search.json";

/** `attack search SCENARIO`: the cheapest attack that pays, what binds it, what would stop it; resumable. */
export function addAttackSearch(attack: Command, terminal: Terminal, outcome: Outcome): void {
  const command = withScenarioOptions(attack.command("search"))
    .description(
      "search a scenario for the cheapest attack that pays, and for the cheapest change that stops it; resumable",
    )
    .argument("<scenario>", "a YAML file, or the name of a case")
    .option(
      "--strategy <names>",
      "strategies to search, separated by commas, the scenario's own `strategies:` among them; a coalition is a+b (default: all)",
    )
    .option("--with <names>", "search coalitions instead: each strategy together with each of these")
    .option("--budget <n>", "worlds of the hunt; verdict, shrinking and cures come on top", String(BUDGET_DEFAULT))
    .addOption(new Option("--method <name>", "rungs of the ladder").choices([...METHODS]).default("ladder"));
  withWorldOptions(command, SEEDS_DEFAULT)
    .option(
      "--given-seeds <n>",
      "worlds of the scenario as given for the last word, where it is large; 0: none",
      String(GIVEN_SEEDS_DEFAULT),
    )
    .option("--no-explain", "stop at the verdict: no shrinking, defences, cures")
    .option("--out <dir>", "folder of store and result (default: runs/search- and the scenario's name)")
    .option("--json", "print the result as one object to standard output")
    .addHelpText(
      "after",
      "\nA large scenario is searched on a small world of it; what is found is judged on fresh seeds, and once on the scenario as given.\n\nExample:\n  twinlight attack search lantern-phase2 --strategy collusion-match,wash-traffic --budget 200\n  twinlight attack search lantern-phase2 --strategy collusion-match --with wash-traffic,exit-scam\n",
    )
    .action(async (scenario: string, options: AttackSearchOptions) => {
      const { result, folder } = await search(scenario, options, terminal);
      if (options.json === true) terminal.out(JSON.stringify({ ...result, out: folder }));
      else for (const line of [...searchLines(result), `written    ${join(folder, RESULT_FILE)}`]) terminal.out(line);
      outcome.exitCode = result.complete ? EXIT_DONE : EXIT_INTERRUPTED;
    });
}

async function search(
  scenario: string,
  options: AttackSearchOptions,
  terminal: Terminal,
): Promise<{ readonly result: SearchResult; readonly folder: string }> {
  const [{ requireFamilies, searchAttack, searchIdentity }, { EvaluationStore }, { WorldPool }, provenance, sweep] =
    await Promise.all([
      import("../lab/search/search.ts"),
      import("../lab/search/evaluation-store.ts"),
      import("../lab/search/world-pool.ts"),
      import("../lab/provenance.ts"),
      import("../lab/sweep.ts"),
    ]);
  const { requireCount } = await import("../lab/sweep-plan.ts");
  const { seed, set: sets = [], seeds, method, explain } = options;
  const names = (text: string | undefined) => text?.split(",").map((name) => name.trim()) ?? [];
  const [strategies, partners] = [names(options.strategy), names(options.with)];
  const request = {
    scenario,
    sets,
    ...(seed === undefined ? {} : { seed }),
    strategies,
    partners,
    ...{ budget: Number(options.budget), givenSeeds: Number(options.givenSeeds), seeds, method, explain },
  };
  requireCount("--workers", workersOf(options), sweep.WORKERS_MAX);
  requireCount("--budget", request.budget, 1_000_000);
  requireCount("--given-seeds", request.givenSeeds + 1, 100_000);
  requireFamilies(request);
  const identity = searchIdentity(request, provenance.commitOf(), await provenance.dependencyVersions());
  const folder = options.out ?? join("runs", `search-${scenario.replaceAll(/[^\w-]+/g, "-")}-${identity.slice(0, 8)}`);
  const store = EvaluationStore.open(folder, identity);
  if (store.found > 0) terminal.err(`resumed: ${store.found} worlds found in ${folder}`);
  const progress = startSearchProgress(terminal, () => performance.now());
  const onInterrupt = () => {
    progress.stop();
    terminal.err(`stopping; worlds are kept in ${folder}, and the same command resumes (Ctrl-C again ends at once)`);
  };
  const result = await interruptible(async (signal) => {
    const pool = new WorldPool(workersOf(options), signal);
    try {
      return await searchAttack(request, pool.run, store, progress);
    } finally {
      await pool.close();
    }
  }, onInterrupt).finally(progress.stop);
  await writeFile(join(folder, RESULT_FILE), `${JSON.stringify(result, null, 2)}\n`);
  return { result, folder };
}
