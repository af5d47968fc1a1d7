import type { BanksTransactionMeta, BanksTransactionResultWithMeta } from "solana-bankrun";
import { assert } from "../../base/assert.ts";
import type { Lamports } from "../../base/units.ts";
import { type ErrorNames, executionError } from "./anchor-log.ts";
import type { ProgramArtifact, TransactionResult } from "./backend.ts";
import { errorNames } from "./error-names.ts";
import { EventDecoder } from "./event-decoder.ts";
import { type FeePurses, rentInLogs } from "./fee-purses.ts";
import { OpenRun } from "./open-run.ts";
import { refused } from "./transaction-result.ts";

/** How it becomes known what a fee payer paid. */
export interface RentAccounting {
  /** Balances followed through a batch; else they are read. */
  readonly purses?: FeePurses;
  readonly refundsNothing?: boolean | undefined;
  readonly accountBytesCreated?: number | undefined;
  /** It was signed ahead, and its logs will tell what it paid: its result may be read while the next is executed. */
  readonly mayStayOpen?: boolean;
}

/** What is known of a transaction before its answer. */
interface Ran {
  readonly bytes: number;
  /** As a map key. */
  readonly payer: string;
  readonly feeLamports: Lamports;
}

interface Accounts extends RentAccounting {
  readonly purses: FeePurses;
  /** The logs of the run before told what it paid, or there was none. */
  readonly openIsRead: boolean;
}

/** Turns what bankrun answers into results. */
export class RunReader {
  private readonly events: EventDecoder;
  private readonly errorNames: ErrorNames;
  private readonly rentExemptLamports: (bytes: number) => Lamports;

  constructor(programs: readonly ProgramArtifact[], rentExemptLamports: (bytes: number) => Lamports) {
    this.events = new EventDecoder(programs);
    this.errorNames = errorNames(programs);
    this.rentExemptLamports = rentExemptLamports;
  }

  /** The result of a transaction whose payer's balance `purses` knows, and which may leave it open. */
  async result(answer: BanksTransactionResultWithMeta, ran: Ran, accounts: Accounts): Promise<TransactionResult> {
    const { result } = answer;
    const { purses, openIsRead } = accounts;
    if (accounts.mayStayOpen === true && openIsRead && result === null) return this.openRun(answer, ran, accounts);
    const { meta } = answer;
    if (meta === null) {
      await purses.settle();
      const error = executionError(result ?? "no metadata", [], this.errorNames);
      return refused(ran.bytes, { ...error, stage: "refused" });
    }
    const logs = meta.logMessages;
    const known = this.rentKnown(logs, result === null, accounts);
    // Of two in a row whose logs do not tell, the sum alone is known: it is booked on the first.
    if (!openIsRead) await purses.closeByBalance(ran.feeLamports + (known ?? 0n));
    const rentLamports = openIsRead ? await rentOf(known, ran, purses) : (known ?? 0n);
    return this.executed(result, meta, { bytes: ran.bytes, logs, feeLamports: ran.feeLamports, rentLamports });
  }

  private openRun(answer: BanksTransactionResultWithMeta, ran: Ran, accounts: Accounts): OpenRun {
    const metaOf = (): BanksTransactionMeta => {
      const { meta } = answer;
      assert(meta !== null, "a transaction that succeeded left logs");
      return meta;
    };
    const beforeLamports = balanceBefore(ran, accounts.purses);
    const rentByLogs = (logs: readonly string[]) => this.rentKnown(logs, true, accounts);
    const run = new OpenRun({ ...ran, beforeLamports, metaOf, rentByLogs }, this.events);
    accounts.purses.keepOpen(run);
    return run;
  }

  /** The result of a transaction that ran; what only some callers ask for is decoded when they do. */
  private executed(
    result: string | null,
    meta: BanksTransactionMeta,
    paid: Pick<TransactionResult, "bytes" | "logs" | "feeLamports" | "rentLamports">,
  ): TransactionResult {
    const { events } = this;
    const error = result === null ? undefined : executionError(result, paid.logs, this.errorNames);
    const { returnData } = meta;
    return {
      ok: result === null,
      ...(error === undefined ? {} : { error }),
      get events() {
        return result === null ? events.decode(paid.logs) : [];
      },
      computeUnits: Number(meta.computeUnitsConsumed),
      ...paid,
      ...(returnData === null ? {} : { returnData: returnData.data }),
    };
  }

  /** What the payer paid beyond the fee, where the balance need not be read to know it. */
  private rentKnown(
    logs: readonly string[],
    ok: boolean,
    { refundsNothing, accountBytesCreated }: RentAccounting,
  ): Lamports | undefined {
    if (refundsNothing !== true) return undefined;
    const creation = ok && accountBytesCreated !== undefined ? accountBytesCreated : undefined;
    return rentInLogs(logs, creation === undefined ? undefined : this.rentExemptLamports(creation));
  }
}

/** What the payer paid beyond the fee: `known`, or what its balance says. */
async function rentOf(known: Lamports | undefined, ran: Ran, purses: FeePurses): Promise<Lamports> {
  const before = balanceBefore(ran, purses);
  if (known === undefined) {
    purses.forgetOthers(ran.payer);
    return before - ran.feeLamports - (await purses.readAnew(ran.payer));
  }
  purses.set(ran.payer, before - ran.feeLamports - known);
  return known;
}

function balanceBefore({ payer }: Ran, purses: FeePurses): Lamports {
  const before = purses.known(payer);
  assert(before !== undefined, "the payer's balance was read before its transaction ran");
  return before;
}
