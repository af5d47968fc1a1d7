import type { Command } from "commander";
import { addChainDeploy } from "./chain-deploy.ts";
import { addChainGenesis } from "./chain-genesis.ts";
import { addChainInspect } from "./chain-inspect.ts";
import { EXIT_DONE, EXIT_FAILED } from "./exit-code.ts";
import type { Outcome } from "./outcome.ts";
import type { Terminal } from "./terminal.ts";

/** `chain build | verify | deploy | inspect | genesis`: the programs. */
export function addChainCommand(program: Command, terminal: Terminal, outcome: Outcome): void {
  const chain = program.command("chain").description("build, verify, deploy and inspect the programs");
  chain.addHelpText("after", "\nExample:\n  twinlight chain verify\n");
  addChainBuild(chain, terminal);
  addChainVerify(chain, terminal, outcome);
  addChainDeploy(chain, terminal, outcome);
  addChainInspect(chain, terminal);
  addChainGenesis(chain, terminal);
}

function addChainBuild(chain: Command, terminal: Terminal): void {
  chain
    .command("build")
    .description("build chain/deploy from the sources with the pinned toolchain")
    .option("--json", "print one object instead of the digests")
    .addHelpText("after", "\nExample:\n  twinlight chain build\n")
    .action(async ({ json }: { readonly json?: boolean }) => {
      const { buildDeployed } = await import("../chain/tools/build.ts");
      const digests = buildDeployed();
      terminal.out(json === true ? JSON.stringify({ programs: programDigests(digests) }) : digests.trimEnd());
    });
}

function addChainVerify(chain: Command, terminal: Terminal, outcome: Outcome): void {
  chain
    .command("verify")
    .description("rebuild the programs and compare every byte with chain/deploy")
    .option("--json", "print one object instead of lines")
    .addHelpText("after", "\nExample:\n  twinlight chain verify\n")
    .action(async ({ json }: { readonly json?: boolean }) => {
      const { verifyDeployed } = await import("../chain/tools/verify.ts");
      const differences = verifyDeployed();
      if (json === true) terminal.out(JSON.stringify({ same: differences.length === 0, differences }));
      else if (differences.length === 0) terminal.out("same bytes as chain/deploy");
      for (const difference of json === true ? [] : differences) terminal.err(difference);
      outcome.exitCode = differences.length === 0 ? EXIT_DONE : EXIT_FAILED;
    });
}

/** Lines of `sha256sum` as objects. */
function programDigests(text: string): readonly { readonly file: string; readonly sha256: string }[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => ({ file: line.slice(66), sha256: line.slice(0, 64) }));
}
