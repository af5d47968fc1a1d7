import type { BanksTransactionMeta } from "solana-bankrun";
import { assert } from "../../base/assert.ts";
import type { Lamports } from "../../base/units.ts";
import type { ChainEvent, TransactionResult } from "./backend.ts";
import type { EventDecoder } from "./event-decoder.ts";

/** A transaction that was executed, before anybody looked at what it says. */
export interface RunFacts {
  /** Reads it out of the native library: 5 microseconds. */
  readonly metaOf: () => BanksTransactionMeta;
  readonly bytes: number;
  /** As a map key. */
  readonly payer: string;
  readonly feeLamports: Lamports;
  /** What the payer held before. */
  readonly beforeLamports: Lamports;
  /** Rent by the logs; undefined where they do not tell. */
  readonly rentByLogs: (logs: readonly string[]) => Lamports | undefined;
}

/**
 * The result of a successful transaction of a batch, read out of the native library only when somebody asks: reading takes tens of
 * microseconds, which the next transaction need not wait for. What its payer paid is open until the logs were read, and where they do
 * not tell, until a balance was.
 */
export class OpenRun implements TransactionResult {
  readonly ok = true;
  readonly bytes: number;
  readonly payer: string;
  readonly feeLamports: Lamports;
  readonly beforeLamports: Lamports;
  private readonly facts: RunFacts;
  private readonly decoder: EventDecoder;
  private keptMeta: BanksTransactionMeta | undefined;
  private keptLogs: readonly string[] | undefined;
  private paidRent: Lamports | undefined;

  constructor(facts: RunFacts, decoder: EventDecoder) {
    this.facts = facts;
    this.decoder = decoder;
    this.bytes = facts.bytes;
    this.payer = facts.payer;
    this.feeLamports = facts.feeLamports;
    this.beforeLamports = facts.beforeLamports;
  }

  get logs(): readonly string[] {
    this.keptLogs ??= this.meta.logMessages;
    return this.keptLogs;
  }

  get events(): readonly ChainEvent[] {
    return this.decoder.decode(this.logs);
  }

  get computeUnits(): number {
    return Number(this.meta.computeUnitsConsumed);
  }

  get returnData(): Uint8Array | undefined {
    return this.meta.returnData?.data;
  }

  private get meta(): BanksTransactionMeta {
    this.keptMeta ??= this.facts.metaOf();
    return this.keptMeta;
  }

  /** Whether the rent is still to be found out. */
  get isOpen(): boolean {
    return this.paidRent === undefined;
  }

  get rentLamports(): Lamports {
    assert(this.paidRent !== undefined, "what an open run's payer paid is known after the batch's `settle`");
    return this.paidRent;
  }

  /** Reads the rent out of the logs; false where they do not tell. */
  readRent(): boolean {
    this.paidRent ??= this.facts.rentByLogs(this.logs);
    return this.paidRent !== undefined;
  }

  /** Sets the rent by the balance that was left. */
  closeWith(rentLamports: Lamports): void {
    this.paidRent = rentLamports;
  }
}
