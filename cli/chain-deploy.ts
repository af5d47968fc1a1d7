import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import { TwinError } from "../base/errors.ts";
import type { DeploymentRequest, PreparedDeployment } from "../chain/cluster-deployment.ts";
import { EXIT_DONE, EXIT_FAILED } from "./exit-code.ts";
import type { Outcome } from "./outcome.ts";
import type { Terminal } from "./terminal.ts";

export const ENDPOINT_DEFAULT = "http://127.0.0.1:8899";

interface DeployOptions {
  readonly url: string;
  readonly payer: string;
  readonly authority?: string;
  readonly programKeys?: string;
  readonly only?: string;
  readonly newAuthority?: string;
  readonly priorityFee: string;
  readonly airdrop?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `chain deploy`: shows what it will do, asks, and does it; a second call goes on where the first was interrupted. */
export function addChainDeploy(chain: Command, terminal: Terminal, outcome: Outcome): void {
  chain
    .command("deploy")
    .description("deploy the programs to a cluster, or replace them there; resumable")
    .option("--url <endpoint>", "JSON-RPC of the cluster", ENDPOINT_DEFAULT)
    .requiredOption("--payer <file>", "key pair that pays, as solana-keygen writes it")
    .option("--authority <file>", "key pair that may replace the programs (default: the payer)")
    .option("--program-keys <dir>", "NAME-keypair.json of each program (default: the public development keys)")
    .option("--only <names>", "some programs, separated by commas")
    .option("--new-authority <address>", "hand the programs over at the end; none makes them final")
    .option("--priority-fee <n>", "millionths of a lamport for each compute unit", "0")
    .option("--airdrop <sol>", "let a test cluster's faucet fund the payer first")
    .option("--yes", "do not ask")
    .option("--json", "print one object; needs --yes")
    .addHelpText("after", "\nExample:\n  twinlight chain deploy --url https://api.devnet.solana.com --payer id.json\n")
    .action(async (options: DeployOptions) => {
      outcome.exitCode = await deploy(options, terminal);
    });
}

async function deploy(options: DeployOptions, terminal: Terminal): Promise<number> {
  const { prepareDeployment } = await import("../chain/cluster-deployment.ts");
  const request = requestOf(options);
  let prepared = await prepareDeployment(request);
  if (options.airdrop !== undefined) {
    await prepared.airdrop(BigInt(Math.round(wholeOrFraction("--airdrop", options.airdrop) * 1e9)));
    prepared = await prepareDeployment(request);
  }
  for (const line of planLines(prepared)) terminal.err(line);
  const nothingToDo = prepared.programs.every(({ action }) => action === "unchanged");
  if (!nothingToDo && prepared.payerLamports < prepared.neededLamports)
    throw new TwinError("CHAIN_DEPLOY_FUNDS", "the payer holds too little", {
      value: sol(prepared.payerLamports),
      expected: `${sol(prepared.neededLamports)}; a test cluster's faucet gives some with --airdrop`,
    });
  if ((!nothingToDo || options.newAuthority !== undefined) && options.yes !== true && !(await agreed(options))) {
    terminal.err("nothing was sent");
    return EXIT_FAILED;
  }
  await prepared.run((name, written, missing) => {
    if (written % 25 === 0 || written === missing) terminal.err(`${name}: ${written} of ${missing} chunks`);
  });
  const programs = prepared.programs.map(({ name, address, action }) => ({ name, address, action }));
  if (options.json === true) terminal.out(JSON.stringify({ endpoint: prepared.endpoint, programs }));
  else for (const { name, address, action } of programs) terminal.out(`${name} ${address} ${DONE[action]}`);
  return EXIT_DONE;
}

const DONE = { create: "deployed", upgrade: "replaced", unchanged: "unchanged" } as const;

function requestOf(options: DeployOptions): DeploymentRequest {
  return {
    endpoint: options.url,
    payerFile: options.payer,
    authorityFile: options.authority,
    programKeys: options.programKeys,
    only: options.only?.split(",").map((name) => name.trim()),
    newAuthority: options.newAuthority,
    priorityMicroLamports: Math.round(wholeOrFraction("--priority-fee", options.priorityFee)),
  };
}

function wholeOrFraction(flag: string, text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value < 0)
    throw new TwinError("CHAIN_OPTION", "not an amount", { field: flag, value: text, expected: "a number from 0" });
  return value;
}

/** What a deployment will do, line by line. */
export function planLines(prepared: PreparedDeployment): readonly string[] {
  const { programs, newAuthority } = prepared;
  const rows = programs.map(({ name, address, action, bytes, chunks, chunksMissing, rentLamports }) => {
    const writes = action === "unchanged" ? "" : `, ${chunksMissing} of ${chunks} chunks to write`;
    return `  ${action.padEnd(9)} ${name.padEnd(14)} ${address}  ${bytes} bytes, rent ${sol(rentLamports)}${writes}`;
  });
  const final = newAuthority === "none" ? " (nobody can replace the programs after that)" : "";
  return [
    `endpoint   ${prepared.endpoint}`,
    `payer      ${prepared.payer}, holds ${sol(prepared.payerLamports)}`,
    `authority  ${prepared.authority}`,
    ...(newAuthority === undefined ? [] : [`handed to  ${newAuthority}${final}`]),
    ...rows,
    `rent       ${sol(prepared.rentLamports)}; needed to begin, buffers and fees included: ${sol(prepared.neededLamports)}`,
  ];
}

/** Lamports as SOL, all nine digits that matter. */
function sol(lamports: bigint): string {
  const digits = lamports.toString().padStart(10, "0");
  return `${digits.slice(0, -9)}.${digits.slice(-9)} SOL`;
}

async function agreed({ json }: DeployOptions): Promise<boolean> {
  if (process.stdin.isTTY !== true || json === true)
    throw new TwinError("CHAIN_OPTION", "nobody is there to ask", { field: "--yes", expected: "--yes, or a terminal" });
  const ask = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await ask.question("Deploy? [y/N] ")).trim());
  } finally {
    ask.close();
  }
}
