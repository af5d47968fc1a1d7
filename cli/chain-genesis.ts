import type { Command } from "commander";
import { TwinError } from "../base/errors.ts";
import { loadScenario } from "../scenarios/load.ts";
import { loadOptionsOf, type ScenarioOptions, withScenarioOptions } from "./scenario-options.ts";
import type { Terminal } from "./terminal.ts";

interface GenesisOptions extends ScenarioOptions {
  readonly out: string;
  readonly json?: boolean;
}

/** `chain genesis SCENARIO`: the accounts with which a validator must start so that a run can settle there. */
export function addChainGenesis(chain: Command, terminal: Terminal): void {
  withScenarioOptions(chain.command("genesis"))
    .description("write a scenario's genesis accounts for a validator, and the command that starts it")
    .argument("<scenario>", "a YAML file, or the name of a case")
    .requiredOption("--out <dir>", "folder of the account files")
    .option("--json", "print one object instead of lines")
    .addHelpText("after", "\nExample:\n  twinlight chain genesis lantern-phase2 --set chain.cohort=16 --out genesis/\n")
    .action(async (path: string, options: GenesisOptions) => {
      const { accounts, command } = await genesis(path, options);
      if (options.json === true) terminal.out(JSON.stringify({ accounts, command }));
      else {
        terminal.err(`${accounts} accounts in ${options.out}; start the validator with`);
        terminal.out(command.join(" "));
      }
    });
}

async function genesis(path: string, options: GenesisOptions) {
  const scenario = loadScenario(path, loadOptionsOf(options));
  const [{ cohortGenesis }, { writeGenesisFolder }] = await Promise.all([
    import("../lab/chain-genesis.ts"),
    import("../chain/genesis-folder.ts"),
  ]);
  const settlement = cohortGenesis(scenario);
  if (settlement.cohort.length === 0)
    throw new TwinError("CHAIN_GENESIS_EMPTY", "the scenario has nobody on the chain", {
      field: "chain.cohort",
      value: scenario.chain.cohort,
      expected: "a cohort, and a backend",
    });
  return await writeGenesisFolder(options.out, settlement);
}
