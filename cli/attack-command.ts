import type { Command } from "commander";
import { STRATEGIES, TASK_STRATEGIES } from "../agents/catalog.ts";
import type { AttackOutcome } from "../lab/attack-run.ts";
import { specDefaultText } from "../scenarios/schema-fields.ts";
import { addAttackFrontier } from "./attack-frontier-command.ts";
import { attackLines } from "./attack-lines.ts";
import { addAttackSearch } from "./attack-search-command.ts";
import { interruptible } from "./interrupt.ts";
import type { Outcome } from "./outcome.ts";
import { boundsText } from "./params-command.ts";
import { startProgressLine } from "./progress-line.ts";
import { type ScenarioOptions, withScenarioOptions } from "./scenario-options.ts";
import { exitCodeOfSweep } from "./sweep-command.ts";
import type { Terminal } from "./terminal.ts";
import { progressOfWorlds, type WorldOptions, withWorldOptions, workersOf } from "./world-options.ts";

/** One strategy as `attack list --json` gives it; parameters in the notation of scenarios. */
export interface StrategyListing {
  readonly name: string;
  readonly what: string;
  /** The rule it attacks. */
  readonly attacks: string;
  /** Expected sign of profit. */
  readonly expected: string;
  readonly source: string;
  readonly params: readonly {
    readonly name: string;
    readonly value: string;
    readonly unit: string;
    readonly bounds: string;
    readonly what: string;
    readonly source: string;
  }[];
}

/** Every strategy of the catalog, in its order. */
export function strategyListings(): readonly StrategyListing[] {
  return [...STRATEGIES, ...TASK_STRATEGIES].map(({ name, what, attacks, expected, source, params }) => ({
    name,
    what,
    attacks,
    expected,
    source,
    params: Object.entries(params).map(([param, spec]) => ({
      name: param,
      value: specDefaultText(spec),
      unit: spec.kind,
      bounds: boundsText(spec),
      what: spec.what,
      source: spec.source,
    })),
  }));
}

/** `attack list`, `attack run STRATEGY`, `attack search SCENARIO` and `attack frontier STRATEGY`. */
export function addAttackCommand(program: Command, terminal: Terminal, outcome: Outcome): void {
  const attack = program
    .command("attack")
    .description("attack strategies: list them, run one against a scenario, or search for the cheapest that pays")
    .addHelpText("after", "\nExample:\n  twinlight attack run wash-traffic --param gbPerDay=5 --seeds 20\n");
  attack
    .command("list")
    .description("list the strategies: what each does and attacks, expected profit, source, parameters")
    .option("--json", "print one object instead of text")
    .addHelpText("after", "\nExample:\n  twinlight attack list\n")
    .action(({ json = false }: { readonly json?: boolean }) => {
      const strategies = strategyListings();
      terminal.out(json ? JSON.stringify({ strategies }) : strategies.map(listingText).join("\n\n"));
    });
  addAttackRun(attack, terminal, outcome);
  addAttackSearch(attack, terminal, outcome);
  addAttackFrontier(attack, terminal, outcome);
}

function listingText({ name, what, attacks, expected, source, params }: StrategyListing): string {
  const width = Math.max(...params.map((param) => `${param.name}=${param.value}`.length));
  return [
    `${name}: ${what}`,
    `  attacks ${attacks}; expected profit: ${expected}`,
    `  source: ${source}`,
    ...params.map(({ name: param, value, bounds, what: meaning }) => {
      return `  ${`${param}=${value}`.padEnd(width)}  ${meaning} (${bounds})`;
    }),
  ].join("\n");
}

interface AttackRunOptions extends ScenarioOptions, WorldOptions {
  readonly scenario?: string;
  readonly param?: readonly string[];
  readonly json?: boolean;
}

const SEEDS_DEFAULT = 5;

function addAttackRun(attack: Command, terminal: Terminal, outcome: Outcome): void {
  const collect = (value: string, before: readonly string[] = []) => [...before, value];
  const command = withScenarioOptions(attack.command("run"))
    .description("run one strategy on a scenario, beside the same worlds without it")
    .argument("<strategy>", "a name of `attack list`, or of the scenario's own `strategies:`")
    .option(
      "--scenario <scenario>",
      "a YAML file, or the name of a case (default: lantern-phase2, or the small case of the strategy's model)",
    )
    .option("--param <name=value>", "a parameter of the strategy; may be repeated", collect);
  withWorldOptions(command, SEEDS_DEFAULT)
    .option("--json", "print the result as one object to standard output")
    .addHelpText(
      "after",
      "\nExample:\n  twinlight attack run collusion-match --scenario lantern-phase2 --param identities=10 --seeds 20\n",
    )
    .action(async (strategy: string, options: AttackRunOptions) => {
      const inRounds = TASK_STRATEGIES.find(({ name }) => name === strategy);
      if (inRounds !== undefined) {
        const { runTaskStrategy } = await import("./task-run.ts");
        outcome.exitCode = await runTaskStrategy(inRounds, options, terminal);
        return;
      }
      const finished = await runOne(strategy, options, terminal);
      if (options.json === true) terminal.out(JSON.stringify(finished));
      else for (const line of attackLines(finished)) terminal.out(line);
      outcome.exitCode = exitCodeOfSweep(finished);
    });
}

async function runOne(strategy: string, options: AttackRunOptions, terminal: Terminal): Promise<AttackOutcome> {
  const { scenario = "lantern-phase2", param: params = [], set: sets = [], seed, seeds } = options;
  const { planAttack } = await import("../lab/attack-plan.ts");
  const plan = planAttack({ strategy, scenario, params, sets, seeds, ...(seed === undefined ? {} : { seed }) });
  const { runAttack } = await import("../lab/attack-run.ts");
  const progress = startProgressLine(terminal, () => performance.now());
  const onInterrupt = () => {
    progress.stop();
    terminal.err("stopping; finished pairs of worlds are reported (Ctrl-C again ends at once)");
  };
  return await interruptible(
    (signal) =>
      runAttack(plan, {
        workers: workersOf(options),
        signal,
        onProgress: (facts) => progress.update(progressOfWorlds(facts)),
        onWarning: (text) => terminal.err(`warning: ${text}`),
      }),
    onInterrupt,
  ).finally(progress.stop);
}
