import { relative } from "node:path";
import { writeAccountFiles } from "./backends/account-files.ts";
import { PROGRAM_ARTIFACTS } from "./clients/programs.ts";
import type { SettlementOptions } from "./clients/twin-genesis.ts";
import { twinGenesis } from "./twin-chain.ts";

/** A twin's genesis on disk. */
export interface GenesisFolder {
  readonly accounts: number;
  /** Words of the command that starts a validator with it. */
  readonly command: readonly string[];
}

/**
 * Writes every account of the twin's genesis into `folder`, one file each.
 * @throws TwinError CHAIN_PROGRAM_MISSING
 */
export async function writeGenesisFolder(folder: string, options: SettlementOptions): Promise<GenesisFolder> {
  const accounts = await twinGenesis(options);
  writeAccountFiles(folder, accounts);
  const programs = PROGRAM_ARTIFACTS.flatMap(({ address, path }) => [
    "--bpf-program",
    address.toBase58(),
    relative(process.cwd(), path),
  ]);
  const command = ["solana-test-validator", "--reset", "--account-dir", folder, ...programs];
  return { accounts: accounts.length, command };
}
