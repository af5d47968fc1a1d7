import type { PublicKey } from "@solana/web3.js";
import { assert } from "../../base/assert.ts";
import type { Lamports } from "../../base/units.ts";
import { textKey } from "./kept-key.ts";
import type { OpenRun } from "./open-run.ts";

const SYSTEM_PROGRAM_AT_WORK = "Program 11111111111111111111111111111111 invoke";
const LOGS_CUT_OFF = "Log truncated";

/**
 * What a transaction with these logs, in which nothing is refunded, cost its payer beyond the fee; undefined where the logs do not tell.
 * @param creationLamports rent of the only account that it may have created; undefined where that is not known
 */
export function rentInLogs(logs: readonly string[], creationLamports: Lamports | undefined): Lamports | undefined {
  let systemCalls = 0;
  for (const line of logs) {
    if (line === LOGS_CUT_OFF) return undefined;
    if (line.startsWith(SYSTEM_PROGRAM_AT_WORK)) systemCalls++;
  }
  if (systemCalls === 0) return 0n;
  return systemCalls === 1 ? creationLamports : undefined;
}

/**
 * What the fee payers of one batch hold, followed by their fees and rents so that it need not be read around each transaction. Payers
 * are given as map keys (`bytesText`).
 */
export class FeePurses {
  private readonly read: (payer: PublicKey) => Promise<Lamports>;
  private readonly held = new Map<string, Lamports>();
  private last: OpenRun | undefined;

  /** @param read a payer's balance, asked of the chain */
  constructor(read: (payer: PublicKey) => Promise<Lamports>) {
    this.read = read;
  }

  /** The balance where it is at hand. */
  known(payer: string): Lamports | undefined {
    return this.held.get(payer);
  }

  async readAnew(payer: string): Promise<Lamports> {
    const lamports = await this.read(textKey(payer));
    this.set(payer, lamports);
    return lamports;
  }

  set(payer: string, lamports: Lamports): void {
    this.held.set(payer, lamports);
  }

  /** Forgets what the others hold: a transaction ran that may have paid them. */
  forgetOthers(payer: string): void {
    for (const other of this.held.keys()) if (other !== payer) this.held.delete(other);
  }

  /** The run before, whose rent may still have to be read. */
  get open(): OpenRun | undefined {
    return this.last;
  }

  /** Keeps a run open until the next one is under way. Asserts that none is. */
  keepOpen(run: OpenRun): void {
    assert(this.last === undefined, "one run of a batch is open at a time");
    this.last = run;
  }

  /** Reads the open run's logs, while the next is executed; false where they do not tell what it paid. */
  readOpen(): boolean {
    if (this.last === undefined) return true;
    if (!this.last.readRent()) return false;
    this.set(this.last.payer, this.last.beforeLamports - this.last.feeLamports - this.last.rentLamports);
    this.last = undefined;
    return true;
  }

  /** Closes the open run; where its logs do not tell, by its payer's balance, which nothing has touched since. */
  async settle(): Promise<void> {
    if (this.last === undefined || this.readOpen()) return;
    await this.closeByBalance(0n);
  }

  /**
   * Closes the open run by its payer's balance, of which the next one, run meanwhile at the same payer's cost, took `sinceLamports`.
   * Whoever else was paid by it is forgotten.
   */
  async closeByBalance(sinceLamports: Lamports): Promise<void> {
    const run = this.last;
    assert(run !== undefined, "there is an open run to close");
    this.last = undefined;
    this.forgetOthers(run.payer);
    const after = await this.readAnew(run.payer);
    run.closeWith(run.beforeLamports - run.feeLamports - sinceLamports - after);
  }

  /** Asserts that the chain agrees with every balance that was followed. */
  async check(): Promise<void> {
    for (const [payer, lamports] of this.held) {
      const found = await this.read(textKey(payer));
      assert(
        found === lamports,
        `the fee payer ${textKey(payer).toBase58()} holds ${found} lamports, its transactions leave ${lamports}`,
      );
    }
  }
}
