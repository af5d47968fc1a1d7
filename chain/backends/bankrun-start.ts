import { type AddedAccount, ProgramTestContext } from "solana-bankrun";
// The package's own `start` drops what it makes for the accounts before the library has read it.
import { Account, start } from "solana-bankrun/dist/internal.js";
import { assert } from "../../base/assert.ts";

/**
 * Starts a bankrun chain that holds `accounts`, programs among them: solana-bankrun's `start`, with the accounts' native halves kept
 * until the chain has copied them. bankrun 0.4.0 copies them on a thread of its own, later where that is busy, and a collection of
 * garbage in between frees them under its hands: the process dies, or a chain starts with other bytes. Source: `bankrun-start.test.ts`
 */
export async function startBankrun(accounts: readonly AddedAccount[]): Promise<ProgramTestContext> {
  // Both are read by the native library at its first start. Its default level of logging fills the terminal.
  process.env.RUST_LOG ??= "off";
  // A chain executes one transaction at a time: a second thread would be woken for parts of it, and costs more than it does.
  process.env.TOKIO_WORKER_THREADS ??= "1";
  const kept = accounts.map(({ address, info }): [Uint8Array, Account] => [
    address.toBytes(),
    new Account(BigInt(info.lamports), info.data, info.owner.toBytes(), info.executable, BigInt(info.rentEpoch ?? 0)),
  ]);
  const context = await start([], kept, undefined, undefined, []);
  assert(kept.length === accounts.length, "the accounts are held until the chain has them");
  return new ProgramTestContext(context);
}
