import type { Command } from "commander";
import type { ChainInspection } from "../chain/inspection.ts";
import { ENDPOINT_DEFAULT } from "./chain-deploy.ts";
import type { Terminal } from "./terminal.ts";

/** Epochs that are shown unless more are asked for. */
const EPOCHS_DEFAULT = "10";

/** `chain inspect`: what a cluster holds of the project. */
export function addChainInspect(chain: Command, terminal: Terminal): void {
  chain
    .command("inspect")
    .description("show the programs, their single accounts, the mint and the latest epochs of a cluster")
    .option("--url <endpoint>", "JSON-RPC of the cluster", ENDPOINT_DEFAULT)
    .option("--epochs <n>", "how many of the latest epochs", EPOCHS_DEFAULT)
    .option("--json", "print one object instead of lines")
    .addHelpText("after", "\nExample:\n  twinlight chain inspect --url https://api.devnet.solana.com --json\n")
    .action(async (options: { readonly url: string; readonly epochs: string; readonly json?: boolean }) => {
      const { inspectCluster } = await import("../chain/inspection.ts");
      const inspection = await inspectCluster(options.url, Math.max(0, Number.parseInt(options.epochs, 10) || 0));
      if (options.json === true) terminal.out(JSON.stringify(inspection));
      else for (const line of inspectionLines(inspection)) terminal.out(line);
    });
}

/** The inspection for people. */
export function inspectionLines({ endpoint, slot, unixSeconds, ...rest }: ChainInspection): readonly string[] {
  const programs = rest.programs.map(({ name, address, state, bytes, sha256, isOurs, authority }) => {
    if (state === "absent") return `  ${name.padEnd(14)} ${address}  absent`;
    const who = state === "final" ? "final" : `replaceable by ${authority}`;
    const whose = isOurs ? "the file in chain/deploy" : "NOT the file in chain/deploy";
    return `  ${name.padEnd(14)} ${address}  ${bytes} bytes, ${who}, ${sha256.slice(0, 16)}, ${whose}`;
  });
  const mint = rest.mint === null ? "absent" : `${rest.mint.address}  supply ${rest.mint.supplyBase} base units`;
  const accounts = rest.accounts.flatMap(({ program, name, address, fields }) => [
    `${program} ${name}  ${address}`,
    ...fieldLines(fields),
  ]);
  const epochs = rest.epochs.flatMap((fields) => [`epoch ${String(fields.epoch)}`, ...fieldLines(fields)]);
  const head = `${endpoint}  slot ${slot}, ${new Date(unixSeconds * 1_000).toISOString()}`;
  return [head, "programs", ...programs, `mint  ${mint}`, ...accounts, ...epochs];
}

function fieldLines(fields: ChainInspection["accounts"][number]["fields"]): readonly string[] {
  return Object.entries(fields).map(([name, value]) => `  ${name.padEnd(24)} ${String(value)}`);
}
