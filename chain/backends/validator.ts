import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { TwinError } from "../../base/errors.ts";
import { writeAccountFiles } from "./account-files.ts";
import type { GenesisAccount, ProgramArtifact } from "./backend.ts";
import { RpcCalls } from "./rpc-calls.ts";
import { RPC_PATIENCE, RpcTransport } from "./rpc-transport.ts";

/** What a validator of one's own begins with. */
export interface ValidatorGenesis {
  readonly programs: readonly ProgramArtifact[];
  readonly accounts: readonly GenesisAccount[];
}

/** A validator that runs as a process of its own until `stop`. */
export interface LocalValidator {
  readonly endpoint: string;
  stop(): Promise<void>;
}

const EXECUTABLE = "solana-test-validator";
/** How people get one; messages end with it. */
export const VALIDATOR_HINT =
  "solana-test-validator on the PATH or in SOLANA_TEST_VALIDATOR (docs/chain-backends.md says how to get it)";
/** First slot after some five seconds on an idle machine. */
const START_POLLS_MAX = 240;
const START_POLL_MS = 500;
/** Heights below may belong to a bank that is still being set up: transactions sent there were seen to vanish. */
const START_HEIGHT = 2;

/** Path of the validator: `$SOLANA_TEST_VALIDATOR`, else the first on the PATH; undefined where there is none. */
export function findValidator(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const asked = environment.SOLANA_TEST_VALIDATOR;
  const folders = (environment.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const candidates = asked === undefined || asked === "" ? folders.map((folder) => join(folder, EXECUTABLE)) : [asked];
  return candidates.find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error) return false;
    throw error;
  }
}

/** The validator's arguments: everything that it keeps lies in `folder`. */
export function validatorArguments(
  folder: string,
  { programs }: ValidatorGenesis,
  ports: { readonly rpc: number; readonly faucet: number },
): readonly string[] {
  const own = programs.flatMap(({ address, path }) => ["--bpf-program", address.toBase58(), path]);
  return [
    ...["--ledger", join(folder, "ledger"), "--reset", "--quiet", "--bind-address", "127.0.0.1"],
    ...["--rpc-port", String(ports.rpc), "--faucet-port", String(ports.faucet)],
    ...["--account-dir", join(folder, "accounts")],
    ...own,
  ];
}

/**
 * Starts a validator with `genesis` in a new temporary folder and waits until it makes blocks.
 * @throws TwinError CHAIN_VALIDATOR_MISSING where none is found, CHAIN_VALIDATOR where it ends or makes no block
 */
export async function startValidator(genesis: ValidatorGenesis): Promise<LocalValidator> {
  const executable = findValidator();
  if (executable === undefined)
    throw new TwinError("CHAIN_VALIDATOR_MISSING", "no validator found", { expected: VALIDATOR_HINT });
  const folder = mkdtempSync(join(tmpdir(), "twinlight-validator-"));
  writeAccountFiles(join(folder, "accounts"), genesis.accounts);
  const ports = { rpc: await freePort(), faucet: await freePort() };
  // In a group of its own: Ctrl-C is for the run, which still writes what it has, and then ends the validator.
  const child = spawn(executable, validatorArguments(folder, genesis, ports), {
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const endWithUs = (): void => void child.kill("SIGKILL");
  process.once("exit", endWithUs);
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => said.push(chunk.toString()));
  const stop = async (): Promise<void> => {
    await ended(child);
    process.removeListener("exit", endWithUs);
    rmSync(folder, { recursive: true, force: true });
  };
  const endpoint = `http://127.0.0.1:${ports.rpc}`;
  try {
    await madeBlocks(endpoint, child, said);
  } catch (error) {
    await stop();
    throw error;
  }
  return { endpoint, stop };
}

async function madeBlocks(endpoint: string, child: ChildProcess, said: readonly string[]): Promise<void> {
  const once = { ...RPC_PATIENCE, attemptsMax: 1, requestTimeoutMs: 2_000 };
  const calls = new RpcCalls(new RpcTransport(endpoint, once), "confirmed");
  for (let poll = 0; poll < START_POLLS_MAX; poll++) {
    if (child.exitCode !== null)
      throw new TwinError("CHAIN_VALIDATOR", `the validator ended with code ${child.exitCode}`, {
        value: said.join("").trim(),
      });
    const height = await calls.blockHeight("confirmed").catch((error: unknown) => {
      // Until its server listens, every call fails: that is what is being waited for.
      if (error instanceof TwinError) return 0;
      throw error;
    });
    if (height >= START_HEIGHT) return;
    await sleep(START_POLL_MS);
  }
  throw new TwinError("CHAIN_VALIDATOR", "the validator makes no blocks", { value: said.join("").trim() });
}

/** Asks it to end, and makes it after some seconds. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  const TERM_MS = 5_000;
  const kill = setTimeout(() => child.kill("SIGKILL"), TERM_MS);
  await exit;
  clearTimeout(kill);
}

/** A port that nobody listens on now, nor on the next one, where a validator has its web socket. */
async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string")
    throw new TwinError("CHAIN_VALIDATOR", "no free port", { value: address });
  return address.port;
}
