import { PublicKey, SystemProgram } from "@solana/web3.js";
import type { AddedAccount } from "solana-bankrun";
import { assert } from "../../base/assert.ts";
import type { ChainAccount, EmbeddedOptions, GenesisAccount } from "./backend.ts";
import { readProgramFile } from "./program-file.ts";

/** Owner of programs that lie in their own account as plain ELF bytes. */
const LOADER = new PublicKey("BPFLoader2111111111111111111111111111111111");
/** Fixed address of the account that setAccount balances against. */
export const RESERVE = new PublicKey("ReserveTwinLight111111111111111111111111111");
const RESERVE_LAMPORTS = 1_000_000_000_000_000n;

/**
 * What a bankrun chain starts with: programs, the harness's reserve and the accounts of `options`.
 * @throws TwinError CHAIN_PROGRAM_MISSING where a compiled program is missing or broken
 */
export function bankrunGenesis({ programs, accounts }: EmbeddedOptions): AddedAccount[] {
  const deployed = programs.map(({ address, path, shownPath }) => {
    const data = readProgramFile(path, shownPath);
    return { address, lamports: 1_000_000_000n, owner: LOADER, data, executable: true };
  });
  const empty = { owner: SystemProgram.programId, data: new Uint8Array(), executable: false };
  const reserve = { ...empty, address: RESERVE, lamports: RESERVE_LAMPORTS };
  return [...deployed, reserve, ...accounts].map(rawAccount);
}

/** An account as bankrun writes it. */
export function accountInfo({ lamports, owner, data, executable }: ChainAccount): AddedAccount["info"] {
  // bankrun takes a `number` here: beyond 2^53 the balance would silently change.
  assert(lamports <= BigInt(Number.MAX_SAFE_INTEGER), "bankrun cannot hold this many lamports exactly");
  return { lamports: Number(lamports), owner, data, executable, rentEpoch: 0 };
}

function rawAccount(account: GenesisAccount): AddedAccount {
  return { address: account.address, info: accountInfo(account) };
}
