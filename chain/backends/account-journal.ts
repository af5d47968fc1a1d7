import { PublicKey } from "@solana/web3.js";
import { assert } from "../../base/assert.ts";
import type { ChainAccount, ChainSnapshot, EmbeddedChain, GenesisAccount } from "./backend.ts";
import { keyText, textKey } from "./kept-key.ts";
import type { DecodedTransaction } from "./transaction.ts";

/** What an account that is not there looks like to a write: no lamports, so the runtime drops it. */
const NO_ACCOUNT: ChainAccount = {
  lamports: 0n,
  owner: PublicKey.default,
  data: new Uint8Array(),
  executable: false,
};

/**
 * Which accounts of a chain may differ from its genesis: those that transactions named, and those that the harness wrote. An account
 * that nobody named cannot have changed, so a snapshot needs no other.
 */
export class AccountJournal {
  private readonly genesis: ReadonlyMap<string, ChainAccount>;
  private readonly touched = new Set<string>();
  private lookups = false;

  constructor(accounts: readonly GenesisAccount[]) {
    this.genesis = new Map(accounts.map((account) => [keyText(account.address), account]));
  }

  note(address: PublicKey): void {
    this.touched.add(keyText(address));
  }

  noteTransaction({ accountTexts, hasLookups }: DecodedTransaction): void {
    for (const text of accountTexts) this.touched.add(text);
    this.lookups ||= hasLookups;
  }

  /**
   * State and time of `chain` now, apart from the accounts in `except`. Asserts that no transaction reached accounts through a lookup
   * table, whose addresses it does not show.
   */
  async snapshot(chain: EmbeddedChain): Promise<ChainSnapshot> {
    assert(!this.lookups, "a snapshot cannot follow transactions with address lookup tables");
    const accounts = new Map<string, ChainAccount | undefined>();
    for (const text of this.touched) {
      const account = await chain.getAccount(textKey(text));
      // Copied: what a runtime returns may be a view of its own memory.
      accounts.set(text, account === undefined ? undefined : { ...account, data: Uint8Array.from(account.data) });
    }
    return { clock: chain.clock(), accounts };
  }

  /** Writes back what differs from `snapshot`; accounts that were first touched later return to what genesis made them. */
  async restore(chain: EmbeddedChain, snapshot: ChainSnapshot, except: PublicKey): Promise<void> {
    assert(!this.lookups, "a snapshot cannot follow transactions with address lookup tables");
    for (const text of this.touched) {
      const address = textKey(text);
      if (address.equals(except)) continue;
      const wanted = snapshot.accounts.has(text) ? snapshot.accounts.get(text) : this.genesis.get(text);
      const present = await chain.getAccount(address);
      if (!isSameAccount(present, wanted)) await chain.setAccount(address, wanted ?? NO_ACCOUNT);
    }
  }
}

function isSameAccount(one: ChainAccount | undefined, other: ChainAccount | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return (
    one.lamports === other.lamports &&
    one.executable === other.executable &&
    one.owner.equals(other.owner) &&
    Buffer.compare(one.data, other.data) === 0
  );
}
