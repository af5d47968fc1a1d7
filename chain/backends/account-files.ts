import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { GenesisAccount } from "./backend.ts";

/**
 * An account in the form that `solana-test-validator --account-dir` reads and `solana account --output json` writes. Lamports are
 * digits, exact beyond 2^53.
 */
export function accountFileText({ address, lamports, owner, data, executable }: GenesisAccount): string {
  const account = {
    data: [Buffer.from(data).toString("base64"), "base64"],
    executable,
    owner: owner.toBase58(),
    rentEpoch: 0,
    space: data.length,
  };
  const fields = JSON.stringify(account).slice(1);
  return `{"pubkey":"${address.toBase58()}","account":{"lamports":${lamports},${fields}}\n`;
}

/** Writes one file an account into `folder`, which is made where it is missing. */
export function writeAccountFiles(folder: string, accounts: readonly GenesisAccount[]): void {
  mkdirSync(folder, { recursive: true });
  for (const account of accounts)
    writeFileSync(join(folder, `${account.address.toBase58()}.json`), accountFileText(account));
}
